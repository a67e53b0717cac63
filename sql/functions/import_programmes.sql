-- SPDX-License-Identifier: EUPL-1.2
--
-- Merging a file into the register of programmes.
--
-- Rows come as jsonb, checked and canonical, one array a table. A row that says something else than
-- the current one of its key closes it and opens another, in one register version; if nothing says
-- anything else there is no version. The criteria, documents and table cells of what a file
-- names are replaced as a whole, so that a row which the file leaves out ends.
--
-- incoming_X gives the rows of a file beside what stands: is_new without a current row of the same
-- key, is_changed where that row says something else.

CREATE OR REPLACE FUNCTION registry.incoming_programme_version(lines jsonb)
RETURNS TABLE (incoming registry.programme_version, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.programme_version, lines) AS i
    LEFT JOIN registry.programme_version AS c
    ON c.until IS NULL
   AND c.programme = i.programme
   AND c.valid_from = i.valid_from
$$;

CREATE OR REPLACE FUNCTION registry.incoming_criterion(lines jsonb)
RETURNS TABLE (incoming registry.criterion, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.criterion, lines) AS i
    LEFT JOIN registry.criterion AS c
    ON c.until IS NULL
   AND c.programme = i.programme
   AND c.valid_from = i.valid_from
   AND c.ordinal = i.ordinal
$$;

CREATE OR REPLACE FUNCTION registry.incoming_document(lines jsonb)
RETURNS TABLE (incoming registry.document, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.document, lines) AS i
    LEFT JOIN registry.document AS c
    ON c.until IS NULL
   AND c.programme = i.programme
   AND c.valid_from = i.valid_from
   AND c.ordinal = i.ordinal
$$;

CREATE OR REPLACE FUNCTION registry.incoming_parameter(lines jsonb)
RETURNS TABLE (incoming registry.parameter, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.parameter, lines) AS i
    LEFT JOIN registry.parameter AS c
    ON c.until IS NULL
   AND c.code = i.code
   AND c.valid_from = i.valid_from
$$;

