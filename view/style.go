// Package view is what people and machines read: plans, progress, receipts,
// diagnostics and listings, as text, JSON, markdown or SQL. It decides nothing
// and asks no server. Whatever text comes from a database or a file is made safe
// for a terminal before it is written.
package view

import "github.com/fatih/color"

// A Style is what a view writes for: how wide the reader's terminal is, 0 where
// there is none, and whether it shows colour.
type Style struct {
	Width int
	Color bool
}

// Colour only carries meaning: red destroys or fails, yellow warns, green adds
// or has gone well, bold names what a block is about.
func (s Style) destroys(text string) string { return s.paint(text, color.FgRed) }
func (s Style) warns(text string) string    { return s.paint(text, color.FgYellow) }
func (s Style) adds(text string) string     { return s.paint(text, color.FgGreen) }
func (s Style) heads(text string) string    { return s.paint(text, color.Bold) }
func (s Style) faint(text string) string    { return s.paint(text, color.Faint) }

// paint asks fatih/color for this text alone: the package's global NoColor is
// about the process's stdout, and a view may write elsewhere.
func (s Style) paint(text string, attribute color.Attribute) string {
	if !s.Color || text == "" {
		return text
	}
	c := color.New(attribute)
	c.EnableColor()
	return c.Sprint(text)
}

// prose is the width to wrap sentences at: the terminal's, but no wider than
// reads well.
func (s Style) prose() int {
	if s.Width <= 0 || s.Width > 100 {
		return 100
	}
	return max(s.Width, 20)
}
