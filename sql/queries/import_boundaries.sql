-- Merges checked boundaries into the register.
-- $1 integer[]  places
-- $2 text[]     where each is from
-- $3 text[]     official or approximate
-- $4 bytea[]    WKB in EPSG:4326
-- $5 bigint     features read
-- $6 date       the day that they show, NULL if nobody says
SELECT new, changed, same
FROM registry.import_boundaries($1, $2, $3, $4, $5, $6)
