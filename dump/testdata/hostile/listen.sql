-- messages | unusual 2; unusual 3
LISTEN a;
NOTIFY a;
