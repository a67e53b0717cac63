-- SPDX-License-Identifier: EUPL-1.2
-- A small world that the tests stand on: three municipalities, the structures of Kalamata and Trikala, seven people.

SET client_min_messages = warning;
CREATE SCHEMA test;
GRANT USAGE ON SCHEMA test TO mitroa_service, mitroa_importer;

DELETE FROM registry.fact;
SELECT registry.set_facts(
    ARRAY[1, 2, 3, 4, 5]::smallint[],
    ARRAY['birth_date', 'insurance', 'pension', 'rent', 'receives'],
    ARRAY['ημερομηνία γέννησης', 'ασφάλιση', 'σύνταξη', 'ενοίκιο', 'λαμβάνει'],
    ARRAY['{1,3}', '{2,3,5}', '{2,1}', '{1,5}', '{3,5}'],
    ARRAY[0, 180, 365, 365, 90],
    ARRAY[false, false, false, false, true]) > 0 AS facts \gset

BEGIN;
SELECT registry.register_open('places', NULL) AS version \gset
INSERT INTO registry.place (level, code) VALUES
    ('region', 'ΠΕΛ'), ('region', 'ΘΕΣ'), ('regional_unit', '44'), ('regional_unit', '26'),
    ('municipality', '4401'), ('municipality', '4406'), ('municipality', '2601');
CREATE FUNCTION test.place(wanted text) RETURNS integer LANGUAGE sql
    AS 'SELECT place FROM registry.place WHERE code = wanted';
INSERT INTO registry.place_version (place, name, valid_from, regional_unit, region, since) VALUES
    (test.place('ΠΕΛ'), 'Πελοποννήσου', '2011-01-01', NULL, NULL, :version),
    (test.place('ΘΕΣ'), 'Θεσσαλίας', '2011-01-01', NULL, NULL, :version),
    (test.place('44'), 'Μεσσηνίας', '2011-01-01', NULL, test.place('ΠΕΛ'), :version),
    (test.place('26'), 'Τρικάλων', '2011-01-01', NULL, test.place('ΘΕΣ'), :version),
    (test.place('4401'), 'Καλαμάτας', '2011-01-01', test.place('44'), test.place('ΠΕΛ'), :version),
    (test.place('4406'), 'Οιχαλίας', '2011-01-01', test.place('44'), test.place('ΠΕΛ'), :version),
    (test.place('2601'), 'Τρικκαίων', '2011-01-01', test.place('26'), test.place('ΘΕΣ'), :version);
COMMIT;

BEGIN;
SELECT registry.register_open('providers', NULL) AS version \gset
INSERT INTO registry.structure (code) VALUES
    ('KALAMATA'), ('KALAMATA-MOBILE'), ('TRIKALA'), ('OICHALIA-SERVICE'), ('REGION'), ('ENDED'), ('NOWHERE');
CREATE FUNCTION test.structure(wanted text) RETURNS integer LANGUAGE sql
    AS 'SELECT structure FROM registry.structure WHERE code = wanted';
INSERT INTO registry.structure_version (structure, name, kind, parent, area_kind, area_places, area_text, valid_from, valid_to, since) VALUES
    (test.structure('KALAMATA'), 'Κέντρο Κοινότητας Καλαμάτας', 'extended_centre', test.structure('REGION'),
        'municipalities', ARRAY[test.place('4401')], 'municipalities:4401', '2018-02-01', NULL, :version),
    (test.structure('KALAMATA-MOBILE'), 'Κινητή μονάδα Καλαμάτας', 'mobile_unit', test.structure('KALAMATA'),
        'municipalities', ARRAY[test.place('4406')], 'municipalities:4406', '2018-02-01', NULL, :version),
    (test.structure('TRIKALA'), 'Κέντρο Κοινότητας Τρικκαίων', 'community_centre', NULL,
        'municipalities', ARRAY[test.place('2601')], 'municipalities:2601', '2017-01-01', NULL, :version),
    (test.structure('OICHALIA-SERVICE'), 'Κοινωνική υπηρεσία Οιχαλίας', 'social_service', NULL,
        'municipalities', ARRAY[test.place('4406')], 'municipalities:4406', NULL, NULL, :version),
    (test.structure('REGION'), 'Περιφερειακή Κοινωνική Πύλη', 'regional_structure', NULL,
        'unknown', NULL, 'unknown', NULL, NULL, :version),
    (test.structure('ENDED'), 'Κέντρο που έκλεισε χθες', 'community_centre', NULL,
        'municipalities', ARRAY[test.place('4401')], 'municipalities:4401', '2016-01-01', registry.today() - 1, :version),
    (test.structure('NOWHERE'), 'Δομή με άγνωστη περιοχή', 'community_centre', NULL,
        'unknown', NULL, 'unknown', NULL, NULL, :version);
COMMIT;

