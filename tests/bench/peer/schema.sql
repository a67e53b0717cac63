-- SPDX-License-Identifier: EUPL-1.2
--
-- The same question answered in PostgreSQL, as a team would that keeps its rules as rows. The registers are those of
-- the database; what is looked up often is laid out for it, and every look-up has its index. Two ways:
--
--   peer.answer_rows     rules as rows, evaluated in one statement inside PL/pgSQL
--   peer.answer_clauses  one wide table of clauses: a block of conditions is one row, with a column for each limit
--
-- Each writes one audit row and gives the answer as JSON text. NULL is unknown, as it is with us.

DROP SCHEMA IF EXISTS peer CASCADE;
CREATE SCHEMA peer;

CREATE TABLE peer.person AS
SELECT s.person, s.facts,
       (SELECT r.place FROM registry.residence AS r WHERE r.person = s.person AND r.stands AND r.valid_to IS NULL
        ORDER BY r.basis DESC LIMIT 1) AS place
FROM registry.state AS s;
ALTER TABLE peer.person ADD PRIMARY KEY (person);

CREATE TABLE peer.place AS
SELECT p.place, p.code, v.name, public.ST_SetSRID(public.ST_MakePoint(v.label_lon, v.label_lat), 4326)::public.geography AS label
FROM registry.place AS p
JOIN registry.place_version AS v ON v.place = p.place AND v.until IS NULL
WHERE p.level = 'municipality' AND v.valid_to IS NULL;
ALTER TABLE peer.place ADD PRIMARY KEY (place);
CREATE UNIQUE INDEX ON peer.place (code);

CREATE TABLE peer.programme AS
SELECT row_number() OVER ()::integer AS version, p.programme, p.code, v.title, v.authority, v.law, v.trust, v.channel, v.url,
       v.valid_from, v.valid_to, v.area_kind, v.area_places,
       COALESCE((SELECT json_agg(d.document ORDER BY d.ordinal) FROM registry.document AS d
                 WHERE d.programme = p.programme AND d.valid_from = v.valid_from AND d.until IS NULL), '[]') AS documents,
       COALESCE((SELECT json_agg(c.text) FROM registry.criterion AS c
                 WHERE c.programme = p.programme AND c.valid_from = v.valid_from AND c.until IS NULL AND c.kind = 4),
                '[]') AS asks
FROM registry.programme AS p
JOIN registry.programme_version AS v ON v.programme = p.programme AND v.until IS NULL;
ALTER TABLE peer.programme ADD PRIMARY KEY (version);

-- Which versions to ask at a place.
CREATE TABLE peer.candidate AS
SELECT l.place, v.version, v.valid_from, v.valid_to
FROM peer.place AS l
JOIN peer.programme AS v ON v.area_kind = 'nationwide' OR l.place = ANY (v.area_places);
CREATE INDEX ON peer.candidate (place, valid_from, valid_to) INCLUDE (version);

CREATE TABLE peer.criterion AS
SELECT v.version, c.ordinal, c.kind, c.block, c.fact, f.key AS fact_key, c.operator, c.value, c.value_high, c.value_set,
       c.law, c.text
FROM registry.criterion AS c
JOIN peer.programme AS v ON v.programme = c.programme AND v.valid_from = c.valid_from
JOIN registry.fact AS f ON f.fact = c.fact
WHERE c.until IS NULL AND c.kind IN (1, 2) AND c.parameter IS NULL;
CREATE INDEX ON peer.criterion (version, kind, block, ordinal);

CREATE TABLE peer.offer AS
SELECT o.code, v.programme, s.code AS structure, w.name, v.mode, v.hours, v.phone, v.area_kind, v.area_places, t.name AS site,
       t.lon, t.lat, public.ST_SetSRID(public.ST_MakePoint(t.lon, t.lat), 4326)::public.geography AS point
