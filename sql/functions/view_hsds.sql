-- SPDX-License-Identifier: EUPL-1.2
--
-- The public registers as HSDS 3.0 (Human Services Data Specification): a body is an organization, an offer a service,
-- a site a location, and an offer at its site a service_at_location. Ids are UUIDv5 of the kind and the code in the
-- namespace of URLs. A shelter has no location.

DROP VIEW IF EXISTS registry.hsds;
DROP VIEW IF EXISTS registry.hsds_location;

CREATE VIEW registry.hsds_location AS
SELECT v.site,
       public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:location:' || s.code) AS id,
       json_strip_nulls(json_build_object(
           'id', public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:location:' || s.code),
           'location_type', 'physical',
           'name', v.name,
           -- The standard has no field for how exact a point is.
           'description', CASE WHEN v.lon IS NOT NULL THEN
               CASE v.geocoding
                   WHEN 'exact' THEN NULL
                   WHEN 'street' THEN 'η θέση είναι κατά προσέγγιση (η οδός, όχι ο αριθμός)'
                   WHEN 'postcode' THEN 'η θέση είναι κατά προσέγγιση (από τον ταχυδρομικό κώδικα)'
                   WHEN 'settlement' THEN 'η θέση είναι κατά προσέγγιση (ο οικισμός)'
                   WHEN 'municipality' THEN 'η θέση είναι κατά προσέγγιση (κάπου στον δήμο)'
                   ELSE 'δεν είναι γνωστό πόσο ακριβής είναι η θέση'
               END END,
           'latitude', v.lat,
           'longitude', v.lon,
           'external_identifier', s.code,
           'external_identifier_type', 'mitroa',
           'addresses', CASE WHEN v.address ~ '\m\d{3} ?\d{2}\M' THEN json_build_array(json_build_object(
               'id', public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:address:' || s.code),
               'address_1', v.address,
               'city', COALESCE(p.name, ''),
               'state_province', COALESCE(u.name, ''),
               'postal_code', replace(substring(v.address FROM '\m\d{3} ?\d{2}\M'), ' ', ''),
               'country', 'GR',
               'address_type', 'physical')) END,
           'accessibility', CASE WHEN v.access_inside OR v.access_outside THEN json_build_array(json_build_object(
               'id', public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:accessibility:' || s.code),
               'description', concat_ws(', ', CASE WHEN v.access_outside THEN 'πρόσβαση με αμαξίδιο έως την είσοδο' END,
                                        CASE WHEN v.access_inside THEN 'πρόσβαση με αμαξίδιο μέσα' END))) END,
           'phones', CASE WHEN v.phone ~ '\S' THEN json_build_array(json_build_object(
               'id', public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:phone:location:' || s.code),
               'number', v.phone)) END,
           'schedules', CASE WHEN v.hours ~ '\S' THEN json_build_array(json_build_object(
               'id', public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:schedule:location:' || s.code),
               'description', v.hours)) END)) AS document
FROM registry.site AS s
JOIN registry.site_version AS v ON v.site = s.site AND v.until IS NULL AND NOT v.secret
LEFT JOIN registry.place_version AS p ON p.place = v.place AND p.until IS NULL
LEFT JOIN registry.place_version AS u ON u.place = p.regional_unit AND u.until IS NULL;

COMMENT ON VIEW registry.hsds_location IS 'Σημεία κατά το HSDS 3.0';

CREATE VIEW registry.hsds AS
SELECT 'organizations' AS entity,
       public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:organization:' || b.code) AS id,
       public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:organization:' || b.code) AS organization,
       v.name, r.made_at AS modified,
       json_strip_nulls(json_build_object(
           'id', public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:organization:' || b.code),
           'name', v.name,
           'description', 'Φορέας του μητρώου (' || v.kind || ')',
           'email', CASE WHEN v.email ~ '^[^@\s]+@[^@\s]+$' THEN v.email END,
           'website', CASE WHEN v.url ~ '^https?://\S+$' THEN v.url END,
           'phones', CASE WHEN v.phone ~ '\S' THEN json_build_array(json_build_object(
               'id', public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:phone:organization:' || b.code),
               'number', v.phone)) END)) AS document
