-- Enters questions about persons in the audit and lays down a ticket for each; arrays side by side.
-- $1 bytea[]     hashes of the sessions' tokens
-- $2 bytea[]     nonces, 16 random bytes each
-- $3 smallint[]  kind of subject: 1 AMKA, 2 ΑΦΜ, 3 reference
-- $4 bytea[]     keyed index, or the reference's bytes
-- $5 text[]      purposes
-- $6 text[]      cases, or NULL
SELECT o.ordinal, o.status, o.entry
FROM audit.open($1, $2, $3, $4, $5, $6) AS o
ORDER BY o.ordinal;
