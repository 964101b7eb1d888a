-- Which household this is, whatever box it runs on: backups say whose they are.
CREATE TABLE household_identity (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    uid BLOB NOT NULL CHECK (length (uid) = 16)
) STRICT;

INSERT INTO household_identity (id, uid)
VALUES (1, randomblob (16));

-- Where backups go, each on its own. What kinds there are the program knows.
CREATE TABLE backup_targets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE CHECK (length (uid) = 16),
    kind TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    place TEXT NOT NULL CHECK (place <> ''),
    schedule TEXT NOT NULL CHECK (schedule IN ('off', 'nightly', 'weekly')),
    keep_days INTEGER NOT NULL DEFAULT 30 CHECK (keep_days BETWEEN 7 AND 30),
    created_on INTEGER NOT NULL
) STRICT;

-- What was tried with them, the newest few of each kept.
CREATE TABLE backup_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    target_id INTEGER NOT NULL REFERENCES backup_targets (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('backup', 'proof')),
    state TEXT NOT NULL CHECK (state IN ('asked', 'running', 'done', 'failed')),
    asked_on INTEGER NOT NULL,
    ended_on INTEGER,
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    file TEXT,
    bytes INTEGER,
    said TEXT,
    CHECK ((ended_on IS NULL) = (state IN ('asked', 'running')))
) STRICT;

CREATE INDEX backup_runs_of_target ON backup_runs (target_id, kind, id);

-- When it was last told that the newest backup is old.
CREATE TABLE backup_alerts (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    told_on INTEGER NOT NULL
) STRICT;

-- While there is a row, nothing is sent: not before a person has looked.
CREATE TABLE sending_hold (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    since INTEGER NOT NULL,
    why TEXT NOT NULL
) STRICT;
