package view

import (
	"io"
	"strings"
)

// A grid is rows of cells in aligned columns. The last column is never padded.
type grid struct {
	indent string
	right  []bool // columns aligned on the right
	gap    string
	rows   [][]cell
}

// A cell is text that is safe already, and how it is painted once it is padded.
type cell struct {
	text  string
	paint func(string) string
}

func plainCells(texts ...string) []cell {
	cells := make([]cell, len(texts))
	for i, text := range texts {
		cells[i] = cell{text: text}
	}
	return cells
}

func (g *grid) add(cells ...cell) { g.rows = append(g.rows, cells) }

// widths are the columns' widths, over all rows.
func (g *grid) widths() []int {
	var widths []int
	for _, row := range g.rows {
		for i, c := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columns(c.text))
		}
	}
	return widths
}

// write writes the rows, each on one line.
func (g *grid) write(w io.Writer) {
	widths := g.widths()
	for _, row := range g.rows {
		io.WriteString(w, g.line(row, widths)+"\n")
	}
}

// line lays one row out.
func (g *grid) line(row []cell, widths []int) string {
	var b strings.Builder
	b.WriteString(g.indent)
	for i, c := range row {
		text := c.text
		switch {
		case i < len(g.right) && g.right[i]:
			text = padLeft(text, widths[i])
		case i < len(row)-1:
			text = padRight(text, widths[i])
		}
		if c.paint != nil {
			text = c.paint(text)
		}
		if i > 0 {
			b.WriteString(g.gap)
		}
		b.WriteString(text)
	}
	return strings.TrimRight(b.String(), " ")
}
