-- code at once | runs-code 2
DO $$ BEGIN NULL; END $$;
