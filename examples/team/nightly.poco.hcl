# What CI runs at night: poco apply --auto-approve

backup "staging" {
  database = database.staging
  format   = "custom"
  max_age  = "30d"
  max_size = "20GB"
}

copy "catalogue" {
  source = database.production
  target = database.staging
  mode   = "update"
  backup = backup.staging

  selection {
    include = ["products", "prices", "inventory.*"]
    related = "referenced"
  }
}

copy "orders" {
  source     = database.production
  target     = database.staging
  mode       = "skip"
  depends_on = [copy.catalogue]

  selection {
    include = ["orders", "order_items"]
    related = "none"
  }

  table "orders" {
    where = "placed_at >= now() - interval '7 days'"
    set   = { note = "NULL" }
  }
  table "order_items" {
    where = file("recent_items.sql")
  }
}
