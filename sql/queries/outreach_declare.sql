-- Opens the rows of everybody whose home is a place, for outreach.
-- $1 bytea    nonce of the screening
-- $2 integer  the home
DECLARE outreach NO SCROLL CURSOR FOR
SELECT (s.row).places, (s.row).bases, (s.row).facts, (s.row).rivals, (s.row).receives, (s.row).handle
FROM (SELECT registry.outreach_rows($1, $2) AS row OFFSET 0) AS s