FROM registry.offer AS o
JOIN registry.offer_version AS v ON v.offer = o.offer AND v.until IS NULL
JOIN registry.structure AS s ON s.structure = v.structure
JOIN registry.structure_version AS w ON w.structure = v.structure AND w.until IS NULL
JOIN registry.site_version AS t ON t.site = v.site AND t.until IS NULL;
-- A place's offers of a programme are few: found by both, then measured.
CREATE TABLE peer.offer_at AS
SELECT l.place, o.programme, o.code, public.ST_Distance(o.point, l.label) AS distance
FROM peer.place AS l JOIN peer.offer AS o ON l.place = ANY (o.area_places);
CREATE INDEX ON peer.offer_at (place, programme, distance);
ALTER TABLE peer.offer ADD PRIMARY KEY (code);

CREATE TABLE peer.audit (
    entry   bigserial PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    account integer NOT NULL,
    person  uuid NOT NULL,
    purpose text NOT NULL
);

CREATE FUNCTION peer.where_to_go(place integer, programme integer) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT COALESCE(json_agg(json_build_object(
               'offer', o.code, 'structure', o.structure, 'name', o.name, 'mode', o.mode, 'lon', o.lon, 'lat', o.lat,
               'distance_m', round(a.distance), 'hours', o.hours, 'phone', o.phone, 'site', o.site) ORDER BY a.distance), '[]')
    FROM (SELECT n.code, n.distance FROM peer.offer_at AS n
          WHERE n.place = where_to_go.place AND n.programme = where_to_go.programme ORDER BY n.distance LIMIT 5) AS a
    JOIN peer.offer AS o ON o.code = a.code
$$;

-- ---- rules as rows ----

CREATE FUNCTION peer.answer_rows(wanted uuid, at_place text, day date) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    who   peer.person;
    here  peer.place;
    entry bigint;
BEGIN
    INSERT INTO peer.audit (account, person, purpose) VALUES (1, wanted, 'information') RETURNING audit.entry INTO entry;
    SELECT * INTO who FROM peer.person AS p WHERE p.person = wanted;
    SELECT * INTO here FROM peer.place AS l WHERE l.code = at_place;
    RETURN (
        WITH atom AS MATERIALIZED (
            SELECT c.version, c.kind, c.block, c.ordinal, c.fact_key, c.text, c.law, c.value AS bound, who.facts[c.fact] AS value,
                   CASE
                       WHEN who.facts[c.fact] IS NULL THEN 1
                       WHEN CASE c.operator
                                WHEN 1 THEN who.facts[c.fact] = c.value
                                WHEN 2 THEN who.facts[c.fact] <> c.value
                                WHEN 3 THEN who.facts[c.fact] < c.value
                                WHEN 4 THEN who.facts[c.fact] <= c.value
                                WHEN 5 THEN who.facts[c.fact] > c.value
                                WHEN 6 THEN who.facts[c.fact] >= c.value
                                WHEN 7 THEN who.facts[c.fact] BETWEEN c.value AND c.value_high
                                WHEN 8 THEN who.facts[c.fact] = ANY (c.value_set)
                                ELSE who.facts[c.fact] <> ALL (c.value_set)
                            END THEN 2
                       ELSE 0
                   END AS outcome
            FROM peer.candidate AS k
            JOIN peer.criterion AS c ON c.version = k.version
            WHERE k.place = here.place AND k.valid_from <= day AND (k.valid_to IS NULL OR k.valid_to >= day)
        ), block AS (
            SELECT a.version, a.kind, a.block, min(a.outcome) AS outcome,
                   count(*) FILTER (WHERE a.outcome = 1) AS unknown
            FROM atom AS a GROUP BY a.version, a.kind, a.block
        ), verdict AS (
            SELECT b.version, least(max(b.outcome) FILTER (WHERE b.kind = 1),
                                    2 - COALESCE(max(b.outcome) FILTER (WHERE b.kind = 2), 0)) AS outcome,
                   (array_agg(b.block ORDER BY b.outcome DESC, b.unknown, b.block) FILTER (WHERE b.kind = 1))[1] AS nearest
            FROM block AS b GROUP BY b.version
        )
        SELECT json_build_object(
                   'on', day, 'audit', entry, 'municipality', json_build_object('code', here.code, 'name', here.name),
                   'entitlements', COALESCE(json_agg(json_build_object(
                       'programme', p.code, 'title', p.title, 'verdict', CASE t.outcome WHEN 2 THEN 'eligible' ELSE 'unknown' END,
                       'version', p.valid_from, 'authority', p.authority, 'law', p.law, 'trust', p.trust,
                       'because', (SELECT json_agg(json_build_object(
                                       'criterion', a.ordinal, 'outcome', (ARRAY['false', 'unknown', 'true'])[a.outcome + 1],
                                       'fact', a.fact_key, 'text', a.text, 'value', a.value, 'limit', a.bound, 'law', a.law)
                                       ORDER BY a.outcome, a.ordinal)
                                   FROM atom AS a WHERE a.version = t.version AND a.kind = 1 AND a.block = t.nearest),
                       'ask', p.asks, 'documents', p.documents, 'how', json_build_object('channel', p.channel, 'url', p.url),
                       'where', peer.where_to_go(here.place, p.programme)) ORDER BY t.outcome DESC, p.code), '[]'))::text
        FROM verdict AS t
        JOIN peer.programme AS p ON p.version = t.version
        WHERE t.outcome > 0);