CREATE OR REPLACE FUNCTION registry.incoming_parameter_cell(lines jsonb)
RETURNS TABLE (incoming registry.parameter_cell, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i, c.since IS NULL, c.since IS NOT NULL AND NOT registry.import_same(to_jsonb(c), to_jsonb(i))
    FROM jsonb_populate_recordset(NULL::registry.parameter_cell, lines) AS i
    LEFT JOIN registry.parameter_cell AS c
    ON c.until IS NULL
   AND c.code = i.code
   AND c.valid_from = i.valid_from
   AND c.ordinal = i.ordinal
$$;

-- The current rows that end because the file brings the next of their programme or parameter, beside the rows
-- of the file.
CREATE OR REPLACE FUNCTION registry.with_programme_endings(file jsonb)
RETURNS jsonb
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT file || jsonb_build_object(
        'programme_version', (file -> 'programme_version') || COALESCE((
            SELECT jsonb_agg(to_jsonb(c) || jsonb_build_object('area_polygon', c.area_polygon::text, 'valid_to', e.valid_to))
            FROM jsonb_populate_recordset(NULL::registry.programme_version, file -> 'programme_endings') AS e
            JOIN registry.programme_version AS c
            ON c.until IS NULL
           AND c.programme = e.programme
           AND c.valid_from = e.valid_from), '[]'),
        'parameter', (file -> 'parameter') || COALESCE((
            SELECT jsonb_agg(to_jsonb(c) || jsonb_build_object('valid_to', e.valid_to))
            FROM jsonb_populate_recordset(NULL::registry.parameter, file -> 'parameter_endings') AS e
            JOIN registry.parameter AS c
            ON c.until IS NULL
           AND c.code = e.code
           AND c.valid_from = e.valid_from), '[]'),
        'parameter_cell', (file -> 'parameter_cell') || COALESCE((
            SELECT jsonb_agg(to_jsonb(c))
            FROM jsonb_populate_recordset(NULL::registry.parameter, file -> 'parameter_endings') AS e
            JOIN registry.parameter_cell AS c
            ON c.until IS NULL
           AND c.code = e.code
           AND c.valid_from = e.valid_from), '[]'))
$$;

-- file: an array for each table, and criteria_of and documents_of: (programme, valid_from) whose rows the
-- file gives. Counts are of rows; ended are those that the file leaves out.
CREATE OR REPLACE FUNCTION registry.import_programmes(
    file jsonb, lines bigint, OUT new bigint, OUT changed bigint, OUT same bigint, OUT ended bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made_by bigint := registry.import_open('programmes', NULL, NULL);
    version bigint;
    gone_criterion jsonb;
    gone_document jsonb;
    gone_parameter_cell jsonb;
BEGIN
    file := registry.with_programme_endings(file);
    SELECT count(*) FILTER (WHERE x.is_new), count(*) FILTER (WHERE x.is_changed),
           count(*) FILTER (WHERE NOT x.is_new AND NOT x.is_changed)
    INTO new, changed, same
    FROM (
        SELECT i.is_new, i.is_changed FROM registry.incoming_programme_version(file -> 'programme_version') AS i
        UNION ALL
        SELECT i.is_new, i.is_changed FROM registry.incoming_criterion(file -> 'criterion') AS i
        UNION ALL
        SELECT i.is_new, i.is_changed FROM registry.incoming_document(file -> 'document') AS i
        UNION ALL
        SELECT i.is_new, i.is_changed FROM registry.incoming_parameter(file -> 'parameter') AS i
        UNION ALL
        SELECT i.is_new, i.is_changed FROM registry.incoming_parameter_cell(file -> 'parameter_cell') AS i
    ) AS x;

    SELECT COALESCE(jsonb_agg(jsonb_build_object('programme', c.programme, 'valid_from', c.valid_from, 'ordinal', c.ordinal)), '[]')
    INTO gone_criterion
    FROM registry.criterion AS c
    WHERE c.until IS NULL
      AND EXISTS (
          SELECT FROM jsonb_populate_recordset(NULL::registry.criterion, file -> 'criteria_of') AS w
          WHERE w.programme = c.programme AND w.valid_from = c.valid_from)
      AND NOT EXISTS (
          SELECT FROM jsonb_populate_recordset(NULL::registry.criterion, file -> 'criterion') AS i
          WHERE i.programme = c.programme AND i.valid_from = c.valid_from AND i.ordinal = c.ordinal);

    SELECT COALESCE(jsonb_agg(jsonb_build_object('programme', c.programme, 'valid_from', c.valid_from, 'ordinal', c.ordinal)), '[]')
    INTO gone_document
    FROM registry.document AS c
    WHERE c.until IS NULL
      AND EXISTS (
          SELECT FROM jsonb_populate_recordset(NULL::registry.document, file -> 'documents_of') AS w
          WHERE w.programme = c.programme AND w.valid_from = c.valid_from)
      AND NOT EXISTS (
          SELECT FROM jsonb_populate_recordset(NULL::registry.document, file -> 'document') AS i
          WHERE i.programme = c.programme AND i.valid_from = c.valid_from AND i.ordinal = c.ordinal);

    SELECT COALESCE(jsonb_agg(jsonb_build_object('code', c.code, 'valid_from', c.valid_from, 'ordinal', c.ordinal)), '[]')
    INTO gone_parameter_cell
    FROM registry.parameter_cell AS c
    WHERE c.until IS NULL
      AND EXISTS (
          SELECT FROM jsonb_populate_recordset(NULL::registry.parameter_cell, file -> 'parameter') AS w
          WHERE w.code = c.code AND w.valid_from = c.valid_from)
      AND NOT EXISTS (
          SELECT FROM jsonb_populate_recordset(NULL::registry.parameter_cell, file -> 'parameter_cell') AS i
          WHERE i.code = c.code AND i.valid_from = c.valid_from AND i.ordinal = c.ordinal);
    ended := jsonb_array_length(gone_criterion)
             + jsonb_array_length(gone_document)
             + jsonb_array_length(gone_parameter_cell);

    IF new + changed + ended > 0 THEN
        version := registry.register_open('programmes', made_by);

        UPDATE registry.programme_version AS c
        SET until = version
        FROM registry.incoming_programme_version(file -> 'programme_version') AS x
        WHERE x.is_changed AND c.until IS NULL AND c.programme = (x.incoming).programme AND c.valid_from = (x.incoming).valid_from;
        INSERT INTO registry.programme_version
        SELECT opened.*
        FROM registry.incoming_programme_version(file -> 'programme_version') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;

        UPDATE registry.criterion AS c
        SET until = version
        FROM registry.incoming_criterion(file -> 'criterion') AS x
        WHERE x.is_changed AND c.until IS NULL AND c.programme = (x.incoming).programme AND c.valid_from = (x.incoming).valid_from AND c.ordinal = (x.incoming).ordinal;
        UPDATE registry.criterion AS c
        SET until = version
        FROM jsonb_populate_recordset(NULL::registry.criterion, gone_criterion) AS g
        WHERE c.until IS NULL AND c.programme = g.programme AND c.valid_from = g.valid_from AND c.ordinal = g.ordinal;
        INSERT INTO registry.criterion
        SELECT opened.*
        FROM registry.incoming_criterion(file -> 'criterion') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;

        UPDATE registry.document AS c
        SET until = version
        FROM registry.incoming_document(file -> 'document') AS x
        WHERE x.is_changed AND c.until IS NULL AND c.programme = (x.incoming).programme AND c.valid_from = (x.incoming).valid_from AND c.ordinal = (x.incoming).ordinal;
        UPDATE registry.document AS c
        SET until = version
        FROM jsonb_populate_recordset(NULL::registry.document, gone_document) AS g
        WHERE c.until IS NULL AND c.programme = g.programme AND c.valid_from = g.valid_from AND c.ordinal = g.ordinal;
        INSERT INTO registry.document
        SELECT opened.*
        FROM registry.incoming_document(file -> 'document') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;

        UPDATE registry.parameter AS c
        SET until = version
        FROM registry.incoming_parameter(file -> 'parameter') AS x
        WHERE x.is_changed AND c.until IS NULL AND c.code = (x.incoming).code AND c.valid_from = (x.incoming).valid_from;
        INSERT INTO registry.parameter
        SELECT opened.*
        FROM registry.incoming_parameter(file -> 'parameter') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;

        UPDATE registry.parameter_cell AS c
        SET until = version
        FROM registry.incoming_parameter_cell(file -> 'parameter_cell') AS x
        WHERE x.is_changed AND c.until IS NULL AND c.code = (x.incoming).code AND c.valid_from = (x.incoming).valid_from AND c.ordinal = (x.incoming).ordinal;
        UPDATE registry.parameter_cell AS c
        SET until = version
        FROM jsonb_populate_recordset(NULL::registry.parameter_cell, gone_parameter_cell) AS g
        WHERE c.until IS NULL AND c.code = g.code AND c.valid_from = g.valid_from AND c.ordinal = g.ordinal;
        INSERT INTO registry.parameter_cell
        SELECT opened.*
        FROM registry.incoming_parameter_cell(file -> 'parameter_cell') AS x,
             LATERAL jsonb_populate_record(x.incoming, jsonb_build_object('since', version)) AS opened
        WHERE x.is_new;
    END IF;

    PERFORM registry.import_close(made_by, lines, new, changed + ended, same);
END
$$;
