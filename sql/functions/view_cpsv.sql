-- SPDX-License-Identifier: EUPL-1.2
--
-- Programmes as CPSV-AP 3.2 (Core Public Service Vocabulary) writes public services, in JSON-LD with the terms of
-- api/cpsv_context.json. Addresses are relative to where the service stands (…/cpsv/); parts of a service are named
-- within it. What the register does not know is left out: it has no costs and no life events. Where a standard insists
-- on an authority that nobody has written down, it is called unknown.

DROP VIEW IF EXISTS registry.cpsv;
DROP VIEW IF EXISTS registry.cpsv_criterion;
DROP VIEW IF EXISTS registry.cpsv_organisation;
DROP VIEW IF EXISTS registry.cpsv_programme;
DROP VIEW IF EXISTS registry.cpsv_code;

CREATE VIEW registry.cpsv_code AS
SELECT c.code, c.name,
       json_build_object('@id', 'codes#' || c.code, '@type', 'Concept', 'prefLabel', c.name) AS document
FROM (VALUES ('status-active', 'ισχύει'), ('status-future', 'δεν έχει αρχίσει να ισχύει'), ('status-ended', 'έχει λήξει'),
             ('output-benefit', 'επίδομα'), ('output-service', 'υπηρεσία'), ('output-in_kind', 'παροχή σε είδος'),
             ('output-discount', 'έκπτωση'), ('output-voucher', 'κουπόνι'),
             ('requirement-condition', 'προϋπόθεση'), ('requirement-exclusion', 'αποκλεισμός'),
             ('channel-application', 'όπως ορίζεται στο πρόγραμμα'), ('channel-site', 'σε σημείο εξυπηρέτησης'),
             ('channel-stop', 'σε στάση κινητής μονάδας'), ('channel-home', 'κατ'' οίκον'), ('channel-telephone', 'τηλεφωνικά'),
             ('channel-online', 'ηλεκτρονικά')) AS c (code, name);

COMMENT ON VIEW registry.cpsv_code IS 'Όροι του μητρώου μέσα στα έγγραφα CPSV-AP';

-- The version of each programme that is in force, or comes next, or was the last; with where it is for.
CREATE VIEW registry.cpsv_programme AS
SELECT p.code, v.*,
       'services/' || p.code AS id,
       COALESCE(v.neutral_title, v.title) AS name,
       CASE WHEN v.valid_from > registry.today() THEN 'future'
            WHEN v.valid_to < registry.today() THEN 'ended' ELSE 'active' END AS status,
       COALESCE(NULLIF(btrim(v.authority), ''), 'Δεν έχει καταγραφεί αρμόδιος φορέας') AS authority_name,
       CASE v.area_kind
           WHEN 'unknown' THEN NULL
           WHEN 'nationwide' THEN json_build_array(a.country)
           WHEN 'polygon' THEN json_build_array(json_build_object(
               '@id', 'services/' || p.code || '#area', '@type', 'Location', 'label', v.area_text))
           ELSE (SELECT json_agg(json_build_object('@id', '../places/' || c.code, '@type', 'Location', 'label', n.name)
                                 ORDER BY c.code)
                 FROM registry.place_version AS n
                 JOIN registry.place_code AS c ON c.place = n.place AND c.until IS NULL AND c.edition = 'elstat2021'
                 WHERE n.place = ANY (v.area_places) AND n.until IS NULL
                   AND n.valid_from <= registry.today() AND COALESCE(n.valid_to, 'infinity') >= registry.today())
       END AS area,
       a.country
FROM registry.programme AS p
CROSS JOIN LATERAL (
    SELECT e.*
    FROM registry.programme_version AS e
    WHERE e.programme = p.programme AND e.until IS NULL
    ORDER BY e.valid_from <= registry.today() DESC,
             CASE WHEN e.valid_from <= registry.today() THEN e.valid_from END DESC, e.valid_from
    LIMIT 1) AS v
CROSS JOIN (
    SELECT json_build_object('@id', 'http://publications.europa.eu/resource/authority/country/GRC', '@type', 'Location',
                             'label', 'Ελλάδα') AS country) AS a;

COMMENT ON VIEW registry.cpsv_programme IS 'Η έκδοση κάθε προγράμματος που δείχνουν τα έγγραφα CPSV-AP, και η περιοχή της';

