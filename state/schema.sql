-- The shared state of Poco: runs, their plans, and who holds the lock.
CREATE SCHEMA IF NOT EXISTS poco_state;

CREATE TABLE IF NOT EXISTS poco_state.run (
    id   text PRIMARY KEY,
    body jsonb NOT NULL
);

CREATE TABLE IF NOT EXISTS poco_state.plan (
    id       text PRIMARY KEY,
    document bytea NOT NULL
);

-- One row at most. It counts only while the session that wrote it holds the
-- advisory lock.
CREATE TABLE IF NOT EXISTS poco_state.holder (
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),
    holder jsonb NOT NULL
);

CREATE TABLE IF NOT EXISTS poco_state.version (
    version integer PRIMARY KEY
);

INSERT INTO poco_state.version VALUES (1) ON CONFLICT DO NOTHING;
