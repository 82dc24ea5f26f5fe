package command

import (
	"net"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
)

// listen takes the address. Where the usual one is in use, as by the page of another
// folder, a free port will do; one that was asked for is not replaced.
func (a *app) listen(o uiOptions) (net.Listener, error) {
	listener, err := net.Listen("tcp", o.listen)
	if err == nil {
		return listener, nil
	}
	if !o.chosen {
		if free, second := net.Listen("tcp", "127.0.0.1:0"); second == nil {
			a.say("%s is in use, by the page of another folder perhaps; this one is at %s.", o.listen, free.Addr())
			return free, nil
		}
	}
	return nil, &problem{
		summary: "cannot listen on " + o.listen, err: err,
		detail: unwrapped(err) + ".\nStop what listens there, or choose another address: --listen 127.0.0.1:0 takes any free port.",
	}
}

// pageHosts are the hosts that the page answers to, as a browser names them.
func pageHosts(listen string, at net.Addr) []string {
	port := portOf(at)
	names := []string{"127.0.0.1", "localhost", "::1"}
	host, _, _ := net.SplitHostPort(listen) // checked with the flags
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		names = append(names, ownNames()...)
	} else {
		names = append(names, host)
	}
	var hosts []string
	for _, name := range names {
		hosts = append(hosts, net.JoinHostPort(name, port))
		if port == "80" { // which no browser writes
			hosts = append(hosts, name)
		}
	}
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

// ownNames are this machine's addresses and its name.
func ownNames() []string {
	var names []string
	if name, err := os.Hostname(); err == nil {
		names = append(names, name)
	}
	addresses, _ := net.InterfaceAddrs() // without them the page has fewer names
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok {
			names = append(names, n.IP.String())
		}
	}
	return names
}

// pageHost is the host of the URL that is printed.
func pageHost(listen string, at net.Addr) string {
	host, _, _ := net.SplitHostPort(listen)
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, portOf(at))
}

func portOf(at net.Addr) string {
	if tcp, ok := at.(*net.TCPAddr); ok {
		return strconv.Itoa(tcp.Port)
	}
	return ""
}

func isLoopback(at net.Addr) bool {
	tcp, ok := at.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// openBrowser starts the user's browser, and does not wait for it.
func openBrowser(url string) error {
	program, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		program = "open"
	case "windows":
		program, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	cmd := exec.Command(program, args...)
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // it ends when it has handed the URL on
	return nil
}
