-- One entity of HSDS, or no row.
-- $1 text  services, organizations, service_at_locations
-- $2 uuid  its id
SELECT h.document::text AS document
FROM registry.hsds AS h
WHERE h.entity = $1
  AND h.id = $2
