-- Entities of HSDS, a page of them, by name.
-- $1 text     services, organizations, service_at_locations
-- $2 text     part of the name; NULL: any
-- $3 uuid     the organization; NULL: any
-- $4 date     changed on that day or later; NULL: whenever
-- $5 integer  how many at most
-- $6 integer  how many to pass over
WITH page AS MATERIALIZED (
    -- Only what is on the page is written out.
    SELECT h.id
    FROM registry.hsds AS h
    WHERE h.entity = $1
      AND ($2 IS NULL OR strpos(lower(h.name), lower($2)) > 0)
      AND ($3 IS NULL OR h.organization = $3)
      AND ($4 IS NULL OR h.modified >= $4)
    ORDER BY h.name COLLATE "C", h.id
    LIMIT $5 OFFSET $6
)
SELECT h.document::text AS document
FROM registry.hsds AS h
WHERE h.entity = $1
  AND h.id = ANY (ARRAY(SELECT page.id FROM page))
ORDER BY h.name COLLATE "C", h.id
