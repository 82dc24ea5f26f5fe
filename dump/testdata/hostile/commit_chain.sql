-- the end of the transaction, and another | transaction 2
COMMIT AND CHAIN;
