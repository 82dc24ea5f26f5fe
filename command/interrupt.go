package command

import (
	"context"
	"os"
)

// interruptible runs what changes nothing: an interrupt ends it at once.
func (a *app) interruptible(ctx context.Context, run func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	signals, stop := a.env.Signals()
	defer stop()
	ended := make(chan struct{})
	interrupted := make(chan bool, 1)
	go func() {
		select {
		case <-signals:
			interrupted <- true
			cancel()
		case <-ended:
			interrupted <- false
		}
	}()
	err := run(ctx)
	close(ended)
	if <-interrupted && err != nil {
		return errInterrupted
	}
	return err
}

// A stopper turns signals into the two ways in which a run stops: the first
// closes Stop, the second cancels the context.
type stopper struct {
	Stop  chan struct{}
	ended chan struct{}
	wait  chan struct{}
}

// newStopper listens until close. After the second signal it lets go of them, so
// that a third ends the process as if nobody listened.
func (a *app) newStopper(cancel context.CancelFunc, first func()) *stopper {
	s := &stopper{Stop: make(chan struct{}), ended: make(chan struct{}), wait: make(chan struct{})}
	signals, stop := a.env.Signals()
	go func() {
		defer close(s.wait)
		defer stop()
		s.listen(signals, cancel, first)
	}()
	return s
}

func (s *stopper) listen(signals <-chan os.Signal, cancel context.CancelFunc, first func()) {
	for n := 0; n < 2; n++ {
		select {
		case <-s.ended:
			return
		case <-signals:
			if n == 0 {
				first()
				close(s.Stop)
			} else {
				cancel()
			}
		}
	}
}

// close ends the listening and waits for it.
func (s *stopper) close() {
	close(s.ended)
	<-s.wait
}
