-- a shell command behind a comment that ends earlier than it looks | meta-command 2
/* /*/ */ */ \! echo 1 >> "$POCO_MARKER"
