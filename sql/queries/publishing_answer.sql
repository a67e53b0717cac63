-- One action of a session on a draft.
-- $1 bytea   hash of the session's token
-- $2 text    action
-- $3 bigint  draft; NULL: none yet
-- $4 bigint  revision that the editor saw; NULL: none
-- $5 jsonb   what else belongs to the action
SELECT a.status, a.answer::text
FROM publishing.answer($1, $2, $3, $4, $5) AS a;
