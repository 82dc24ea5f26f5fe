package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// The errors of Decode. Each is wrapped with what was found.
var (
	ErrNotPlan = errors.New("not a plan")
	ErrFormat  = errors.New("a plan of another format version")
	ErrEdited  = errors.New("the plan was changed after it was made")
)

// Seal sets the plan's ID to the digest of its contents. Whoever builds or
// changes a plan calls it last.
func (p *Plan) Seal() error {
	id, err := p.digest()
	p.ID = id
	return err
}

// ShortID is the beginning of the ID, enough for people to tell plans apart.
func (p *Plan) ShortID() string { return p.ID[:min(12, len(p.ID))] }

// digest covers all fields but ID, CreatedAt and the room on the disk, encoded without the white space
// that is there for people. What there may be thousands of is encoded one by one:
// the whole in one piece would be copied again and again as it grows.
func (p *Plan) digest() (string, error) {
	bare := *p
	bare.ID, bare.CreatedAt, bare.Steps, bare.Tables = "", time.Time{}, nil, nil
	bare.Summary.DiskFreeBytes = 0
	hash := sha256.New()
	e := json.NewEncoder(hash)
	e.SetEscapeHTML(false)
	err := e.Encode(&bare)
	for i := range p.Steps {
		err = errors.Join(err, e.Encode(&p.Steps[i]))
	}
	for i := range p.Tables {
		err = errors.Join(err, e.Encode(&p.Tables[i]))
	}
	return hex.EncodeToString(hash.Sum(nil)), err
}

// Encode writes the document: one field a line, the keys of maps sorted, no
// character escaped that JSON lets stand.
func (p *Plan) Encode(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(p)
}

// Decode reads a document and proves that it is whole and unchanged: it fails
// with ErrNotPlan on a truncated or foreign file, with ErrFormat on another
// format version, with ErrEdited where the contents do not match the ID.
func Decode(r io.Reader) (*Plan, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var head struct {
		FormatVersion *int `json:"format_version"`
	}
	err = json.Unmarshal(data, &head)
	var shape *json.UnmarshalTypeError
	if errors.As(err, &shape) {
		return nil, fmt.Errorf("%w: it holds a JSON %s where a plan has another value", ErrNotPlan, shape.Value)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrNotPlan, err)
	}
	if head.FormatVersion == nil {
		return nil, fmt.Errorf("%w: it has no format_version", ErrNotPlan)
	}
	if *head.FormatVersion != FormatVersion {
		return nil, fmt.Errorf("%w: it has version %d, this poco reads version %d",
			ErrFormat, *head.FormatVersion, FormatVersion)
	}
	return decodeBody(data)
}

// decodeBody reads a document of the present version. A field that it does not
// know is an edit too: what was reviewed must be all that runs.
func decodeBody(data []byte) (*Plan, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var p Plan
	if err := d.Decode(&p); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrEdited, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("%w: something follows the document", ErrEdited)
	}
	id, err := p.digest()
	if err != nil {
		return nil, err
	}
	if id != p.ID {
		return nil, fmt.Errorf("%w: its contents do not match its id", ErrEdited)
	}
	return &p, nil
}
