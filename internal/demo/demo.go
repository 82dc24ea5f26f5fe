// Package demo sets up what `poco demo` shows: a small shop on two throwaway
// servers, production and an older staging, and a recipe's folder that copies
// one to the other. The servers go on when poco has ended, until Stop.
package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"poco/internal/pgcluster"
)

// The labels of the two databases in the recipe.
const (
	Production = "production"
	Staging    = "staging"
)

// A Demo is a folder that was set up, with its two servers.
type Demo struct {
	Dir     string
	Version string // of Postgres
	Servers []*Server
}

// A Server is one of the two, running and filled.
type Server struct {
	Label string
	Port  int
	// Tables and Rows are what it holds.
	Tables, Rows int64
	Took         time.Duration

	url string
}

// Start sets a demo up in a folder. One that is there already is taken down
// first, but a recipe that was edited is kept. Any other folder that holds
// something is refused with a *NotDemoError and left as it is.
func Start(ctx context.Context, dir string) (*Demo, error) {
	programs, err := pgcluster.Find()
	if err != nil {
		return nil, err
	}
	f := folder(dir)
	if err := f.claim(); err != nil {
		return nil, err
	}
	if _, err := Stop(ctx, dir); err != nil {
		return nil, err
	}
	places, err := f.place()
	if err != nil {
		return nil, err
	}
	d := &Demo{Dir: dir, Version: programs.Text, Servers: make([]*Server, len(places))}
	work, ctx := errgroup.WithContext(ctx)
	for i, p := range places {
		work.Go(func() (err error) {
			d.Servers[i], err = start(ctx, p, programs)
			if err != nil {
				return fmt.Errorf("the server of %s: %w", p.Label, err)
			}
			return nil
		})
	}
	err = work.Wait()
	if err == nil {
		err = f.write(d.Servers)
	}
	if err != nil {
		_, stopErr := Stop(context.WithoutCancel(ctx), dir)
		return nil, errors.Join(err, stopErr)
	}
	return d, nil
}

// Stop ends a demo's servers, removes their files and tells their labels. The
// recipe's folder stays.
func Stop(ctx context.Context, dir string) (stopped []string, err error) {
	places, err := folder(dir).places()
	if err != nil {
		return nil, err
	}
	for _, p := range places {
		if err := pgcluster.Remove(ctx, p.Dir); err != nil {
			return stopped, fmt.Errorf("stop the server of %s: %w", p.Label, err)
		}
		stopped = append(stopped, p.Label)
	}
	return stopped, folder(dir).forget()
}

// urlPrefix begins the environment variables that hold the servers' URLs. They
// are no names that a real database would go by: the process environment wins
// over .env, and a demo must never reach anybody's staging.
const urlPrefix = "POCO_DEMO_"

// WithoutURLs is an environment in which nothing stands for a demo's servers but
// what .env says.
func WithoutURLs(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(pair string) bool {
		return strings.HasPrefix(pair, urlPrefix)
	})
}
