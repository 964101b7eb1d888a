//! Places that fail as real ones do: full, read-only, not mounted.
