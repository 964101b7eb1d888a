-- Digests of what was erased are keyed: whoever sees a digest alone cannot try addresses until one
-- fits. None while nothing was ever erased.
CREATE TABLE erased_secret (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    secret BLOB NOT NULL CHECK (length (secret) = 32)
) STRICT;
