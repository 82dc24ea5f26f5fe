-- a backslash that is half a character | encoding 2
SET client_encoding = 'SJIS';
