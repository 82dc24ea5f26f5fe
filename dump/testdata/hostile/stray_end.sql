-- the end of rows where there are none | meta-command 2
\.
