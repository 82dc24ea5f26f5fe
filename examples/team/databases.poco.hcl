# One database for each environment of the team. Whoever runs this needs the
# password only: the rest is the same for all.

variable "password" {
  type        = string
  description = "The password of the role poco, from the team's vault."
  sensitive   = true
}

variable "hosts" {
  type = map(object({
    host      = string
    database  = optional(string, "shop")
    protected = optional(bool, false)
  }))
}

locals {
  login = "poco:${urlencode(var.password)}"
  urls  = { for name, h in var.hosts : name => "postgres://${local.login}@${h.host}/${h.database}" }
}

database "production" {
  url       = local.urls["production"]
  protected = var.hosts["production"].protected
}

database "staging" {
  url       = local.urls["staging"]
  protected = var.hosts["staging"].protected
}
