-- COPY to a program, with comments between | copy-program 2
cOpY/**/a/* FROM stdin */(b)--
To
program $x$true$x$;
