package dump

import "strings"

// dangerous are the names of functions and roles that reach beyond the database,
// or that would change how psql reads what follows.
var dangerous = map[string]Code{
	"pg_read_file":               ServerFile,
	"pg_read_binary_file":        ServerFile,
	"pg_stat_file":               ServerFile,
	"pg_current_logfile":         ServerFile,
	"pg_logdir_ls":               ServerFile,
	"lo_import":                  ServerFile,
	"lo_export":                  ServerFile,
	"be_lo_import":               ServerFile,
	"be_lo_export":               ServerFile,
	"pg_execute_server_program":  Role,
	"pg_read_server_files":       Role,
	"pg_write_server_files":      Role,
	"pg_reload_conf":             AlterSystem,
	"pg_rotate_logfile":          AlterSystem,
	"pg_promote":                 AlterSystem,
	"pg_switch_wal":              AlterSystem,
	"pg_wal_replay_pause":        AlterSystem,
	"pg_terminate_backend":       AlterSystem,
	"pg_cancel_backend":          AlterSystem,
	"pg_start_backup":            AlterSystem,
	"pg_stop_backup":             AlterSystem,
	"pg_backup_start":            AlterSystem,
	"pg_backup_stop":             AlterSystem,
	"pg_drop_replication_slot":   Replication,
	"query_to_xml":               RunsCode,
	"query_to_xmlschema":         RunsCode,
	"query_to_xml_and_xmlschema": RunsCode,
	"ts_stat":                    RunsCode,
	"ts_rewrite":                 RunsCode,
	"connectby":                  RunsCode,
	"xpath_table":                RunsCode,

	"standard_conforming_strings": Ambiguous,
	"client_encoding":             Ambiguous,
}

// families are the beginnings of names that are all dangerous.
var families = []struct {
	prefix string
	code   Code
}{
	{"pg_ls_", ServerFile},
	{"pg_file_", ServerFile},
	{"dblink", Foreign},
	{"pg_create_logical_replication", Replication},
	{"pg_create_physical_replication", Replication},
	{"pg_copy_logical_replication", Replication},
	{"pg_copy_physical_replication", Replication},
	{"pg_replication_origin_", Replication},
	{"binary_upgrade_", Unusual},
	{"crosstab", RunsCode},
}

// dangerOf tells what is dangerous about a name in small letters.
func dangerOf(name []byte) (Code, bool) {
	if code, ok := dangerous[string(name)]; ok {
		return code, true
	}
	if len(name) < 6 {
		return "", false
	}
	switch name[0] {
	case 'p', 'd', 'b', 'c':
	default:
		return "", false
	}
	for _, family := range families {
		if strings.HasPrefix(string(name), family.prefix) {
			return family.code, true
		}
	}
	return "", false
}

// trusted are the languages whose code stays in the database.
var trusted = map[string]bool{
	"sql": true, "plpgsql": true, "plperl": true, "pltcl": true, "plv8": true, "plcoffee": true,
	"plls": true, "pllua": true, "plrust": true, "pljs": true,
}

// farExtensions reach files, programs, other servers, or run code of their own
// accord.
var farExtensions = map[string]bool{
	"adminpack": true, "dblink": true, "http": true, "pg_net": true, "pg_cron": true, "pg_background": true,
	"pg_partman_bgw": true, "orafce": true, "aws_s3": true, "aws_commons": true, "aws_lambda": true,
	"azure_storage": true, "multicorn": true, "pljava": true, "plsh": true, "plr": true, "plproxy": true,
	"file_textarray_fdw": true, "pg_curl": true, "pgsql_http": true, "pg_dirtyread": true, "pg_surgery": true,
	"pglogical": true, "citus": true, "wrappers": true, "pg_duckdb": true, "pg_lake": true, "amcheck_file": true,
}

// far tells whether an extension reaches beyond the database: one of the list, a
// foreign data wrapper, or an untrusted language.
func far(extension string) bool {
	if farExtensions[extension] || strings.HasSuffix(extension, "_fdw") {
		return true
	}
	if strings.HasPrefix(extension, "plpython") || strings.Contains(extension, "plpython") {
		return true
	}
	return strings.HasPrefix(extension, "pl") && strings.HasSuffix(extension, "u")
}
