# Copies production's customers to staging without anything personal. The
# expressions are evaluated on the source: what they replace never leaves it.

database "production" {
  url       = env("PRODUCTION_DB_URI")
  protected = true # no plan ever writes here
}

database "staging" {
  url = env("STAGING_DB_URI")
}

locals {
  # The same customer gets the same address in every copy, and keys stay unique.
  email = "'user' || id || '@example.com'"

  hidden = {
    email      = local.email
    phone      = "NULL"
    first_name = "'Customer'"
    last_name  = "id::text"
    birthday   = "date_trunc('year', birthday)"
  }
}

copy "customers" {
  source = database.production
  target = database.staging
  mode   = "overwrite"

  selection {
    include = ["customers", "addresses", "newsletter"]
    related = "referenced"
  }

  table "customers" {
    set = local.hidden
  }
  table "addresses" {
    set = merge(
      { for line in ["line_1", "line_2"] : line => "'Street 1'" },
      { postcode = "left(postcode, 2) || '000'" },
    )
  }
  table "newsletter" {
    set = { email = replace(local.email, "id", "customer_id") }
  }
}