-- Person number n has the identifier index n.
CREATE FUNCTION test.index(n integer) RETURNS bytea LANGUAGE sql AS $$ SELECT decode(lpad(to_hex(n), 32, '0'), 'hex') $$;
CREATE FUNCTION test.person(n integer) RETURNS uuid LANGUAGE sql AS $$ SELECT encode(test.index(n), 'hex')::uuid $$;
INSERT INTO registry.person (person) SELECT test.person(n) FROM generate_series(1, 7) AS n;
INSERT INTO registry.identifier (kind, index, key_id, person)
SELECT 1, test.index(n), 1, test.person(n) FROM generate_series(1, 7) AS n;
INSERT INTO registry.residence (person, place, basis, valid_from, valid_to, feed, as_of)
SELECT test.person(n), test.place(code), basis, valid_from, valid_to, 5, '2026-01-01'
FROM (VALUES
    (1, '4401', 2, date '2010-01-01', NULL::date),         -- lives in Kalamata
    (2, '2601', 2, '2010-01-01', NULL),                    -- lives in Trikala
    (3, '4401', 1, '1990-01-01', NULL),                    -- registered in Kalamata ...
    (3, '2601', 2, '2015-01-01', NULL),                    -- ... and living in Trikala
    (4, '4406', 2, '2010-01-01', NULL),                    -- lives where the mobile unit of Kalamata goes
                                                           -- 5: nowhere
    (6, '4401', 2, '2010-01-01', registry.today() - 1),    -- left yesterday
    (7, '4401', 2, registry.today() + 1, NULL),            -- comes tomorrow, from Trikala
    (7, '2601', 2, '2010-01-01', registry.today()))
    AS r (n, code, basis, valid_from, valid_to);
INSERT INTO registry.claim (person, feed, as_of, facts)
SELECT test.person(n), 1, registry.today() - 10, ARRAY[-10000 - n, NULL, NULL, 20000] FROM generate_series(1, 7) AS n;
SELECT registry.derive_state(ARRAY(SELECT person FROM registry.person), registry.today()) AS derived \gset

SELECT account.make(login, name, NULL) > 0
FROM (VALUES ('anna', 'Άννα'), ('vasilis', 'Βασίλης'), ('chara', 'Χαρά'), ('dimos', 'Δήμος'), ('eleni', 'Ελένη'),
             ('fotis', 'Φώτης'), ('nikos', 'Νίκος')) AS a (login, name) \g /dev/null
SELECT account.role_give(login, role::smallint, structure, valid_from, valid_to)
FROM (VALUES
    ('anna', 1, 'KALAMATA', date '2020-01-01', NULL::date),
    ('vasilis', 1, 'TRIKALA', '2020-01-01', NULL),
    ('chara', 2, 'KALAMATA', '2020-01-01', NULL),
    ('dimos', 1, 'OICHALIA-SERVICE', '2020-01-01', NULL),
    ('eleni', 1, 'ENDED', '2020-01-01', NULL),
    ('fotis', 1, 'KALAMATA', '2020-01-01', registry.today()),
    ('nikos', 1, 'NOWHERE', '2020-01-01', NULL))
    AS r (login, role, structure, valid_from, valid_to) \g /dev/null

-- Everybody's token is the hash of his name.
CREATE FUNCTION test.token(login text) RETURNS bytea LANGUAGE sql AS $$ SELECT sha256(convert_to(login, 'UTF8')) $$;
SELECT session FROM unnest(ARRAY['anna', 'vasilis', 'chara', 'dimos', 'eleni', 'fotis', 'nikos']) AS login
CROSS JOIN LATERAL account.session_open(login, test.token(login), 'cookie', 900, 36000, NULL) \g /dev/null

-- What argon2id would give for a password, and the string that is stored of it.
CREATE FUNCTION test.proof(password text) RETURNS bytea LANGUAGE sql
    AS $$ SELECT sha256(convert_to('argon2id ' || password, 'UTF8')) $$;
CREATE FUNCTION test.stored(password text) RETURNS text LANGUAGE sql
    AS $$ SELECT '$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$' || rtrim(encode(test.proof(password), 'base64'), '=') $$;

-- Nonces are numbered too. These run with the rights of whoever calls them.
CREATE FUNCTION test.nonce(n integer) RETURNS bytea LANGUAGE sql
    AS $$ SELECT substring(sha256(convert_to('nonce ' || n, 'UTF8')) FROM 1 FOR 16) $$;
-- Somebody asks about some persons; the first nonce has this number.
CREATE FUNCTION test.open(login text, subjects integer[], purpose text, first integer)
RETURNS TABLE (ordinal integer, status smallint, has_entry boolean) LANGUAGE sql AS $$
    SELECT o.ordinal, o.status, o.entry IS NOT NULL
    FROM audit.open(
        ARRAY(SELECT test.token(login) FROM unnest(subjects)),
        ARRAY(SELECT test.nonce(first + i::integer - 1) FROM unnest(subjects) WITH ORDINALITY AS s (s, i) ORDER BY i),
        ARRAY(SELECT 1::smallint FROM unnest(subjects)),
        ARRAY(SELECT test.index(s) FROM unnest(subjects) WITH ORDINALITY AS s (s, i) ORDER BY i),
        ARRAY(SELECT purpose FROM unnest(subjects)),
        ARRAY(SELECT 'ΚΚ-2026-00017' FROM unnest(subjects))) AS o
$$;
-- What comes for the tickets: statuses, and of the record its tell-tale birth date.
CREATE FUNCTION test.read(first integer, n integer)
RETURNS TABLE (ordinal integer, status smallint, has_entry boolean, has_reference boolean, birth bigint) LANGUAGE sql AS $$
    SELECT f.ordinal, f.status, f.entry IS NOT NULL, f.reference IS NOT NULL, f.facts[1]
    FROM registry.person_facts(ARRAY(SELECT test.nonce(first + i) FROM generate_series(0, n - 1) AS i)) AS f
$$;
