-- results that become variables | meta-command 2; runs-code 2
SELECT 1 AS a \gset
