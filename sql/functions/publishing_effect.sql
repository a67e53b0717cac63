-- SPDX-License-Identifier: EUPL-1.2
--
-- The effect of a draft on everybody in the register, before it is published. The counts that come are exact, with
-- their cell keys; what is kept and shown is protected as the counts of a release are, with the wider noise and the
-- threshold of a special category throughout, because a draft may ask what it likes.

-- Enters the screening of an ordered work in the audit and lays down its ticket; as audit.open_screening.
DROP FUNCTION IF EXISTS publishing.open_effect(bytea, bytea);
CREATE FUNCTION publishing.open_effect(ticket bytea, nonce bytea)
RETURNS TABLE (status smallint, entry bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    held publishing.work := publishing.work_held(open_effect.ticket);
    entered bigint;
BEGIN
    IF held.kind <> 'effect' OR length(open_effect.nonce) IS DISTINCT FROM 16 THEN
        RETURN QUERY SELECT 2::smallint, NULL::bigint;
        RETURN;
    END IF;
    entered := (audit.append(
        ARRAY['screening'], ARRAY[held.account], ARRAY[NULL::smallint], ARRAY[held.structure], ARRAY[held.session],
        ARRAY[NULL::uuid], ARRAY[NULL::text], ARRAY[NULL::text], ARRAY['allowed'], ARRAY[held.draft]))[1];
    INSERT INTO audit.screening (nonce, entry, opened_at, opened_in)
    VALUES (open_effect.nonce, entered, clock_timestamp(), pg_current_xact_id());
    RETURN QUERY SELECT 0::smallint, entered;
END
$$;

-- Codes of programmes that a merge has touched.
CREATE OR REPLACE FUNCTION publishing.work_touched(ticket bytea, before bigint)
RETURNS TABLE (code text)
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT DISTINCT p.code
    FROM publishing.work_held(ticket) AS w
    CROSS JOIN (
        SELECT v.programme FROM registry.programme_version AS v WHERE v.since > before
        UNION SELECT v.programme FROM registry.criterion AS v WHERE v.since > before OR v.until > before
        UNION SELECT v.programme FROM registry.document AS v WHERE v.since > before OR v.until > before
        UNION SELECT v.programme FROM registry.offer_version AS v WHERE v.since > before AND v.programme IS NOT NULL
        UNION SELECT v.programme FROM registry.addition AS v WHERE v.since > before OR v.until > before) AS t
    JOIN registry.programme AS p ON p.programme = t.programme
    ORDER BY 1
    LIMIT 20
$$;

-- The first municipality of the structure that ordered the work, for the examples.
CREATE OR REPLACE FUNCTION publishing.work_home(ticket bytea)
RETURNS integer
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (publishing.places_of(w.structure))[1] FROM publishing.work_held(ticket) AS w
$$;

-- Protects the counts, and keeps what may be told. Arrays side by side; place 0 is all, other is of an overlap.
--   kind  1 gains, 2 loses, 3 becomes unknown, 4 eligible afterwards, 5 of those eligible for another as well, 6 of those
--         who live where nothing delivers it: counted as 4, so that the same persons are the same number
CREATE OR REPLACE FUNCTION publishing.work_effect(
    ticket bytea, programme text[], other text[], place integer[], kind smallint[], persons integer[], key bigint[],
    rules jsonb)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held publishing.work := publishing.work_held(ticket);
    kept jsonb;
BEGIN
    -- What is too few to be told is left out like nothing at all: a draft that could tell one from none would find
    -- anybody.
    SELECT jsonb_agg(jsonb_build_object(
               'programme', c.programme, 'other', c.other, 'kind', c.kind,
               'other_title', (SELECT COALESCE(v.neutral_title, v.title)
                               FROM registry.programme AS p
                               JOIN registry.programme_version AS v ON v.programme = p.programme AND v.until IS NULL
                               WHERE p.code = c.other
                               ORDER BY v.valid_from DESC LIMIT 1),
               'place', (SELECT v.name FROM registry.place_version AS v
                         WHERE v.place = c.place AND v.until IS NULL
                         ORDER BY v.valid_from DESC LIMIT 1),
               'persons', s.shown)
               ORDER BY c.i)
    INTO kept
    FROM unnest(programme, other, place, kind, persons, key) WITH ORDINALITY
         AS c (programme, other, place, kind, persons, key, i)
    CROSS JOIN LATERAL release.shown(c.persons, c.key, (100 + CASE c.kind WHEN 6 THEN 4 ELSE c.kind END)::smallint,
                                     0::smallint, 2::smallint) AS s (shown)
    WHERE s.shown IS NOT NULL;
    UPDATE publishing.draft AS d
    SET effect = rules || jsonb_build_object('counts', COALESCE(kept, '[]')), effect_revision = d.revision
    WHERE d.draft = held.draft;
    UPDATE publishing.work AS w SET ended_at = clock_timestamp(), done = 100 WHERE w.ticket = work_effect.ticket;
END
$$;
