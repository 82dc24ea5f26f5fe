-- The ledger of Poco on a target database. For Postgres 13 and later.
CREATE TABLE poco.run (
    id         text PRIMARY KEY,
    plan_id    text NOT NULL,
    plan       bytea NOT NULL,
    holder     text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    resumed_at timestamptz
);

CREATE TABLE poco.ledger (
    run           text NOT NULL,
    step          text NOT NULL,
    chunk         integer NOT NULL,
    rows          bigint NOT NULL,
    bytes         bigint NOT NULL,
    evidence      bytea NOT NULL,
    written       bigint NOT NULL,
    xid           xid8 NOT NULL DEFAULT pg_current_xact_id(),
    detail        text NOT NULL,
    committed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (run, step)
);

COMMENT ON TABLE poco.run IS
    'Runs of poco on this database that have not ended: poco apply goes on with one, poco abort gives it up. Deleting a row by hand makes the run start from the beginning.';
COMMENT ON COLUMN poco.run.plan IS 'The plan document: convert_from(plan, ''UTF8'')';
COMMENT ON COLUMN poco.run.holder IS 'Who ran it last';
COMMENT ON TABLE poco.ledger IS
    'What each run has done: a row commits in the transaction that did the step, so a step that stands here is done and one that does not is not.';
COMMENT ON COLUMN poco.ledger.rows IS 'Rows that the step copied';
COMMENT ON COLUMN poco.ledger.xid IS
    'The transaction that did the step: rows of its table that carry it were written by the step, and by nobody since';
COMMENT ON COLUMN poco.ledger.evidence IS
    'The state of the source table when it was read, by which a resumed run proves that it is unchanged: convert_from(evidence, ''UTF8'')';
