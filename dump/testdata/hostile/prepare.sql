-- the transaction put aside | transaction 2
PREPARE TRANSACTION 'x';
