package command

import (
	"net/url"
	"regexp"
	"slices"
	"sync"

	"poco/config"
	"poco/postgres"
	"poco/view"
)

// A secretList gathers what no output may show. The page adds to it from several
// requests at once.
type secretList struct {
	mu              sync.Mutex
	secrets, public []string
	known           *view.Secrets
}

// hide makes all streams and the log hide the secrets of a recipe from now on,
// and with each connection string the password in it, or the one that libpq's
// environment and password file add to it.
func (a *app) hide(recipe *config.Recipe) {
	a.secrets.mu.Lock()
	defer a.secrets.mu.Unlock()
	for _, s := range recipe.Secrets {
		a.secrets.add(s.Reveal())
	}
	for _, db := range recipe.Databases {
		a.secrets.addURL(db.URL.Reveal())
	}
	a.secrets.addURL(recipe.State.URL.Reveal())
	a.useSecrets()
}

// hideURLs does the same for connection strings that stand in no recipe.
func (a *app) hideURLs(urls ...string) {
	a.secrets.mu.Lock()
	defer a.secrets.mu.Unlock()
	for _, u := range urls {
		a.secrets.addURL(u)
	}
	a.useSecrets()
}

// hidden is a text without secrets.
func (a *app) hidden(text string) string {
	a.secrets.mu.Lock()
	known := a.secrets.known
	a.secrets.mu.Unlock()
	return known.Hide(text)
}

func (a *app) useSecrets() {
	a.secrets.known = view.NewSecrets(a.secrets.secrets, a.secrets.public)
	a.out.Use(a.secrets.known)
	a.err.Use(a.secrets.known)
	if a.log != nil && a.log.redactor != nil {
		a.log.redactor.Use(a.secrets.known)
	}
}

// add takes each secret once, however often it is met.
func (s *secretList) add(secrets ...string) {
	for _, secret := range secrets {
		if !slices.Contains(s.secrets, secret) {
			s.secrets = append(s.secrets, secret)
		}
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
			s.add(password)
		}
	}
	for _, found := range passwordField.FindAllStringSubmatch(dsn, -1) {
		s.add(found[1], found[2])
	}
	c, err := postgres.ParseConfig(dsn)
	if err != nil {
		s.add(dsn)
		return
	}
	s.add(c.Password())
	for _, word := range []string{c.Host(), c.DBName(), c.User()} {
		if !slices.Contains(s.public, word) {
			s.public = append(s.public, word)
		}
	}
	if c.Password() != "" {
		s.add(dsn)
	}
}
