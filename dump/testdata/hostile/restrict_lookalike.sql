-- \restrict with more than a key | meta-command 2
\restrict `id`
