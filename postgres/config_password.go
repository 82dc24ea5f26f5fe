package postgres

import (
	"net/url"
	"strings"
)

// WithPassword is a connection string with a password added to it. The string has
// none, else it would be there twice.
func WithPassword(dsn, password string) string {
	if !strings.Contains(dsn, "://") {
		return dsn + " password='" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(password) + "'"
	}
	separator := "?"
	if strings.Contains(dsn, "?") {
		separator = "&"
	}
	// A + means itself to libpq, and a space to Go.
	return dsn + separator + "password=" + strings.ReplaceAll(url.QueryEscape(password), "+", "%20")
}

// LacksPassword reports whether the server asked for a password that neither the
// connection string nor libpq's environment and files gave.
func LacksPassword(config *Config, err error) bool {
	return config.Password() == "" && Code(err) == "28P01"
}
