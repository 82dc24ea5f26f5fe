package executor

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"poco/plan"
	"poco/postgres"
	"poco/state"
)

// A frozenFirst passes connections on to a server, and holds the first one still when
// it is told to: its client hears no more of it, not even that it has ended.
type frozenFirst struct {
	net.Listener
	frozen chan struct{}
}

// behind gives the URL of a server behind such a proxy.
func behind(t *testing.T, url string) (through string, freeze func()) {
	t.Helper()
	config, err := postgres.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	server := net.JoinHostPort(config.Host(), strconv.Itoa(config.Port()))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	f := &frozenFirst{Listener: l, frozen: make(chan struct{})}
	go f.serve(server)
	return strings.Replace(url, server, l.Addr().String(), 1), sync.OnceFunc(func() { close(f.frozen) })
}

func (f *frozenFirst) serve(server string) {
	for first := true; ; first = false {
		client, err := f.Accept()
		if err != nil {
			return
		}
		up, err := net.Dial("tcp", server)
		if err != nil {
			client.Close()
			continue
		}
		go f.pass(up, client, false)
		go f.pass(client, up, first)
	}
}

// pass moves bytes until one side ends.
func (f *frozenFirst) pass(to, from net.Conn, freezes bool) {
	for buffer := make([]byte, 1<<16); ; {
		n, err := from.Read(buffer)
		select {
		case <-f.frozen:
			if freezes {
				return
			}
		default:
		}
		if _, failed := to.Write(buffer[:n]); err != nil || failed != nil {
			break
		}
	}
	to.Close()
	from.Close()
}

// A process loses its lock, does not notice yet, and goes on with a session of its
// own, while another process has taken the run over and reads a later moment.
func TestProcessThatLostItsLockCommitsNothingBehindTheNextOne(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	const at = "copy.refresh/copy/items"
	paused, goOn, over := make(chan struct{}), make(chan struct{}), make(chan error)
	through, freeze := behind(t, s.target)
	first := s.options()
	first.Jobs, first.LockTimeout = 1, 200*time.Millisecond
	first.Resolve = func(label string) (string, error) {
		return map[string]string{"dev": s.source, "qa": through}[label], nil
	}
	var pause sync.Once
	first.Checkpoint = func(name string) {
		if name == "begin "+at {
			pause.Do(func() { close(paused); <-goOn })
		}
	}
	go func() { _, err := Apply(context.Background(), p, first); over <- err }()
	<-paused
	freeze()
	s.query(s.target, `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name LIKE 'poco ci@build-2%'`)
	s.exec(s.source, "UPDATE items SET what = 'later' WHERE order_id = 7; UPDATE customers SET name = 'later'; UPDATE orders SET note = 'later'")
	store, err := state.OpenLocal(filepath.Join(t.TempDir(), "state.json"))
	if err != nil {
		t.Fatal(err)
	}
	second := s.options()
	second.Store, second.Holder.Host, second.Holder.PID = store, "build-3", 4242
	var lost error
	second.Checkpoint = once("snapshot copy.refresh", func() { close(goOn); lost = <-over })
	s.apply(p, second)
	s.wantCopied(p)
	var taken *postgres.TakenOverError
	var locked *state.LockedError
	if !errors.As(lost, &taken) && !errors.As(lost, &locked) {
		t.Errorf("the first process ended with %v", lost)
	}
}

// What an abort read of the ledger is all that there will be.
func TestAbortKeepsLateStepsOut(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	paused, goOn, over := make(chan struct{}), make(chan struct{}), make(chan error)
	through, freeze := behind(t, s.target)
	first := s.options()
	first.Jobs, first.LockTimeout = 1, 200*time.Millisecond
	first.Resolve = func(label string) (string, error) {
		return map[string]string{"dev": s.source, "qa": through}[label], nil
	}
	var pause sync.Once
	first.Checkpoint = func(name string) {
		if strings.HasPrefix(name, "begin ") && strings.Contains(name, string(plan.DropForeignKey)+"/items") {
			pause.Do(func() { close(paused); <-goOn })
		}
	}
	go func() { _, err := Apply(context.Background(), p, first); over <- err }()
	<-paused
	freeze()
	s.query(s.target, `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name LIKE 'poco ci@build-2%'`)
	second := s.options()
	second.Holder.Host, second.Holder.PID, second.Databases = "build-3", 4242, []string{"qa"}
	store, err := state.OpenLocal(filepath.Join(t.TempDir(), "state.json"))
	if err != nil {
		t.Fatal(err)
	}
	second.Store = store
	second.Checkpoint = once("abort marked on qa", func() { close(goOn); <-over })
	if _, err := Abort(context.Background(), "", second); err != nil {
		t.Fatal(err)
	}
	s.wantKeysBack()
}
