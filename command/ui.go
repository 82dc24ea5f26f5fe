package command

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"poco/config"
	"poco/view"
	"poco/web"
)

// uiAddress is where the page is, unless --listen says otherwise.
const uiAddress = "127.0.0.1:7432"

type uiOptions struct {
	listen    string
	chosen    bool // --listen was given
	noBrowser bool
	readOnly  bool
}

func newUI(a *app) *cobra.Command {
	var o uiOptions
	cmd := &cobra.Command{
		Use:   "ui",
		Short: "Show the recipe, plans and runs as a web page",
		Long: "Serve a page for this machine's browser: the recipe's databases as cards, tables to tick, a plan to\n" +
			"review, a copy to watch. Its URL, with the token that it asks for, is printed on stdout. Whoever has\n" +
			"that URL and reaches the address can do all that you can do with poco in this folder.\n\n" +
			"The first Ctrl-C finishes the chunks in flight, the second stops at once; runs can be resumed.",
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.chosen = cmd.Flags().Changed("listen")
			if _, _, err := net.SplitHostPort(o.listen); err != nil {
				return usageError(cmd, "--listen is an address with a port, as "+uiAddress+", not "+quoted(o.listen))
			}
			return a.runUI(cmd.Context(), o)
		},
	}
	cmd.Flags().StringVar(&o.listen, "listen", uiAddress, "where to listen: `HOST:PORT`")
	cmd.Flags().BoolVar(&o.noBrowser, "no-browser", false, "don't open the browser")
	cmd.Flags().BoolVar(&o.readOnly, "read-only", false, "show and plan, but change nothing")
	return cmd
}

func (a *app) runUI(ctx context.Context, o uiOptions) error {
	if info, err := os.Stat(a.folder()); err != nil || !info.IsDir() {
		return &problem{summary: "there is no folder " + a.folder(), detail: "Name the recipe's folder with --dir."}
	}
	_, _ = a.readRecipe() // for its secrets; its mistakes are the page's to show
	a.logger()            // requests share it
	listener, err := a.listen(o)
	if err != nil {
		return err
	}
	defer listener.Close()
	token := web.NewToken()
	page := web.New(a.pageOptions(o, listener.Addr(), token))
	base := "http://" + pageHost(o.listen, listener.Addr())
	if err := a.announce(base+"/#token="+token, listener.Addr()); err != nil {
		return err
	}
	if !o.noBrowser && a.env.StdoutTerminal {
		if err := openBrowser(base + page.OpeningPath()); err != nil {
			a.say("No browser could be started (%v): open the URL by hand.", err)
		}
	}
	return a.serve(ctx, page, listener)
}

// announce prints the page's URL, the only line on stdout.
func (a *app) announce(url string, at net.Addr) error {
	if !isLoopback(at) {
		a.warn("the page can be reached from other machines", "It listens on "+at.String()+". What passes is not encrypted: whoever reads along has the token, "+
			"and can do all that you can do with poco in this folder.\nWith ssh -L 7432:"+uiAddress+" the page stays on this machine, and you see it from another one.")
	}
	var err error
	if a.flags.json {
		err = view.Document(a.out, struct {
			URL string `json:"url"`
		}{url})
	} else {
		_, err = a.out.Write([]byte(url + "\n"))
	}
	return errors.Join(err, a.out.Flush())
}

// pageOptions are what the page gets from this command line.
func (a *app) pageOptions(o uiOptions, at net.Addr, token string) web.Options {
	return web.Options{
		Dir:         a.folder(),
		Load:        func() (*config.Recipe, hcl.Diagnostics) { return a.readRecipe() },
		OpenStore:   a.openStore,
		Resolver:    a.resolver,
		Explain:     explain,
		CommandLine: a.commandLine,
		Hide:        a.hidden,
		Learn:       func(dsn string) { a.hideURLs(dsn) },
		Holder:      a.holder,
		Version:     Version,
		Log:         a.logger().Named("web"),
		ReadOnly:    o.readOnly,
		Hosts:       pageHosts(o.listen, at),
		Token:       token,
	}
}

// serve answers until a signal comes. The first lets runs finish the chunks in
// flight, the second stops them at once.
func (a *app) serve(ctx context.Context, page *web.Server, listener net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := a.newStopper(cancel, func() { a.say("\nThe page ends. Runs finish the chunks in flight; again to stop at once.") })
	defer stop.close()
	server := page.HTTP()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	var err error
	select {
	case err = <-failed:
	case <-stop.Stop:
	case <-ctx.Done():
	}
	closed := page.Close(ctx)
	if err == nil {
		_ = server.Close() // event streams would never end by themselves
		err = <-failed
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	if closed != nil {
		closed = a.unfinished(&applying{}, closed)
	}
	return errors.Join(closed, err)
}
