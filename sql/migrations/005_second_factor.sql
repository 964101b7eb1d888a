-- The second step of signing in. None of these tables is recorded for undo: what happens here is
-- audited in words, without any secret.

-- Who has it on. The secret has to be readable, for codes are computed from it.
CREATE TABLE second_factors(
  user_id           INTEGER PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
  secret            BLOB    NOT NULL CHECK (length(secret) = 20),
  on_since          INTEGER NOT NULL,
  -- The newest step (30 seconds) whose code was taken: no older or equal one is taken again.
  last_step         INTEGER NOT NULL,
  -- A step that somebody was told of as being out of time; its code is never taken afterwards.
  told_step         INTEGER,
  -- The sign-in by recovery code that may mend things without another code, and when it was.
  recovered_session INTEGER REFERENCES sessions(id) ON DELETE SET NULL,
  recovered_on      INTEGER
) STRICT;

CREATE INDEX second_factors_by_session ON second_factors(recovered_session);

-- A secret on its way into an app; it counts once a code has proven that it arrived.
CREATE TABLE second_factor_drafts(
  user_id    INTEGER PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
  secret     BLOB    NOT NULL CHECK (length(secret) = 20),
  created_on INTEGER NOT NULL
) STRICT;

CREATE TABLE recovery_codes(
  user_id   INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  code_hash BLOB    NOT NULL CHECK (length(code_hash) = 32),
  used_on   INTEGER,
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

-- Whoever has proven their password and nothing else yet. Not a kind of session, so that no
-- look-up of sessions can ever find one.
CREATE TABLE half_sessions(
  token_hash BLOB    NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
  user_id    INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  errand     TEXT    NOT NULL CHECK (errand IN ('code', 'enrol')),
  created_on INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX half_sessions_by_user ON half_sessions(user_id, created_on);
