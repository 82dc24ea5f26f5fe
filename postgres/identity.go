package postgres

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
)

// Sameness is what two sessions have to do with one another.
type Sameness int

// The answers of SameDatabase.
const (
	// Different databases, as far as can be told.
	Different Sameness = iota
	// Same database, whatever the host names say.
	Same
	// Standby: one of the two servers is a standby of the other, or both are of a
	// third: what is written to the one arrives at the other.
	Standby
	// Clone: two servers of their own, one of which was made as a physical copy.
	Clone
)

func (s Sameness) String() string {
	return [...]string{"different", "same", "standby", "clone"}[s]
}

// SameDatabase tells whether two sessions, in no transaction, are with the same
// database, by what names, addresses, tunnels and poolers can't hide: the
// cluster's system identifier and the database's OID, and then, since a copied
// cluster has these too, a lock that is taken by the one and tried by the other.
// The lock lasts as long as a transaction, so that a pooler passes it on.
func SameDatabase(ctx context.Context, a, b *Conn, ca, cb Server) (Sameness, error) {
	if a == b {
		return Same, nil
	}
	known := ca.SystemIdentifier != "" && cb.SystemIdentifier != ""
	if ca.DatabaseOID != cb.DatabaseOID || known && ca.SystemIdentifier != cb.SystemIdentifier {
		return Different, nil
	}
	shared, err := shareLocks(ctx, a, b)
	switch {
	case err != nil:
		return Different, fmt.Errorf("tell whether %s and %s are one database: %w", a.Config(), b.Config(), err)
	case shared:
		return Same, nil
	case known && (ca.InRecovery || cb.InRecovery):
		return Standby, nil
	case known:
		return Clone, nil
	case ca.InRecovery || cb.InRecovery:
		return sameTables(ctx, a, b)
	}
	return Different, nil
}

// shareLocks reports whether a lock that a holds is in b's way. The key is random,
// so that nobody else holds it.
func shareLocks(ctx context.Context, a, b *Conn) (bool, error) {
	var random [8]byte
	if _, err := rand.Read(random[:]); err != nil {
		return false, err
	}
	key := int64(binary.BigEndian.Uint64(random[:]))
	var granted bool
	err := a.Tx(ctx, "", func() error {
		if _, err := a.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", key); err != nil {
			return err
		}
		return b.Tx(ctx, "", func() error {
			return b.QueryRow(ctx, "SELECT pg_try_advisory_xact_lock($1)", []any{key}, &granted)
		})
	})
	return !granted, err
}

// sameTables decides for two servers whose identifiers can't be read and one of
// which is a standby: it takes them for one pair where they hold the same tables
// under the same OIDs, which is the safe side.
func sameTables(ctx context.Context, a, b *Conn) (Sameness, error) {
	const digest = `
		SELECT coalesce(md5(string_agg(c.oid || ' ' || c.relname, ',' ORDER BY c.oid)), '')
		FROM pg_class c
		WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p')`
	var of [2]string
	for i, c := range []*Conn{a, b} {
		if err := c.QueryRow(ctx, digest, nil, &of[i]); err != nil {
			return Different, fmt.Errorf("compare the tables of %s and %s: %w", a.Config(), b.Config(), err)
		}
	}
	if of[0] == of[1] {
		return Standby, nil
	}
	return Different, nil
}
