package postgres

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// The SQLSTATEs that statements raise which Poco writes into a script for psql.
const (
	// CodeTakenOver: the run has another holder by now, or has ended.
	CodeTakenOver = "PO001"
	// CodeMoreRows: a table that is to be emptied holds more rows than it may.
	CodeMoreRows = "PO002"
	// CodeOtherRows: a table does not hold the rows that it should by now.
	CodeOtherRows = "PO003"
	// CodeLeft: the script has left the transaction that it was to run in.
	CodeLeft = "PO004"
	// CodeBystander: the script has changed a table that it has no business with.
	CodeBystander = "PO005"
)

// doBlock is a DO statement with a body of PL/pgSQL, whose literals may hold
// anything.
func doBlock(body string) string {
	tag := "$poco$"
	for n := 0; strings.Contains(body, tag); n++ {
		tag = "$poco" + strconv.Itoa(n) + "$"
	}
	return "DO " + tag + "\n" + strings.TrimSpace(body) + "\n" + tag
}

const durablyInScript = `
    PERFORM set_config('synchronous_commit', 'on', true)
    WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write');`

// raiseTakenOver is what a script raises for a *TakenOverError.
func raiseTakenOver(run string) string {
	return "RAISE EXCEPTION USING ERRCODE = '" + CodeTakenOver + "', MESSAGE = " + literal((&TakenOverError{Run: run}).Error()) + ";"
}

// RecordScript is Record as one statement without parameters.
func (l *tableLedger) RecordScript(e Entry) (string, error) {
	evidence, err := json.Marshal(e.Evidence)
	if err != nil {
		return "", err
	}
	run, holder := literal(e.Run), literal(e.Holder)
	return doBlock(`
DECLARE
    recorded bigint;
BEGIN` + durablyInScript + `
    WITH held AS (SELECT FROM ` + l.runs() + ` WHERE id = ` + run + ` AND holder = ` + holder + ` FOR SHARE)
    INSERT INTO ` + l.entries() + ` (run, step, chunk, rows, bytes, evidence, written, detail)
    SELECT ` + run + `, ` + literal(e.Step) + fmt.Sprintf(", %d, %d, %d, ", e.Chunk, e.Rows, e.Bytes) +
		`convert_to(` + literal(string(evidence)) + `, 'UTF8'), ` + fmt.Sprint(e.Written) + `, ` + literal(e.Detail) + `
    WHERE ` + holder + ` = '' OR EXISTS (SELECT FROM held);
    GET DIAGNOSTICS recorded = ROW_COUNT;
    IF recorded = 0 THEN
        ` + raiseTakenOver(e.Run) + `
    END IF;
END`), nil
}

// RecordScript is Record as one statement without parameters.
func (l objectLedger) RecordScript(e Entry) (string, error) {
	value, err := json.Marshal(e)
	if err != nil {
		return "", err
	}
	held := ""
	if e.Holder != "" {
		key := literal(runKey(e.Run))
		held = `
    PERFORM pg_advisory_xact_lock_shared(` + fmt.Sprint(fenceClass) + `, hashtext(` + literal(e.Run) + `));
    IF NOT EXISTS (
        SELECT FROM unnest(` + numberList(runKey(e.Run)) + `) w(number)
        JOIN pg_largeobject_metadata m ON m.oid = w.number
        WHERE CASE WHEN starts_with(obj_description(m.oid, 'pg_largeobject'), ` + key + `)
              THEN substr(obj_description(m.oid, 'pg_largeobject'), length(` + key + `) + 1)::jsonb ->> 'Holder' = ` + literal(e.Holder) + ` END
    ) THEN
        ` + raiseTakenOver(e.Run) + `
    END IF;`
	}
	key := literal(stepKey(e.Run, e.Step))
	return doBlock(`
DECLARE
    place oid;
BEGIN` + durablyInScript + held + `
    IF EXISTS (
        SELECT FROM unnest(` + numberList(stepKey(e.Run, e.Step)) + `) w(number)
        WHERE starts_with(obj_description(w.number, 'pg_largeobject'), ` + key + `)
    ) THEN
        RAISE EXCEPTION USING ERRCODE = '23505', MESSAGE = 'its large object is there';
    END IF;
    SELECT w.number INTO STRICT place
    FROM unnest(` + numberList(stepKey(e.Run, e.Step)) + `) WITH ORDINALITY w(number, place)
    WHERE NOT EXISTS (SELECT FROM pg_largeobject_metadata m WHERE m.oid = w.number)
    ORDER BY w.place LIMIT 1;
    PERFORM lo_create(place);
    EXECUTE format('COMMENT ON LARGE OBJECT %s IS %L', place, ` + key + ` || (` + literal(string(value)) + `::jsonb || jsonb_build_object(
        'XID', pg_current_xact_id()::text::bigint,
        'CommittedAt', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))::text);
END`), nil
}

// numberList are the numbers that an entry may have, as an array in SQL.
func numberList(key string) string {
	var list []string
	for _, n := range numbers(key) {
		list = append(list, strconv.FormatUint(uint64(n), 10))
	}
	return "ARRAY[" + strings.Join(list, ", ") + "]::oid[]"
}