FROM registry.body AS b
JOIN registry.body_version AS v ON v.body = b.body AND v.until IS NULL
JOIN registry.register_version AS r ON r.version = v.since
UNION ALL
SELECT 'services', i.id, i.organization, i.name, r.made_at,
       json_strip_nulls(json_build_object(
           'id', i.id,
           'organization_id', i.organization,
           'name', i.name,
           'alternate_name', g.code,
           'description', concat_ws(' – ', i.name, COALESCE(t.neutral_name, t.name)),
           'url', CASE WHEN q.url ~ '^https?://\S+$' THEN q.url END,
           'email', CASE WHEN COALESCE(v.email, s.email) ~ '^[^@\s]+@[^@\s]+$' THEN COALESCE(v.email, s.email) END,
           'status', CASE WHEN registry.today() BETWEEN COALESCE(v.valid_from, '-infinity') AND COALESCE(v.valid_to, 'infinity')
                          THEN 'active' ELSE 'inactive' END,
           'application_process', q.channel,
           'eligibility_description', (
               -- Rows of a block hold together, of blocks one is enough.
               SELECT string_agg(k.conditions, E'\n– ή –\n' ORDER BY k.block)
               FROM (
                   SELECT c.block, string_agg(COALESCE(c.text, concat_ws(' ', c.fact_text, c.operator_text, c.value_text)),
                                              '; ' ORDER BY c.ordinal) AS conditions
                   FROM registry.criterion AS c
                   WHERE c.programme = q.programme AND c.valid_from = q.valid_from AND c.until IS NULL
                     AND c.kind = 1
                   GROUP BY c.block) AS k),
           'minimum_age', v.age_from,
           'maximum_age', v.age_to,
           'assured_date', v.confirmed_on,
           'licenses', (SELECT l.url FROM registry.licence AS l WHERE l.until IS NULL),
           'last_modified', to_char(r.made_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'organization', CASE WHEN i.organization IS NOT NULL THEN json_build_object(
               'id', i.organization, 'name', o.name, 'description', 'Φορέας του μητρώου (' || o.kind || ')') END,
           'phones', CASE WHEN v.phone ~ '\S' THEN json_build_array(json_build_object(
               'id', public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:phone:service:' || f.code),
               'number', v.phone)) END,
           'schedules', CASE
               WHEN v.mode = 'stop' THEN (
                   SELECT json_agg(json_build_object(
                       'id', public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8',
                                 concat_ws(':', 'urn:mitroa:schedule:stop', f.code, to_char(l.starts_at, 'YYYYMMDDHH24MI'))),
                       'dtstart', l.starts_at::date,
                       'freq', CASE WHEN x.rule ~ 'FREQ=(WEEKLY|MONTHLY)' THEN substring(x.rule FROM 'FREQ=([A-Z]+)') END,
                       'byday', substring(x.rule FROM 'BYDAY=([^;]+)'),
                       'opens_at', to_char(l.starts_at, 'HH24:MI'),
                       'closes_at', to_char(l.ends_at, 'HH24:MI'),
                       'description', x.settlement) ORDER BY l.starts_at)
                   FROM registry.stop AS x
                   CROSS JOIN LATERAL (SELECT x.starts_at AT TIME ZONE 'Europe/Athens' AS starts_at,
                                              x.ends_at AT TIME ZONE 'Europe/Athens' AS ends_at) AS l
                   WHERE x.structure = v.structure AND x.until IS NULL)
               WHEN COALESCE(v.hours, s.hours) ~ '\S' THEN json_build_array(json_build_object(
                   'id', public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:schedule:service:' || f.code),
                   'description', COALESCE(v.hours, s.hours)))
           END,
           'service_areas', json_build_array(json_build_object(
               'id', public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:service_area:' || f.code),
               'name', v.area_text)),
           'service_at_locations', CASE WHEN n.id IS NOT NULL THEN json_build_array(json_build_object(
               'id', public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:service_at_location:' || f.code),
               'service_id', i.id, 'location_id', n.id, 'location', n.document)) END,
           'required_documents', (
               SELECT json_agg(json_build_object(
                   'id', public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8',
                             concat_ws(':', 'urn:mitroa:required_document', f.code, d.ordinal)),
                   'service_id', i.id, 'document', concat_ws(' – ', d.document, d.text)) ORDER BY d.ordinal)
               FROM registry.document AS d
               WHERE d.programme = q.programme AND d.valid_from = q.valid_from AND d.until IS NULL)))
FROM registry.offer AS f
JOIN registry.offer_version AS v ON v.offer = f.offer AND v.until IS NULL
JOIN registry.register_version AS r ON r.version = v.since
JOIN registry.structure_version AS t ON t.structure = v.structure AND t.until IS NULL
LEFT JOIN registry.body AS b ON b.body = t.body
LEFT JOIN registry.body_version AS o ON o.body = t.body AND o.until IS NULL
LEFT JOIN registry.programme AS g ON g.programme = v.programme
LEFT JOIN LATERAL (
    SELECT e.*
    FROM registry.programme_version AS e
    WHERE e.programme = v.programme AND e.until IS NULL
    ORDER BY e.valid_from <= registry.today() DESC, e.valid_from DESC
    LIMIT 1) AS q ON true
LEFT JOIN registry.site_version AS s ON s.site = v.site AND s.until IS NULL
LEFT JOIN registry.hsds_location AS n ON n.site = v.site
CROSS JOIN LATERAL (
    SELECT public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:service:' || f.code) AS id,
           public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:organization:' || b.code) AS organization,
           COALESCE(v.title, q.neutral_title, q.title, replace(v.service, '_', ' ')) AS name) AS i
UNION ALL
SELECT 'service_at_locations', a.id, a.organization, n.document ->> 'name', r.made_at,
       json_build_object('id', a.id, 'service_id', a.service, 'location_id', n.id, 'location', n.document)
FROM registry.offer AS f
JOIN registry.offer_version AS v ON v.offer = f.offer AND v.until IS NULL
JOIN registry.register_version AS r ON r.version = v.since
JOIN registry.structure_version AS t ON t.structure = v.structure AND t.until IS NULL
LEFT JOIN registry.body AS b ON b.body = t.body
JOIN registry.hsds_location AS n ON n.site = v.site
CROSS JOIN LATERAL (
    SELECT public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:service_at_location:' || f.code) AS id,
           public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:service:' || f.code) AS service,
           public.uuid_generate_v5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:mitroa:organization:' || b.code) AS organization
) AS a;

COMMENT ON VIEW registry.hsds IS 'Τα δημόσια μητρώα κατά το HSDS 3.0: φορείς, υπηρεσίες, υπηρεσίες σε σημεία';
