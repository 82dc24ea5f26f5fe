package config

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// HCL's parser and evaluator call themselves for each level of nesting and each
// operator, and a stack that overflows ends the process. No recipe that people
// write comes near these bounds.
const (
	maxDepth     = 200
	maxOperators = 20_000
)

// A depthGauge follows the tokens of a text. Each open bracket has a level, which
// counts the operators and closed brackets of the expression under way in it.
type depthGauge struct {
	levels []level
	sum    int // of all levels
}

type level struct {
	opener hclsyntax.TokenType
	count  int
}

// tooDeep gives the place where a text is nested deeper than it may be, nil
// where it is not.
func tooDeep(tokens hclsyntax.Tokens) *hcl.Range {
	g := depthGauge{levels: []level{{opener: hclsyntax.TokenOBrace}}}
	for _, token := range tokens {
		g.take(token.Type)
		if len(g.levels) > maxDepth || g.sum > maxOperators {
			at := token.Range
			return &at
		}
	}
	return nil
}

func (g *depthGauge) take(token hclsyntax.TokenType) {
	switch token {
	case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenOQuote,
		hclsyntax.TokenOHeredoc, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
		g.levels = append(g.levels, level{opener: token})
	case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenCQuote,
		hclsyntax.TokenCHeredoc, hclsyntax.TokenTemplateSeqEnd:
		if len(g.levels) > 1 {
			g.restart()
			g.levels = g.levels[:len(g.levels)-1]
		}
		g.count()
	case hclsyntax.TokenComma:
		g.restart()
	case hclsyntax.TokenNewline:
		if g.top().opener == hclsyntax.TokenOBrace {
			g.restart()
		}
	case hclsyntax.TokenIdent, hclsyntax.TokenNumberLit, hclsyntax.TokenQuotedLit, hclsyntax.TokenStringLit,
		hclsyntax.TokenComment, hclsyntax.TokenEOF:
	default:
		g.count()
	}
}

func (g *depthGauge) top() *level { return &g.levels[len(g.levels)-1] }

func (g *depthGauge) count() {
	g.top().count++
	g.sum++
}

// restart begins the next expression of the present level.
func (g *depthGauge) restart() {
	g.sum -= g.top().count
	g.top().count = 0
}