END
$$;

-- ---- a wide table of clauses: one row a block, one column a limit, NULL where the block does not ask ----

CREATE TABLE peer.wide_person AS
SELECT p.person,
       p.facts[(SELECT fact FROM registry.fact WHERE key = 'income_year')] AS income_year,
       p.facts[(SELECT fact FROM registry.fact WHERE key = 'pension')] AS pension,
       p.facts[(SELECT fact FROM registry.fact WHERE key = 'real_estate')] AS real_estate,
       p.facts[(SELECT fact FROM registry.fact WHERE key = 'deposits')] AS deposits,
       p.facts[(SELECT fact FROM registry.fact WHERE key = 'members')] AS members,
       p.facts[(SELECT fact FROM registry.fact WHERE key = 'dependent_children')] AS dependent_children,
       p.facts[(SELECT fact FROM registry.fact WHERE key = 'rent')] AS rent,
       p.facts[(SELECT fact FROM registry.fact WHERE key = 'legal_residence_years')] AS legal_residence_years,
       p.facts[(SELECT fact FROM registry.fact WHERE key = 'local_residence_years')] AS local_residence_years,
       p.facts[(SELECT fact FROM registry.fact WHERE key = 'unemployed_months')] AS unemployed_months,
       p.facts[(SELECT fact FROM registry.fact WHERE key = 'disability_pct')] AS disability_pct,
       p.facts[(SELECT fact FROM registry.fact WHERE key = 'insurance')] AS insurance,
       p.facts[(SELECT fact FROM registry.fact WHERE key = 'tenure')] AS tenure,
       p.facts[(SELECT fact FROM registry.fact WHERE key = 'tax_return')] AS tax_return
FROM peer.person AS p;
ALTER TABLE peer.wide_person ADD PRIMARY KEY (person);

CREATE TABLE peer.clause AS
SELECT c.version, c.block,
       max(c.value) FILTER (WHERE c.fact_key = 'income_year') AS income_year,
       max(c.value) FILTER (WHERE c.fact_key = 'pension') AS pension,
       max(c.value) FILTER (WHERE c.fact_key = 'real_estate') AS real_estate,
       max(c.value) FILTER (WHERE c.fact_key = 'deposits') AS deposits,
       max(c.value) FILTER (WHERE c.fact_key = 'members') AS members,
       max(c.value) FILTER (WHERE c.fact_key = 'dependent_children') AS dependent_children,
       max(c.value) FILTER (WHERE c.fact_key = 'rent') AS rent,
       max(c.value) FILTER (WHERE c.fact_key = 'legal_residence_years') AS legal_residence_years,
       max(c.value) FILTER (WHERE c.fact_key = 'local_residence_years') AS local_residence_years,
       max(c.value) FILTER (WHERE c.fact_key = 'unemployed_months') AS unemployed_months,
       max(c.value) FILTER (WHERE c.fact_key = 'disability_pct') AS disability_pct,
       max(c.value) FILTER (WHERE c.fact_key = 'insurance') AS insurance,
       max(c.value) FILTER (WHERE c.fact_key = 'tenure') AS tenure,
       max(c.value) FILTER (WHERE c.fact_key = 'tax_return') AS tax_return,
       json_agg(json_build_object('criterion', c.ordinal, 'fact', c.fact_key, 'text', c.text, 'limit', c.value, 'law', c.law)
                ORDER BY c.ordinal) AS because
