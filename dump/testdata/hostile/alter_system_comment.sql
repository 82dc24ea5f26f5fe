-- the same behind a comment that looks open | alter-system 2
/* /* */ -- */ ALTER /**/ SYSTEM -- ;
SET work_mem = 1;
