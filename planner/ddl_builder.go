package planner

type builder struct {
	creation
	definition
}

func newBuilder(c creation) *builder { return &builder{creation: c} }
func (b *builder) tables()           {}
func (b *builder) finish() definition { return b.definition }
