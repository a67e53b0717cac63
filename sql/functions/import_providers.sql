-- SPDX-License-Identifier: EUPL-1.2
--
-- Merging a file into the register of providers.
--
-- Rows come as jsonb, checked and canonical, one array a table. A row that says something else than
-- the current one of its key closes it and opens another, in one register version; if nothing says
-- anything else there is no version. What a file does not name stays.
--
-- incoming_X gives the rows of a file beside what stands: is_new without a current row of the same
-- key, is_changed where that row says something else.

CREATE OR REPLACE FUNCTION registry.incoming_body_version(lines jsonb)
RETURNS TABLE (incoming registry.body_version, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.body_version, lines) AS i
    LEFT JOIN registry.body_version AS c
    ON c.until IS NULL
   AND c.body = i.body
$$;

CREATE OR REPLACE FUNCTION registry.incoming_structure_version(lines jsonb)
RETURNS TABLE (incoming registry.structure_version, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.structure_version, lines) AS i
    LEFT JOIN registry.structure_version AS c
    ON c.until IS NULL
   AND c.structure = i.structure
$$;

CREATE OR REPLACE FUNCTION registry.incoming_site_version(lines jsonb)
RETURNS TABLE (incoming registry.site_version, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.site_version, lines) AS i
    LEFT JOIN registry.site_version AS c
    ON c.until IS NULL
   AND c.site = i.site
$$;

CREATE OR REPLACE FUNCTION registry.incoming_offer_version(lines jsonb)
RETURNS TABLE (incoming registry.offer_version, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.offer_version, lines) AS i
    LEFT JOIN registry.offer_version AS c
    ON c.until IS NULL
   AND c.offer = i.offer
$$;

CREATE OR REPLACE FUNCTION registry.incoming_stop(lines jsonb)
RETURNS TABLE (incoming registry.stop, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.stop, lines) AS i
    LEFT JOIN registry.stop AS c
    ON c.until IS NULL
   AND c.structure = i.structure
   AND c.starts_at = i.starts_at
$$;

CREATE OR REPLACE FUNCTION registry.incoming_partner(lines jsonb)
RETURNS TABLE (incoming registry.partner, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.partner, lines) AS i
    LEFT JOIN registry.partner AS c
    ON c.until IS NULL
   AND (c.structure, c.body, c.valid_from) = (i.structure, i.body, i.valid_from)
$$;

CREATE OR REPLACE FUNCTION registry.incoming_funding(lines jsonb)
RETURNS TABLE (incoming registry.funding, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.funding, lines) AS i
    LEFT JOIN registry.funding AS c
    ON c.until IS NULL
   AND c.structure = i.structure
   AND c.programme = i.programme
   AND c.valid_from IS NOT DISTINCT FROM i.valid_from
$$;

CREATE OR REPLACE FUNCTION registry.incoming_closure(lines jsonb)
RETURNS TABLE (incoming registry.closure, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.closure, lines) AS i
    LEFT JOIN registry.closure AS c
    ON c.until IS NULL
   AND (c.structure, c.site, c.offer) IS NOT DISTINCT FROM (i.structure, i.site, i.offer)
   AND c.valid_from = i.valid_from
$$;

CREATE OR REPLACE FUNCTION registry.incoming_addition(lines jsonb)
RETURNS TABLE (incoming registry.addition, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.addition, lines) AS i
    LEFT JOIN registry.addition AS c
    ON c.until IS NULL
   AND c.code = i.code
$$;

CREATE OR REPLACE FUNCTION registry.incoming_staff(lines jsonb)
RETURNS TABLE (incoming registry.staff, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.staff, lines) AS i
    LEFT JOIN registry.staff AS c
    ON c.until IS NULL
   AND (c.structure, c.specialty, c.title, c.shared_with, c.valid_from)
       IS NOT DISTINCT FROM (i.structure, i.specialty, i.title, i.shared_with, i.valid_from)
$$;

CREATE OR REPLACE FUNCTION registry.incoming_institution_version(lines jsonb)
RETURNS TABLE (incoming registry.institution_version, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.institution_version, lines) AS i
    LEFT JOIN registry.institution_version AS c
    ON c.until IS NULL
   AND c.institution = i.institution
$$;

