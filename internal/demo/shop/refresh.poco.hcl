# Refreshes the shop of staging from production. Play with it:
# `poco plan` shows what a change would do, and changes nothing.

database "production" {
  url       = env("POCO_DEMO_PRODUCTION_URL") # from .env
  protected = true                            # no plan ever writes to it
}

database "staging" {
  url = env("POCO_DEMO_STAGING_URL")
}

selection "shop" {
  include = ["orders", "order_*", "feature_flags", "warehouse.*"]
  exclude = ["*_audit"]
  related = "all" # also the tables that foreign keys lead to, and from; try "referenced"
}

copy "refresh" {
  source         = database.production
  target         = database.staging
  selection      = selection.shop
  mode           = "overwrite" # empty each table, then fill it
  create_missing = true        # staging does not know coupons yet

  # The real values never leave production.
  table "customers" {
    set = {
      name  = "'Customer ' || id"
      email = "'customer.' || id || '@staging.example'"
      phone = "NULL"
    }
  }

  # Staging keeps its own switches, and gets the new ones.
  table "feature_flags" {
    mode = "skip"
  }
}
