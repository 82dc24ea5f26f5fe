-- files as tables | extension 2; foreign 3; foreign 4
CREATE EXTENSION file_fdw;
CREATE SERVER s FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE a (t text) SERVER s OPTIONS (program 'true');
