# Brings QA up to date with development: the shop's tables are emptied and
# filled from one snapshot of dev, after a backup of what QA has.
#
#   cp .env.example .env && $EDITOR .env
#   poco plan
#   poco apply

database "dev" {
  url = env("DEV_DB_URI")
}

database "qa" {
  url = env("QA_DB_URI")
}

selection "shop" {
  include = ["orders", "order_*", "inventory.*"]
  exclude = ["*_audit"]
}

backup "qa_before" {
  database  = database.qa
  selection = selection.shop
  keep      = 7
}

copy "refresh" {
  source         = database.dev
  target         = database.qa
  selection      = selection.shop
  mode           = "overwrite"
  backup         = backup.qa_before
  create_missing = true
}

# Runs only when it is named: poco apply restore.rollback
restore "rollback" {
  database = database.qa
  backup   = backup.qa_before
}
