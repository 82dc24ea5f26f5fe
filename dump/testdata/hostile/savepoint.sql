-- a part of the transaction | transaction 2; transaction 3
SAVEPOINT a;
RELEASE a;
