-- results that are run | meta-command 2; runs-code 2
SELECT 'DROP TABLE a' \gexec
