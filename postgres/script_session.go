package postgres

import "strings"

// ScriptSettings are statements, on one line, that make a session of psql what
// Connect makes of its own. What queries among them give goes to psql's output.
func ScriptSettings(s Session) string { return settings(s) + ";\n" }

// ScriptResume is ScriptSettings after a script of others in the same transaction,
// which may have become another role.
func ScriptResume(s Session) string {
	return "RESET SESSION AUTHORIZATION; RESET ROLE; " + ScriptSettings(s)
}

// ScriptBegin begins the transaction in which a script is to run, and marks it.
// ScriptStands raises CodeLeft where that one has ended by then.
const (
	ScriptBegin = "BEGIN;\n" +
		"SELECT set_config('poco.transaction', pg_current_xact_id()::text, true);\n"
	scriptStands = `
BEGIN
    IF current_setting('poco.transaction', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
        RAISE EXCEPTION USING ERRCODE = '` + CodeLeft + `', MESSAGE = 'the script has ended the transaction in which it ran';
    END IF;
END`
)

// ScriptStands is the statement that proves that the transaction is still the one of
// ScriptBegin.
func ScriptStands() string { return doBlock(scriptStands) + ";\n" }

// ScriptDo is a DO statement whose body is PL/pgSQL, with literals that may hold
// anything.
func ScriptDo(body string) string { return doBlock(body) + ";\n" }

// ScriptStatement ends a statement of a plan, which has no semicolon of its own.
func ScriptStatement(sql string) string {
	return strings.TrimRight(strings.TrimSpace(sql), ";") + "\n;\n"
}

// Literal quotes a string constant.
func Literal(s string) string { return literal(s) }
