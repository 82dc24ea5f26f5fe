-- a dump that lacks its end | truncated 6
--
-- PostgreSQL database dump
--
CREATE TABLE a (i int);
