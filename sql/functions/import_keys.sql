-- SPDX-License-Identifier: EUPL-1.2
--
-- Keys of codes, and what an import ignores when it compares rows.

-- Gives every code of one kind with its key, after giving a key to those of `wanted` that have none.
--   kind    programme, body, structure, site, offer, institution
--   wanted  codes
CREATE OR REPLACE FUNCTION registry.import_keys(kind text, wanted text[])
RETURNS TABLE (code text, key integer)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    CASE kind
    WHEN 'programme' THEN
        INSERT INTO registry.programme (code)
        SELECT DISTINCT w FROM unnest(wanted) AS w
        WHERE NOT EXISTS (SELECT FROM registry.programme AS p WHERE p.code = w);
        RETURN QUERY SELECT p.code, p.programme FROM registry.programme AS p;
    WHEN 'body' THEN
        INSERT INTO registry.body (code)
        SELECT DISTINCT w FROM unnest(wanted) AS w
        WHERE NOT EXISTS (SELECT FROM registry.body AS b WHERE b.code = w);
        RETURN QUERY SELECT b.code, b.body FROM registry.body AS b;
    WHEN 'structure' THEN
        INSERT INTO registry.structure (code)
        SELECT DISTINCT w FROM unnest(wanted) AS w
        WHERE NOT EXISTS (SELECT FROM registry.structure AS s WHERE s.code = w);
        RETURN QUERY SELECT s.code, s.structure FROM registry.structure AS s;
    WHEN 'site' THEN
        INSERT INTO registry.site (code)
        SELECT DISTINCT w FROM unnest(wanted) AS w
        WHERE NOT EXISTS (SELECT FROM registry.site AS s WHERE s.code = w);
        RETURN QUERY SELECT s.code, s.site FROM registry.site AS s;
    WHEN 'offer' THEN
        INSERT INTO registry.offer (code)
        SELECT DISTINCT w FROM unnest(wanted) AS w
        WHERE NOT EXISTS (SELECT FROM registry.offer AS o WHERE o.code = w);
        RETURN QUERY SELECT o.code, o.offer FROM registry.offer AS o;
    WHEN 'institution' THEN
        INSERT INTO registry.institution (code)
        SELECT DISTINCT w FROM unnest(wanted) AS w
        WHERE NOT EXISTS (SELECT FROM registry.institution AS i WHERE i.code = w);
        RETURN QUERY SELECT i.code, i.institution FROM registry.institution AS i;
    END CASE;
END
$$;

-- Do two rows of a public register say the same? Where in the file a row stood, and in which
-- version, is not what it says; the text of an area stands for its polygon.
CREATE OR REPLACE FUNCTION registry.import_same(one jsonb, other jsonb)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT one - '{since,until,file_line,area_polygon}'::text[]
           IS NOT DISTINCT FROM other - '{since,until,file_line,area_polygon}'::text[]
$$;