FROM peer.criterion AS c
WHERE c.kind = 1
GROUP BY c.version, c.block;
CREATE INDEX ON peer.clause (version);

CREATE FUNCTION peer.answer_clauses(wanted uuid, at_place text, day date) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    who   peer.wide_person;
    here  peer.place;
    entry bigint;
BEGIN
    INSERT INTO peer.audit (account, person, purpose) VALUES (1, wanted, 'information') RETURNING audit.entry INTO entry;
    SELECT * INTO who FROM peer.wide_person AS p WHERE p.person = wanted;
    SELECT * INTO here FROM peer.place AS l WHERE l.code = at_place;
    RETURN (
        WITH judged AS (
            SELECT c.version, c.because,
                   (c.income_year IS NULL OR who.income_year <= c.income_year)
                   AND (c.pension IS NULL OR who.pension <= c.pension)
                   AND (c.real_estate IS NULL OR who.real_estate <= c.real_estate)
                   AND (c.deposits IS NULL OR who.deposits <= c.deposits)
                   AND (c.members IS NULL OR who.members >= c.members)
                   AND (c.dependent_children IS NULL OR who.dependent_children >= c.dependent_children)
                   AND (c.rent IS NULL OR who.rent >= c.rent)
                   AND (c.legal_residence_years IS NULL OR who.legal_residence_years >= c.legal_residence_years)
                   AND (c.local_residence_years IS NULL OR who.local_residence_years >= c.local_residence_years)
                   AND (c.unemployed_months IS NULL OR who.unemployed_months >= c.unemployed_months)
                   AND (c.disability_pct IS NULL OR who.disability_pct >= c.disability_pct)
                   AND (c.insurance IS NULL OR who.insurance = c.insurance)
                   AND (c.tenure IS NULL OR who.tenure = c.tenure)
                   AND (c.tax_return IS NULL OR who.tax_return = c.tax_return) AS holds
            FROM peer.candidate AS k
            JOIN peer.clause AS c ON c.version = k.version
            WHERE k.place = here.place AND k.valid_from <= day AND (k.valid_to IS NULL OR k.valid_to >= day)
        ), told AS (
            SELECT DISTINCT ON (j.version) j.version, j.holds, j.because
            FROM judged AS j
            WHERE j.holds IS NOT FALSE
            ORDER BY j.version, j.holds DESC NULLS LAST
        )
        SELECT json_build_object(
                   'on', day, 'audit', entry, 'municipality', json_build_object('code', here.code, 'name', here.name),
                   'person', row_to_json(who),
                   'entitlements', COALESCE(json_agg(json_build_object(
                       'programme', p.code, 'title', p.title, 'verdict', CASE WHEN t.holds THEN 'eligible' ELSE 'unknown' END,
                       'version', p.valid_from, 'authority', p.authority, 'law', p.law, 'trust', p.trust,
                       'because', t.because, 'ask', p.asks, 'documents', p.documents,
                       'how', json_build_object('channel', p.channel, 'url', p.url),
                       'where', peer.where_to_go(here.place, p.programme)) ORDER BY t.holds DESC NULLS LAST, p.code), '[]'))::text
        FROM told AS t
        JOIN peer.programme AS p ON p.version = t.version);
END
$$;

ANALYZE peer.person, peer.wide_person, peer.place, peer.programme, peer.candidate, peer.criterion, peer.clause, peer.offer, peer.offer_at;