-- Authorities are words of the register: the same words are the same authority. A municipal or regional one is of the
-- places of its programmes, as far as they are written; any other is of the country.
CREATE VIEW registry.cpsv_organisation AS
SELECT o.name, 'organisations/' || o.id AS id, o.id::text AS key,
       json_build_object('@id', 'organisations/' || o.id, '@type', 'PublicOrganisation', 'prefLabel', o.name,
                         'spatial', o.spatial) AS document
FROM (
    SELECT c.authority_name AS name,
           public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:authority:' || c.authority_name) AS id,
           json_agg(DISTINCT s.place::jsonb) AS spatial
    FROM registry.cpsv_programme AS c
    CROSS JOIN LATERAL json_array_elements(
        CASE WHEN c.level <> 'national' AND c.area IS NOT NULL THEN c.area ELSE json_build_array(c.country) END) AS s (place)
    GROUP BY c.authority_name) AS o;

COMMENT ON VIEW registry.cpsv_organisation IS 'Αρμόδιοι φορείς των προγραμμάτων κατά το CPSV-AP';

-- The two ends of a range are two rows with one text, which is said once.
CREATE VIEW registry.cpsv_criterion AS
SELECT c.programme, c.valid_from, c.ordinal, c.block, c.kind, c.text,
       dense_rank() OVER (of_kind ORDER BY c.block) + dense_rank() OVER (of_kind ORDER BY c.block DESC) - 1 AS n_blocks
FROM (
    SELECT q.programme, q.valid_from, q.block, q.kind, t.text, min(q.ordinal) AS ordinal
    FROM registry.criterion AS q
    CROSS JOIN LATERAL (
        SELECT COALESCE(NULLIF(btrim(q.text), ''), concat_ws(' ', q.fact_text, q.operator_text, q.value_text))) AS t (text)
    WHERE q.until IS NULL AND q.kind IN (1, 2)
    GROUP BY q.programme, q.valid_from, q.block, q.kind, t.text) AS c
WINDOW of_kind AS (PARTITION BY c.programme, c.valid_from, c.kind);

COMMENT ON VIEW registry.cpsv_criterion IS 'Προϋποθέσεις και αποκλεισμοί ως κείμενο, με το πόσα μπλοκ έχουν';

