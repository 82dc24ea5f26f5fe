-- another folder | meta-command 2
\cd /
