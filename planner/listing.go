package planner

import (
	"poco/plan"
	"poco/postgres"
)

// A Listing is what `poco tables` says of one database.
type Listing struct {
	Database string         `json:"database"` // the label
	Where    string         `json:"where"`    // user@host:port/dbname
	Version  string         `json:"server_version"`
	Schema   string         `json:"schema"` // the default one
	Schemas  []ListedSchema `json:"schemas"`
	Tables   []ListedTable  `json:"tables"`
}

// A ListedSchema is a schema and how many tables it holds.
type ListedSchema struct {
	Name   string `json:"name"`
	Tables int    `json:"tables"`
	Bytes  int64  `json:"bytes"`
}

// A ListedTable is one table. Rows is the server's estimate, -1 where the table
// was never analyzed.
type ListedTable struct {
	Name        plan.Name      `json:"name"`
	Kind        string         `json:"kind"` // table, partitioned table, partition, foreign table, view
	Of          *plan.Name     `json:"partition_of,omitempty"`
	Rows        int64          `json:"rows_estimate"`
	Bytes       int64          `json:"bytes"`
	IndexBytes  int64          `json:"index_bytes"`
	Comment     string         `json:"comment,omitempty"`
	Columns     []ListedColumn `json:"columns"`
	ForeignKeys []ListedKey    `json:"foreign_keys"`
}

// A ListedColumn is one column.
type ListedColumn struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	NotNull bool   `json:"not_null"`
	Default string `json:"default,omitempty"`
	Key     bool   `json:"primary_key,omitempty"`
}

// A ListedKey is one foreign key.
type ListedKey struct {
	Name       string    `json:"name"`
	Columns    []string  `json:"columns"`
	References plan.Name `json:"references"`
	RefColumns []string  `json:"ref_columns"`
}

// List takes from a catalog what people look for in it: all schemas, and the tables
// of one, or of all where schema is empty. Where is left to the caller.
func List(c *postgres.Catalog, label, schema string) Listing {
	l := Listing{
		Database: label, Version: c.Server.Version, Schema: c.Schema,
		Schemas: []ListedSchema{}, Tables: []ListedTable{},
	}
	index := map[string]int{}
	for _, s := range c.Schemas {
		index[s.Name] = len(l.Schemas)
		l.Schemas = append(l.Schemas, ListedSchema{Name: s.Name})
	}
	for _, t := range c.Tables {
		if i, ok := index[t.Name.Schema]; ok {
			l.Schemas[i].Tables++
			l.Schemas[i].Bytes += t.TotalBytes
		}
		if schema == "" || schema == t.Name.Schema {
			l.Tables = append(l.Tables, listedTable(t))
		}
	}
	return l
}

func listedTable(t *postgres.Table) ListedTable {
	listed := ListedTable{
		Name: t.Name, Kind: kindWords(t), Of: t.PartitionOf, Rows: int64(t.Rows), Bytes: t.TotalBytes,
		IndexBytes: t.IndexBytes, Comment: t.Comment, Columns: []ListedColumn{}, ForeignKeys: []ListedKey{},
	}
	key := map[string]bool{}
	for _, c := range t.Constraints {
		if c.Kind == postgres.PrimaryKey {
			for _, column := range c.Columns {
				key[column] = true
			}
		}
	}
	for _, c := range t.Columns {
		listed.Columns = append(listed.Columns, ListedColumn{
			Name: c.Name, Type: c.Type, NotNull: c.NotNull, Default: c.Default, Key: key[c.Name],
		})
	}
	for _, k := range t.ForeignKeys {
		listed.ForeignKeys = append(listed.ForeignKeys, ListedKey{
			Name: k.Name, Columns: k.Columns, References: k.References, RefColumns: k.RefColumns,
		})
	}
	return listed
}

func kindWords(t *postgres.Table) string {
	switch t.Kind {
	case postgres.Partitioned:
		return "partitioned table"
	case postgres.Foreign:
		return "foreign table"
	case postgres.View:
		return "view"
	case postgres.MaterializedView:
		return "materialized view"
	}
	if t.PartitionOf != nil {
		return "partition"
	}
	return "table"
}
