-- COPY to a file that is named in dollars | copy-file 2
COPY a TO $$/tmp/evil$$;
