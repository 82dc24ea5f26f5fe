// Package dump knows what a dump file is and what it holds, before a byte of it
// reaches a server: its format, its objects and rows, what it removes, and what
// in it is dangerous.
//
// A plain dump is a program for psql. The scanner reads it exactly as psql reads
// it (quotes, dollar quotes, comments, COPY data, line by line) and judges each
// statement by a list of what pg_dump 13 to 18 and ordinary SQL files write; all
// else is a finding. The same scanner stands behind [Scan], which makes an
// inventory, and behind [Filter], which stands in front of psql and never lets
// through the semicolon or backslash that would carry out what is refused.
//
// What is guaranteed, if psql runs with ON_ERROR_STOP=1, and if its session
// begins with standard_conforming_strings = on and a client_encoding that a
// server may have (UTF8, say): psql carries out no meta-command, fills in no
// variable, and sends no statement that was not judged. What the lexers of psql's
// versions or psql and the server would read differently is a finding as well.
//
// What is not guaranteed: a file may create functions, and its own triggers,
// defaults, checks, generated columns, index expressions and views then run them
// while it is restored. Their bodies are searched for the names of dangerous
// functions, for COPY … PROGRAM and COPY with a file, and for ALTER SYSTEM, but a
// body can put such names together at run time, and no search finds that. The
// privileges of the role that restores are the real bound: a restore by a role
// that is no superuser can reach no file and no program of the server.
package dump
