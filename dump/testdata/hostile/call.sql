-- a procedure | runs-code 2
CALL f();