CREATE VIEW registry.cpsv AS
SELECT 'services' AS entity, c.code AS key, c.name,
       json_strip_nulls(json_build_object(
           '@id', c.id,
           '@type', 'PublicService',
           'identifier', c.code,
           'title', c.name,
           'description', concat_ws(' – ', c.name, c.law),
           'language', json_build_object('@id', 'http://publications.europa.eu/resource/authority/language/ELL',
                                         '@type', 'LinguisticSystem'),
           'status', (SELECT k.document FROM registry.cpsv_code AS k WHERE k.code = 'status-' || c.status),
           'valid', concat(c.valid_from, '/', COALESCE(c.valid_to::text, '..')),
           'modified', to_char(r.made_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'note', 'Βαθμός αξιοπιστίας της πηγής, από το A ως το D: ' || c.trust,
           'mitos', c.mitos,
           'hasCompetentAuthority', o.document,
           'spatial', c.area,
           'hasLegalResource', (
               SELECT json_agg(json_build_object('@id', c.id || '#law-' || l.n, '@type', 'LegalResource', 'title', l.law)
                               ORDER BY l.n)
               FROM (SELECT x.law, row_number() OVER (ORDER BY min(x.place), x.law) AS n
                     FROM (SELECT c.law, 0 AS place
                           UNION ALL
                           SELECT q.law, q.ordinal
                           FROM registry.criterion AS q
                           WHERE q.programme = c.programme AND q.valid_from = c.valid_from AND q.until IS NULL) AS x
                     WHERE x.law ~ '\S'
                     GROUP BY x.law) AS l),
           'holdsRequirement', (
               SELECT json_agg(json_build_object(
                   '@id', c.id || '#requirement-' || q.n, '@type', 'Requirement',
                   'identifier', c.code || '/requirement-' || q.n,
                   'title', q.title, 'description', q.description,
                   'kind', (SELECT k.document FROM registry.cpsv_code AS k WHERE k.code = 'requirement-' || q.kind)) ORDER BY q.n)
               FROM (
                   -- Conditions of a single block are asked together, each for itself; of several blocks one is enough,
                   -- which is one requirement. An exclusion is its block, in the words of its rows.
                   SELECT row_number() OVER (ORDER BY g.kind, g.first) AS n, g.*
                   FROM (
                       SELECT 'condition' AS kind, e.ordinal AS first, e.text AS title, NULL AS description
                       FROM registry.cpsv_criterion AS e
                       WHERE e.programme = c.programme AND e.valid_from = c.valid_from AND e.kind = 1 AND e.n_blocks = 1
                       UNION ALL
                       SELECT 'condition', min(b.first), 'Ισχύει ένα από τα παρακάτω',
                              string_agg(b.conditions, E'\n– ή –\n' ORDER BY b.block)
                       FROM (SELECT e.block, min(e.ordinal) AS first, string_agg(e.text, '; ' ORDER BY e.ordinal) AS conditions
                             FROM registry.cpsv_criterion AS e
                             WHERE e.programme = c.programme AND e.valid_from = c.valid_from AND e.kind = 1
                               AND e.n_blocks > 1
                             GROUP BY e.block) AS b
                       HAVING count(*) > 0
                       UNION ALL
                       SELECT 'exclusion', min(e.ordinal), string_agg(e.text, ' και ' ORDER BY e.ordinal),
                              NULL
                       FROM registry.cpsv_criterion AS e
                       WHERE e.programme = c.programme AND e.valid_from = c.valid_from AND e.kind = 2
                       GROUP BY e.block) AS g) AS q),
           'hasInput', (
               SELECT json_agg(json_build_object(
                   '@id', c.id || '#evidence-' || d.ordinal, '@type', 'Evidence',
                   'identifier', c.code || '/evidence-' || d.ordinal, 'title', d.document, 'description', d.text)
                   ORDER BY d.ordinal)
               FROM registry.document AS d
               WHERE d.programme = c.programme AND d.valid_from = c.valid_from AND d.until IS NULL),
           'hasChannel', (
               SELECT json_agg(json_build_object(
                   '@id', c.id || '#' || h.code, '@type', 'Channel', 'identifier', c.code || '/' || h.code,
                   'description', h.description, 'kind', k.document) ORDER BY h.code)
               FROM (SELECT 'channel-application' AS code, c.channel AS description
                     WHERE c.channel ~ '\S'
                     UNION ALL
                     SELECT 'channel-' || f.mode, format('Παροχές στο μητρώο: %s', count(*))
                     FROM registry.offer_version AS f
                     WHERE f.programme = c.programme AND f.until IS NULL AND f.mode <> 'application'
                       AND registry.today() BETWEEN COALESCE(f.valid_from, '-infinity') AND COALESCE(f.valid_to, 'infinity')
                     GROUP BY f.mode) AS h
               JOIN registry.cpsv_code AS k ON k.code = h.code),
           'contactPoint', CASE WHEN c.url ~ '^https?://[!-~]+$' AND c.url !~ '[<>"{}|\\^`]' THEN json_build_object(
               '@id', c.id || '#contact', '@type', 'ContactPoint',
               'contactPage', json_build_object('@id', c.url, '@type', 'Document')) END,
           'produces', (
               SELECT json_build_object('@id', c.id || '#output', '@type', 'Output', 'identifier', c.code || '/output',
                                        'title', k.name, 'kind', k.document)
               FROM registry.cpsv_code AS k
               WHERE k.code = 'output-' || c.kind))) AS document
FROM registry.cpsv_programme AS c
JOIN registry.register_version AS r ON r.version = c.since
JOIN registry.cpsv_organisation AS o ON o.name = c.authority_name
UNION ALL
SELECT 'organisations', o.key, o.name, o.document
FROM registry.cpsv_organisation AS o
UNION ALL
SELECT 'codes', k.code, k.name, k.document
FROM registry.cpsv_code AS k;

COMMENT ON VIEW registry.cpsv IS 'Τα προγράμματα κατά το CPSV-AP 3.2: υπηρεσίες, αρμόδιοι φορείς, όροι';
