# Runs and locks are kept in a database that the whole team reaches, so that
# anyone can see, resume or abort a run that someone else began.

poco {
  required_version = ">= 0.1"

  state "postgres" {
    url = env("POCO_STATE_URL")
  }
}
