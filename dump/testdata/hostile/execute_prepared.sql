-- a statement that is prepared | runs-code 2; runs-code 3
PREPARE a AS DELETE FROM a;
EXECUTE a;
