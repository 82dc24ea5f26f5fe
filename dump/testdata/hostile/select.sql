-- a function | runs-code 2
SELECT f();
