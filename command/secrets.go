package command

import (
	"net/url"
	"regexp"

	"poco/config"
	"poco/postgres"
	"poco/view"
)

// A secretList gathers what no output may show.
type secretList struct {
	secrets, public []string
	known           *view.Secrets
}

// hide makes all streams and the log hide the secrets of a recipe from now on,
// and with each connection string the password in it, or the one that libpq's
// environment and password file add to it.
func (a *app) hide(recipe *config.Recipe) {
	for _, s := range recipe.Secrets {
		a.secrets.secrets = append(a.secrets.secrets, s.Reveal())
	}
	for _, db := range recipe.Databases {
		a.secrets.addURL(db.URL.Reveal())
	}
	a.secrets.addURL(recipe.State.URL.Reveal())
	a.useSecrets()
}

// hideURLs does the same for connection strings that stand in no recipe.
func (a *app) hideURLs(urls ...string) {
	for _, u := range urls {
		a.secrets.addURL(u)
	}
	a.useSecrets()
}

func (a *app) useSecrets() {
	a.secrets.known = view.NewSecrets(a.secrets.secrets, a.secrets.public)
	a.out.Use(a.secrets.known)
	a.err.Use(a.secrets.known)
	if a.log != nil && a.log.redactor != nil {
		a.log.redactor.Use(a.secrets.known)
	}
}

// passwordField finds a password in a string that is no valid connection string.
var passwordField = regexp.MustCompile(`password\s*=\s*('(?:[^'\\]|\\.)*'|\S+)|://[^:/@\s]*:([^\s]+)@`)

// addURL takes the connection string, and the password in it, in whatever way
// it can be had.
func (s *secretList) addURL(dsn string) {
	if dsn == "" {
		return
	}
	if u, err := url.Parse(dsn); err == nil && u.User != nil {
		if password, ok := u.User.Password(); ok {
			s.secrets = append(s.secrets, password)
		}
	}
	for _, found := range passwordField.FindAllStringSubmatch(dsn, -1) {
		s.secrets = append(s.secrets, found[1], found[2])
	}
	c, err := postgres.ParseConfig(dsn)
	if err != nil {
		s.secrets = append(s.secrets, dsn)
		return
	}
	s.secrets = append(s.secrets, c.Password())
	s.public = append(s.public, c.Host(), c.DBName(), c.User())
	if c.Password() != "" {
		s.secrets = append(s.secrets, dsn)
	}
}
