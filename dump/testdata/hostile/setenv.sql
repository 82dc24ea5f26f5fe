-- an environment variable | meta-command 2
\setenv PAGER id
