package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"poco/config"
	"poco/state"
	"poco/view"
	"poco/web"
)

// defaultListen is where the page is served unless a flag says otherwise.
const defaultListen = "127.0.0.1:7432"

type uiOptions struct {
	listen    string
	noBrowser bool
	readOnly  bool
}

func newUI(a *app) *cobra.Command {
	var o uiOptions
	cmd := &cobra.Command{
		Use:   "ui",
		Short: "Show the recipe, plans and runs as a page in the browser",
		Long: "Serve the page of the recipe's folder, on this machine only, and open it in the browser. Its URL, with\n" +
			"the token that it takes, is printed on stdout. What the page changes is the recipe and .env; what it\n" +
			"starts are runs as poco apply makes them.\n\n" +
			"The first Ctrl-C finishes the chunks in flight, the second stops at once; a run can be resumed.",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runUI(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.listen, "listen", defaultListen, "`HOST:PORT` to serve the page on; whoever reaches it and has the token can do all that poco can")
	cmd.Flags().BoolVar(&o.noBrowser, "no-browser", false, "don't open a browser")
	cmd.Flags().BoolVar(&o.readOnly, "read-only", false, "show and plan, but change nothing: no file, no database, no run")
	return cmd
}

func (a *app) runUI(ctx context.Context, o uiOptions) error {
	listener, err := a.listen(ctx, o.listen)
	if err != nil {
		return err
	}
	token := web.NewToken()
	page := web.New(a.pageOptions(o, token, hosts(listener.Addr(), o.listen)))
	server := &http.Server{Handler: page.Handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	if err := a.announce(listener.Addr(), token, o); err != nil {
		return errors.Join(err, server.Close())
	}
	return a.untilStopped(ctx, page, server, served)
}

// listen takes the address. Where the one that nobody asked for is in use, another
// port will do.
func (a *app) listen(ctx context.Context, address string) (net.Listener, error) {
	var how net.ListenConfig
	listener, err := how.Listen(ctx, "tcp", address)
	if err != nil && address == defaultListen && errors.Is(err, syscall.EADDRINUSE) {
		listener, err = how.Listen(ctx, "tcp", "127.0.0.1:0")
	}
	if err != nil {
		return nil, &problem{
			summary: "cannot serve the page on " + quoted(address) + ": " + unwrappedNetwork(err),
			detail:  "Give a free address of this machine, as --listen 127.0.0.1:7433. Nothing was changed.",
			err:     err,
		}
	}
	return listener, nil
}

func unwrappedNetwork(err error) string {
	var at *net.OpError
	if errors.As(err, &at) {
		err = at.Err
	}
	return err.Error()
}

// hosts are the names under which a browser may ask for the page: that of the address
// and, where it is this machine's own, its usual ones.
func hosts(at net.Addr, asked string) []string {
	address := at.(*net.TCPAddr)
	port := strconv.Itoa(address.Port)
	names := []string{address.IP.String()}
	if host, _, err := net.SplitHostPort(asked); err == nil && host != "" {
		names = append(names, strings.ToLower(host))
	}
	if address.IP.IsLoopback() || address.IP.IsUnspecified() {
		names = append(names, "localhost", "127.0.0.1", "::1")
	}
	for i, name := range names {
		names[i] = net.JoinHostPort(name, port)
	}
	return names
}

// announce prints the page's URL, the only line on stdout, and opens it.
func (a *app) announce(at net.Addr, token string, o uiOptions) error {
	address := at.(*net.TCPAddr)
	host := address.IP.String()
	if address.IP.IsUnspecified() {
		host = "127.0.0.1"
	}
	url := "http://" + net.JoinHostPort(host, strconv.Itoa(address.Port)) + "/#token=" + token
	if !address.IP.IsLoopback() {
		a.warn("the page is served to the network, on "+address.String(),
			"Whoever reaches it and has the token can do all that poco can do here, and nothing is encrypted on the way. Without --listen it is served to this machine alone.")
	}
	if a.flags.json {
		if err := view.Line(a.out, map[string]string{"url": url}); err != nil {
			return err
		}
	} else if _, err := fmt.Fprintln(a.out, url); err != nil {
		return err
	}
	if err := a.out.Flush(); err != nil {
		return err
	}
	a.say("The page of %s is served until Ctrl-C. The URL lets its holder in: keep it to yourself.", view.Safe(a.folder()))
	if !o.noBrowser && a.env.StdoutTerminal {
		openBrowser(url)
	}
	return a.err.Flush()
}

// openBrowser asks the system to show a URL. Where it can't, people open it
// themselves: it is printed.
func openBrowser(url string) {
	words := []string{"xdg-open", url}
	switch runtime.GOOS {
	case "darwin":
		words = []string{"open", url}
	case "windows":
		words = []string{"rundll32", "url.dll,FileProtocolHandler", url}
	}
	cmd := exec.Command(words[0], words[1:]...)
	if cmd.Start() == nil {
		go func() { _ = cmd.Wait() }()
	}
}

// untilStopped serves until a signal. The first lets what is in flight finish, the
// second ends it at once.
func (a *app) untilStopped(ctx context.Context, page *web.Page, server *http.Server, served <-chan error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stopper := a.newStopper(cancel, func() { a.logger().Info("interrupted: what is in flight is finished") })
	defer stopper.close()
	select {
	case err := <-served:
		page.Stop(ctx)
		return err
	case <-stopper.Stop:
	}
	unfinished := page.Stop(ctx)
	err := server.Close()
	if len(unfinished) > 0 {
		a.say("\n  Stopped. Go on with:  %s", a.commandLine("apply", unfinished[0]))
		return told{exitInterrupted}
	}
	return err
}

// pageOptions are what the page shares with all commands.
func (a *app) pageOptions(o uiOptions, token string, hosts []string) web.Options {
	var mu sync.Mutex // several requests are answered at a time
	return web.Options{
		Dir: a.folder(),
		Load: func() (*config.Recipe, hcl.Diagnostics) {
			mu.Lock()
			defer mu.Unlock()
			return a.readRecipe()
		},
		OpenStore: func(ctx context.Context, recipe *config.Recipe) (state.Store, error) { return a.openStore(ctx, recipe) },
		Resolver:  a.resolver, Explain: explain, CommandLine: a.commandLine,
		Hide: func(text string) string {
			mu.Lock()
			defer mu.Unlock()
			return a.secrets.known.Hide(text)
		},
		Holder: a.holder, Version: Version, Log: a.logger().Named("ui"), ReadOnly: o.readOnly, Hosts: hosts, Token: token,
	}
}
