-- Programmes, authorities or terms as CPSV-AP has them, as JSON-LD.
-- $1 text     services, organisations or codes
-- $2 text     only the one of this key; NULL is all
-- $3 integer  how many at most
-- $4 integer  how many to pass over
WITH page AS MATERIALIZED (
    -- Only what is on the page is written out.
    SELECT c.key
    FROM registry.cpsv AS c
    WHERE c.entity = $1
      AND ($2 IS NULL OR c.key = $2)
    ORDER BY c.key COLLATE "C"
    LIMIT $3 OFFSET $4
)
SELECT c.document::text AS document
FROM registry.cpsv AS c
WHERE c.entity = $1
  AND c.key = ANY (ARRAY(SELECT page.key FROM page))
ORDER BY c.key COLLATE "C"