CREATE OR REPLACE FUNCTION registry.incoming_ranking(lines jsonb)
RETURNS TABLE (incoming registry.ranking, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.ranking, lines) AS i
    LEFT JOIN registry.ranking AS c
    ON c.until IS NULL
   AND c.offer = i.offer
$$;

CREATE OR REPLACE FUNCTION registry.incoming_approval(lines jsonb)
RETURNS TABLE (incoming registry.approval, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.approval, lines) AS i
    LEFT JOIN registry.approval AS c
    ON c.until IS NULL
   AND (c.offer, c.institution, c.body, c.decided_on) = (i.offer, i.institution, i.body, i.decided_on)
$$;

-- file: an array for each table.
CREATE OR REPLACE FUNCTION registry.import_providers(
    file jsonb, lines bigint, OUT new bigint, OUT changed bigint, OUT same bigint, OUT ended bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made_by bigint := registry.import_open('providers', NULL, NULL);
    version bigint;
BEGIN
    SELECT count(*) FILTER (WHERE x.is_new), count(*) FILTER (WHERE x.is_changed),
           count(*) FILTER (WHERE NOT x.is_new AND NOT x.is_changed)
    INTO new, changed, same
    FROM (
        SELECT i.is_new, i.is_changed FROM registry.incoming_body_version(file -> 'body_version') AS i
        UNION ALL
        SELECT i.is_new, i.is_changed FROM registry.incoming_structure_version(file -> 'structure_version') AS i
        UNION ALL
        SELECT i.is_new, i.is_changed FROM registry.incoming_site_version(file -> 'site_version') AS i
        UNION ALL
        SELECT i.is_new, i.is_changed FROM registry.incoming_offer_version(file -> 'offer_version') AS i
        UNION ALL
        SELECT i.is_new, i.is_changed FROM registry.incoming_stop(file -> 'stop') AS i
        UNION ALL
        SELECT i.is_new, i.is_changed FROM registry.incoming_partner(file -> 'partner') AS i
        UNION ALL
        SELECT i.is_new, i.is_changed FROM registry.incoming_funding(file -> 'funding') AS i
        UNION ALL
        SELECT i.is_new, i.is_changed FROM registry.incoming_closure(file -> 'closure') AS i
        UNION ALL
        SELECT i.is_new, i.is_changed FROM registry.incoming_addition(file -> 'addition') AS i
        UNION ALL
        SELECT i.is_new, i.is_changed FROM registry.incoming_staff(file -> 'staff') AS i
        UNION ALL
        SELECT i.is_new, i.is_changed FROM registry.incoming_institution_version(file -> 'institution_version') AS i
        UNION ALL
        SELECT i.is_new, i.is_changed FROM registry.incoming_ranking(file -> 'ranking') AS i
        UNION ALL
        SELECT i.is_new, i.is_changed FROM registry.incoming_approval(file -> 'approval') AS i
    ) AS x;
    ended := 0;

    IF new + changed + ended > 0 THEN
        version := registry.register_open('providers', made_by);

        UPDATE registry.body_version AS c
        SET until = version
        FROM registry.incoming_body_version(file -> 'body_version') AS x
        WHERE x.is_changed AND c.until IS NULL AND c.body = (x.incoming).body;
        INSERT INTO registry.body_version
        SELECT opened.*
        FROM registry.incoming_body_version(file -> 'body_version') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;

        UPDATE registry.structure_version AS c
        SET until = version
        FROM registry.incoming_structure_version(file -> 'structure_version') AS x
        WHERE x.is_changed AND c.until IS NULL AND c.structure = (x.incoming).structure;
        INSERT INTO registry.structure_version
        SELECT opened.*
        FROM registry.incoming_structure_version(file -> 'structure_version') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;

        UPDATE registry.site_version AS c
        SET until = version
        FROM registry.incoming_site_version(file -> 'site_version') AS x
        WHERE x.is_changed AND c.until IS NULL AND c.site = (x.incoming).site;
        INSERT INTO registry.site_version
        SELECT opened.*
        FROM registry.incoming_site_version(file -> 'site_version') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;

        UPDATE registry.offer_version AS c
        SET until = version
        FROM registry.incoming_offer_version(file -> 'offer_version') AS x
        WHERE x.is_changed AND c.until IS NULL AND c.offer = (x.incoming).offer;
        INSERT INTO registry.offer_version
        SELECT opened.*
        FROM registry.incoming_offer_version(file -> 'offer_version') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;

        UPDATE registry.stop AS c
        SET until = version
        FROM registry.incoming_stop(file -> 'stop') AS x
        WHERE x.is_changed AND c.until IS NULL AND c.structure = (x.incoming).structure AND c.starts_at = (x.incoming).starts_at;
        INSERT INTO registry.stop
        SELECT opened.*
        FROM registry.incoming_stop(file -> 'stop') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;

        UPDATE registry.partner AS c
        SET until = version
        FROM registry.incoming_partner(file -> 'partner') AS x
        WHERE x.is_changed AND c.until IS NULL
          AND (c.structure, c.body, c.valid_from)
              = ((x.incoming).structure, (x.incoming).body, (x.incoming).valid_from);
        INSERT INTO registry.partner
        SELECT opened.*
        FROM registry.incoming_partner(file -> 'partner') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;

        UPDATE registry.funding AS c
        SET until = version
        FROM registry.incoming_funding(file -> 'funding') AS x
        WHERE x.is_changed AND c.until IS NULL
          AND c.structure = (x.incoming).structure
          AND c.programme = (x.incoming).programme
          AND c.valid_from IS NOT DISTINCT FROM (x.incoming).valid_from;
        INSERT INTO registry.funding
        SELECT opened.*
        FROM registry.incoming_funding(file -> 'funding') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;

        UPDATE registry.closure AS c
        SET until = version
        FROM registry.incoming_closure(file -> 'closure') AS x
        WHERE x.is_changed AND c.until IS NULL
          AND (c.structure, c.site, c.offer)
              IS NOT DISTINCT FROM ((x.incoming).structure, (x.incoming).site, (x.incoming).offer)
          AND c.valid_from = (x.incoming).valid_from;
        INSERT INTO registry.closure
        SELECT opened.*
        FROM registry.incoming_closure(file -> 'closure') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;

        UPDATE registry.addition AS c
        SET until = version
        FROM registry.incoming_addition(file -> 'addition') AS x
        WHERE x.is_changed AND c.until IS NULL AND c.code = (x.incoming).code;
        INSERT INTO registry.addition
        SELECT opened.*
        FROM registry.incoming_addition(file -> 'addition') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;

        UPDATE registry.staff AS c
        SET until = version
        FROM registry.incoming_staff(file -> 'staff') AS x
        WHERE x.is_changed AND c.until IS NULL
          AND (c.structure, c.specialty, c.title, c.shared_with, c.valid_from)
              IS NOT DISTINCT FROM ((x.incoming).structure, (x.incoming).specialty, (x.incoming).title,
                                    (x.incoming).shared_with, (x.incoming).valid_from);
        INSERT INTO registry.staff
        SELECT opened.*
        FROM registry.incoming_staff(file -> 'staff') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;

        UPDATE registry.institution_version AS c
        SET until = version
        FROM registry.incoming_institution_version(file -> 'institution_version') AS x
        WHERE x.is_changed AND c.until IS NULL AND c.institution = (x.incoming).institution;
        INSERT INTO registry.institution_version
        SELECT opened.*
        FROM registry.incoming_institution_version(file -> 'institution_version') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;

        UPDATE registry.ranking AS c
        SET until = version
        FROM registry.incoming_ranking(file -> 'ranking') AS x
        WHERE x.is_changed AND c.until IS NULL AND c.offer = (x.incoming).offer;
        INSERT INTO registry.ranking
        SELECT opened.*
        FROM registry.incoming_ranking(file -> 'ranking') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;

        UPDATE registry.approval AS c
        SET until = version
        FROM registry.incoming_approval(file -> 'approval') AS x
        WHERE x.is_changed AND c.until IS NULL
          AND (c.offer, c.institution, c.body, c.decided_on)
              = ((x.incoming).offer, (x.incoming).institution, (x.incoming).body, (x.incoming).decided_on);
        INSERT INTO registry.approval
        SELECT opened.*
        FROM registry.incoming_approval(file -> 'approval') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;
    END IF;

    PERFORM registry.import_close(made_by, lines, new, changed + ended, same);
END
$$;
