-- a script that is read | meta-command 2
\i /etc/passwd
