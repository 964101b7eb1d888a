//! Who calls the API: a session with its token, or a key with the permission the operation needs.
