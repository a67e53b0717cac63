-- How many entities of HSDS there are, by the same conditions as hsds_list.sql.
-- $1 text     services, organizations, service_at_locations
-- $2 text     part of the name; NULL: any
-- $3 uuid     the organization; NULL: any
-- $4 date     changed on that day or later; NULL: whenever
SELECT count(*) AS entities
FROM registry.hsds AS h
WHERE h.entity = $1
  AND ($2 IS NULL OR strpos(lower(h.name), lower($2)) > 0)
  AND ($3 IS NULL OR h.organization = $3)
  AND ($4 IS NULL OR h.modified >= $4)
