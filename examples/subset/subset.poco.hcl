# Copies a part of the orders, with whatever they reference, to a laptop.
#
#   poco plan --var since=2026-06-01 --var 'regions=["north"]'

variable "since" {
  type        = string
  description = "Copy orders placed from this day on."
  default     = "2026-01-01"

  validation {
    condition     = can(regex("^\\d{4}-\\d{2}-\\d{2}$", var.since))
    error_message = "since is a day, as in 2026-01-31; it is ${var.since}."
  }
}

variable "regions" {
  type        = set(string)
  description = "Copy orders of these regions; none means all."
  default     = []

  validation {
    condition     = alltrue([for r in var.regions : can(regex("^[a-z_]+$", r))])
    error_message = "A region is written in small letters."
  }
}

locals {
  recent = "placed_at >= date '${var.since}'"
  region = join(", ", [for r in var.regions : "'${r}'"])
  wanted = length(var.regions) == 0 ? local.recent : "${local.recent} AND region IN (${local.region})"
}

database "dev" {
  url = env("DEV_DB_URI")
}

database "laptop" {
  url = env("LAPTOP_DB_URI", "postgres:///shop")
}

copy "orders" {
  source         = database.dev
  target         = database.laptop
  mode           = "overwrite"
  create_missing = true

  selection {
    include = ["orders", "order_items"]
    related = "referenced" # customers and products come along, invoices do not
  }

  table "orders" {
    where = local.wanted
  }
  # An item whose order stays behind would point at nothing: the plan would be
  # an error that says so.
  table "order_items" {
    where = "order_id IN (SELECT id FROM orders WHERE ${local.wanted})"
  }
}
