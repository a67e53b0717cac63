-- What was done on a day in an auditor's area.
-- $1 bytea  hash of the session's token
-- $2 date   the day
SELECT e.entry, e.at, e.action, e.outcome, e.purpose, e.case_ref, e.subject, e.login, e.structure_name, e.object, e.total
FROM audit.area_entries($1, $2) AS e
ORDER BY e.entry DESC;
