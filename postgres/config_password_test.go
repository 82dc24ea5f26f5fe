package postgres

import "testing"

func TestWithPasswordIsReadBackFromEveryFormOfString(t *testing.T) {
	for _, dsn := range []string{
		"postgres://app@db.example.com:5432/shop", "postgres://app@a:1,b:2/shop?target_session_attrs=any",
		"host=db.example.com user=app dbname=shop", "postgresql:///shop?host=db.example.com&user=app",
	} {
		for _, password := range []string{"plain", `a b+c%20&d=e?f#g/h@i:j`, `it's \ "quoted"`, "ünïcode"} {
			c, err := ParseConfig(WithPassword(dsn, password))
			if err != nil || c.Password() != password || c.User() != "app" || c.DBName() != "shop" {
				t.Errorf("%s with %q: %v, %v", dsn, password, c, err)
			}
		}
	}
}
