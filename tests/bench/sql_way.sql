-- SPDX-License-Identifier: EUPL-1.2
--
-- The checks of an import in SQL, after a COPY of text: as good as we can write them without leaving SQL - unrolled
-- check digits, one pass over the lines for all checks, one for the typed rows. What remains is the same staging table.

CREATE SCHEMA bench;

CREATE UNLOGGED TABLE bench.line (
    line bigint GENERATED ALWAYS AS IDENTITY, amka text, afm text, as_of text, municipality text, residence_basis text,
    birth_date text, nationality text, has_amka text, disability_pct text, disability_kind text,
    disability_certificate text, employment text, unemployed_months text, insured_days text, insurance text,
    public_insured text, pension text, partner_pension text, max_disability_pct text, mechanical_support text);

CREATE FUNCTION bench.doubled(digit integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT digit * 2 - CASE WHEN digit > 4 THEN 9 ELSE 0 END
$$;

-- Luhn's sum over 11 digits, written out.
CREATE FUNCTION bench.amka_sum(a text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT ascii(a) - 48 + bench.doubled(ascii(substr(a, 2, 1)) - 48) + ascii(substr(a, 3, 1)) - 48
         + bench.doubled(ascii(substr(a, 4, 1)) - 48) + ascii(substr(a, 5, 1)) - 48
         + bench.doubled(ascii(substr(a, 6, 1)) - 48) + ascii(substr(a, 7, 1)) - 48
         + bench.doubled(ascii(substr(a, 8, 1)) - 48) + ascii(substr(a, 9, 1)) - 48
         + bench.doubled(ascii(substr(a, 10, 1)) - 48) + ascii(substr(a, 11, 1)) - 48
$$;

CREATE FUNCTION bench.afm_sum(a text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT (ascii(a) - 48) * 256 + (ascii(substr(a, 2, 1)) - 48) * 128 + (ascii(substr(a, 3, 1)) - 48) * 64
         + (ascii(substr(a, 4, 1)) - 48) * 32 + (ascii(substr(a, 5, 1)) - 48) * 16 + (ascii(substr(a, 6, 1)) - 48) * 8
         + (ascii(substr(a, 7, 1)) - 48) * 4 + (ascii(substr(a, 8, 1)) - 48) * 2
$$;

-- Does the calendar have the day? Without exceptions, which cost more than all of it.
CREATE FUNCTION bench.is_day(y integer, m integer, d integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT m BETWEEN 1 AND 12
       AND d BETWEEN 1 AND CASE WHEN m IN (4, 6, 9, 11) THEN 30
                                WHEN m <> 2 THEN 31
                                WHEN y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0) THEN 29
                                ELSE 28 END
$$;

CREATE FUNCTION bench.is_day_text(t text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT t ~ '^\d{4}-\d{2}-\d{2}$'
       AND bench.is_day(substr(t, 1, 4)::integer, substr(t, 6, 2)::integer, substr(t, 9, 2)::integer)
$$;

CREATE FUNCTION bench.is_whole(t text, high integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT t ~ '^\d{1,9}$' AND t::integer <= high
$$;

CREATE TABLE bench.code (list text, code text, number bigint, PRIMARY KEY (list, code));
INSERT INTO bench.code
SELECT l.list, u.code, u.number - 1
FROM (VALUES
    ('yes_no', '{no,yes}'::text[]),
    ('nationality', '{greek,ethnic_greek,eu,third_country,stateless}'),
    ('disability', '{motor,visual,hearing,intellectual,psychosocial,blood,renal,chronic}'),
    ('certificate', '{valid,pending,expired,none}'),
    ('employment', '{employed,self_employed,unemployed_registered,unemployed,inactive,retired,student}'),
    ('insurance', '{direct,indirect,uninsured}')) AS l (list, codes)
CROSS JOIN LATERAL unnest(l.codes) WITH ORDINALITY AS u (code, number);

CREATE FUNCTION bench.code_of(list_of text, text_of text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT c.number FROM bench.code AS c WHERE c.list = list_of AND c.code = text_of
$$;

-- How many lines have something wrong, and what.
CREATE FUNCTION bench.faults() RETURNS TABLE (fault text, lines bigint) LANGUAGE sql STABLE AS $$
    SELECT f.fault, count(*)
    FROM bench.line AS l
    LEFT JOIN registry.place_code AS p ON p.code = l.municipality AND p.edition = 'elstat2021' AND p.level = 'municipality' AND p.until IS NULL
    CROSS JOIN LATERAL (VALUES (CASE
        WHEN l.amka IS NULL AND l.afm IS NULL THEN 'nobody'
        WHEN l.amka IS NOT NULL AND NOT (
            l.amka ~ '^\d{11}$'
            AND (bench.is_day(1900 + substr(l.amka, 5, 2)::integer, substr(l.amka, 3, 2)::integer, substr(l.amka, 1, 2)::integer)
                 OR bench.is_day(2000 + substr(l.amka, 5, 2)::integer, substr(l.amka, 3, 2)::integer, substr(l.amka, 1, 2)::integer))
            AND bench.amka_sum(l.amka) % 10 = 0) THEN 'amka'
        WHEN l.afm IS NOT NULL AND NOT (
            l.afm ~ '^\d{9}$' AND l.afm <> '000000000'
            AND bench.afm_sum(l.afm) % 11 % 10 = ascii(substr(l.afm, 9, 1)) - 48) THEN 'afm'
        WHEN bench.is_day_text(l.as_of) IS NOT TRUE OR l.as_of > registry.today()::text THEN 'as_of'
        WHEN l.municipality IS NOT NULL AND p.place IS NULL THEN 'municipality'
        WHEN l.residence_basis NOT IN ('registered', 'resident', 'present') THEN 'residence_basis'
        WHEN NOT bench.is_day_text(l.birth_date) THEN 'birth_date'
        WHEN substr(l.amka, 1, 6) <> substr(l.birth_date, 9, 2) || substr(l.birth_date, 6, 2) || substr(l.birth_date, 3, 2)
            THEN 'birth_date'
        WHEN l.nationality NOT IN ('greek', 'ethnic_greek', 'eu', 'third_country', 'stateless') THEN 'nationality'
        WHEN l.has_amka NOT IN ('yes', 'no') THEN 'has_amka'
        WHEN NOT bench.is_whole(l.disability_pct, 100) THEN 'disability_pct'
        WHEN l.disability_kind !~ '^(none|(motor|visual|hearing|intellectual|psychosocial|blood|renal|chronic)([|](motor|visual|hearing|intellectual|psychosocial|blood|renal|chronic))*)$'
            THEN 'disability_kind'
        WHEN l.disability_certificate NOT IN ('valid', 'pending', 'expired', 'none') THEN 'disability_certificate'
        WHEN l.employment NOT IN ('employed', 'self_employed', 'unemployed_registered', 'unemployed', 'inactive', 'retired', 'student')
            THEN 'employment'
        WHEN NOT bench.is_whole(l.unemployed_months, 720) THEN 'unemployed_months'
        WHEN NOT bench.is_whole(l.insured_days, 25000) THEN 'insured_days'
        WHEN l.insurance NOT IN ('direct', 'indirect', 'uninsured') THEN 'insurance'
        WHEN l.public_insured NOT IN ('yes', 'no') THEN 'public_insured'
        WHEN l.pension !~ '^\d{1,9}(\.\d{2})?$' THEN 'pension'
        WHEN l.partner_pension !~ '^\d{1,9}(\.\d{2})?$' THEN 'partner_pension'
        WHEN NOT bench.is_whole(l.max_disability_pct, 100) THEN 'max_disability_pct'
        WHEN l.mechanical_support NOT IN ('yes', 'no') THEN 'mechanical_support'
    END)) AS f (fault)
    WHERE f.fault IS NOT NULL
    GROUP BY f.fault
$$;

CREATE FUNCTION bench.keyed(digits text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT substr(sha256(convert_to('0123456789abcdef0123456789abcdef' || digits, 'UTF8')), 1, 16)
$$;

-- The typed rows, in the staging table of the register. Facts stand in the array by their number.
CREATE FUNCTION bench.stage() RETURNS void LANGUAGE sql AS $$
    INSERT INTO staging.beneficiary (
        line, amka, afm, key_id, as_of, place, bases, facts, said, withdrawn, person)
    SELECT r.line, bench.keyed(r.amka), bench.keyed(r.afm), 1, r.as_of::date, r.place, r.bases,
           r.facts[1:last.fact], last.said, false, gen_random_uuid()
    FROM (
        SELECT l.line, l.amka, l.afm, l.as_of, p.place,
               CASE WHEN p.place IS NOT NULL THEN
                   CASE l.residence_basis WHEN 'registered' THEN 1 WHEN 'present' THEN 4 ELSE 2 END END AS bases,
               ARRAY[
                   l.birth_date::date - '1970-01-01'::date,
                   NULL,
                   nationality.number,
                   NULL, NULL, NULL,
                   has_amka.number,
                   l.disability_pct::bigint,
                   CASE l.disability_kind WHEN 'none' THEN 0 ELSE
                       (SELECT sum(1::bigint << c.number::integer)::bigint
                        FROM bench.code AS c
                        WHERE c.list = 'disability' AND c.code = ANY (string_to_array(l.disability_kind, '|')))
                       + CASE WHEN l.disability_kind IS NULL THEN NULL ELSE 0 END END,
                   certificate.number,
                   employment.number,
                   l.unemployed_months::bigint,
                   l.insured_days::bigint,
                   insurance.number,
                   public_insured.number,
                   (l.pension::numeric * 100)::bigint,
                   NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                   (l.partner_pension::numeric * 100)::bigint,
                   NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                   l.max_disability_pct::bigint,
                   mechanical.number
               ] AS facts
        FROM bench.line AS l
        LEFT JOIN registry.place_code AS p ON p.code = l.municipality AND p.edition = 'elstat2021' AND p.level = 'municipality' AND p.until IS NULL
        LEFT JOIN bench.code AS nationality ON nationality.list = 'nationality' AND nationality.code = l.nationality
        LEFT JOIN bench.code AS has_amka ON has_amka.list = 'yes_no' AND has_amka.code = l.has_amka
        LEFT JOIN bench.code AS certificate ON certificate.list = 'certificate' AND certificate.code = l.disability_certificate
        LEFT JOIN bench.code AS employment ON employment.list = 'employment' AND employment.code = l.employment
        LEFT JOIN bench.code AS insurance ON insurance.list = 'insurance' AND insurance.code = l.insurance
        LEFT JOIN bench.code AS public_insured ON public_insured.list = 'yes_no' AND public_insured.code = l.public_insured
        LEFT JOIN bench.code AS mechanical ON mechanical.list = 'yes_no' AND mechanical.code = l.mechanical_support) AS r
    CROSS JOIN LATERAL (
        SELECT max(u.fact) AS fact, bit_or(1::bigint << u.fact::integer - 1) AS said
        FROM unnest(r.facts) WITH ORDINALITY AS u (value, fact)
        WHERE u.value IS NOT NULL) AS last
$$;
