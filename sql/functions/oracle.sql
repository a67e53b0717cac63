-- SPDX-License-Identifier: EUPL-1.2
--
-- The oracle: the same criteria rows, judged a second time, in SQL and by another way.
--
-- False 0, unknown 1, true 2, so that AND is min, OR is max and NOT is 2 - x (min and max over rows, which bool_and
-- would get wrong: it forgets what is NULL). What depends on the household is not reasoned about but tried: every
-- household that fits what is known, up to a size beyond all that is said, and the least and greatest value taken.
--
-- Persons stand in a temporary table `question` that oracle.begin() makes:
--   person, facts, rivals   by fact number; NULL in facts: missing or stale; rivals: what another fresh claim says
--   basis_may_be            residence_basis (a mask): facts holds what is surely so, this what may be so; NULL: the same
--   receives                keys of programmes; NULL: not given
--   municipality, regional_unit, prefecture, region   of the place asked; NULL: not known
-- Nobody but the owner may run it; the service has no part in it.

DROP SCHEMA IF EXISTS oracle CASCADE;
CREATE SCHEMA oracle;
COMMENT ON SCHEMA oracle IS 'The criteria judged a second time, to check the program that judges them';

CREATE OR REPLACE FUNCTION oracle.begin()
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    DROP TABLE IF EXISTS pg_temp.question;
    CREATE TEMP TABLE question (
        person        integer  PRIMARY KEY,
        facts         bigint[] NOT NULL,
        rivals        bigint[] NOT NULL,
        basis_may_be  bigint,
        receives      integer[],
        municipality  integer,
        regional_unit integer,
        prefecture    integer,
        region        integer
    );
END
$$;

-- The number of a fact.
CREATE OR REPLACE FUNCTION oracle.fact(key text)
RETURNS integer
LANGUAGE sql
STABLE
AS $$
    SELECT f.fact::integer FROM registry.fact AS f WHERE f.key = fact.key
$$;

-- No end, of an interval.
CREATE OR REPLACE FUNCTION oracle.no_end()
RETURNS bigint
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT 9223372036854775807
$$;

-- Does a value somewhere in [low, high] stand so to a limit somewhere in [limit_low, limit_high]? True: for every choice
-- of the two. False: for none. Operators as in registry.criterion, 1 to 7. Written so that it is inlined where it is used.
CREATE OR REPLACE FUNCTION oracle.compare(
    operator smallint, low bigint, high bigint, limit_low bigint, limit_high bigint)
RETURNS integer
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT CASE operator
               WHEN 1 THEN CASE WHEN low = high AND limit_low = limit_high AND low = limit_low THEN 2
                                WHEN high < limit_low OR low > limit_high THEN 0
                                ELSE 1 END
               WHEN 2 THEN CASE WHEN low = high AND limit_low = limit_high AND low = limit_low THEN 0
                                WHEN high < limit_low OR low > limit_high THEN 2
                                ELSE 1 END
               WHEN 3 THEN CASE WHEN high < limit_low THEN 2 WHEN low >= limit_high THEN 0 ELSE 1 END
               WHEN 4 THEN CASE WHEN high <= limit_low THEN 2 WHEN low > limit_high THEN 0 ELSE 1 END
               WHEN 5 THEN CASE WHEN low > limit_high THEN 2 WHEN high <= limit_low THEN 0 ELSE 1 END
               WHEN 6 THEN CASE WHEN low >= limit_high THEN 2 WHEN high < limit_low THEN 0 ELSE 1 END
               WHEN 7 THEN CASE WHEN low >= limit_low AND high <= limit_high THEN 2
                                WHEN high < limit_low OR low > limit_high THEN 0
                                ELSE 1 END
           END
$$;

-- Is a value somewhere in [low, high] one of the set?
CREATE OR REPLACE FUNCTION oracle.among(low bigint, high bigint, value_set bigint[])
RETURNS integer
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT CASE count(DISTINCT v)::numeric WHEN 0 THEN 0 WHEN high::numeric - low + 1 THEN 2 ELSE 1 END
    FROM unnest(value_set) AS v
    WHERE v BETWEEN low AND high
$$;

-- What follows from what is given, written into what is missing. The numbers are those of the facts so called.
CREATE OR REPLACE FUNCTION oracle.filled(
    facts bigint[], rivals bigint[], members integer, adults integer, minors integer, children integer,
    unprotected integer, couple integer, alone integer, personal integer, income integer)
RETURNS bigint[]
LANGUAGE plpgsql
IMMUTABLE
AS $$
DECLARE
    -- Only what nobody contradicts gives something.
    n bigint := CASE WHEN rivals[members] IS NULL THEN facts[members] END;
    a CONSTANT bigint := CASE WHEN rivals[adults] IS NULL THEN facts[adults] END;
    m CONSTANT bigint := CASE WHEN rivals[minors] IS NULL THEN facts[minors] END;
    own CONSTANT bigint := CASE WHEN rivals[personal] IS NULL THEN facts[personal] END;
    common CONSTANT bigint := CASE WHEN rivals[income] IS NULL THEN facts[income] END;
BEGIN
    IF facts[members] IS NULL AND a + m >= 1 THEN
        n := a + m;
        facts[members] := n;
    ELSIF facts[adults] IS NULL AND n - m >= 1 THEN
        facts[adults] := n - m;
    ELSIF facts[minors] IS NULL AND n - a >= 0 THEN
        facts[minors] := n - a;
    END IF;

    IF n = 1 THEN
        facts[adults] := COALESCE(facts[adults], 1);
        facts[minors] := COALESCE(facts[minors], 0);
        facts[children] := COALESCE(facts[children], 0);
        facts[unprotected] := COALESCE(facts[unprotected], 0);
        facts[couple] := COALESCE(facts[couple], 0);
        facts[alone] := COALESCE(facts[alone], 1);
        facts[personal] := COALESCE(facts[personal], common);
        facts[income] := COALESCE(facts[income], own);
    END IF;
    RETURN facts;
END
$$;

-- Completed years; who was born on 29 February completes them on 1 March where there is none.
CREATE OR REPLACE FUNCTION oracle.age(birth bigint, today date)
RETURNS bigint
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT (extract(year FROM today) - extract(year FROM b)
            - (to_char(today, 'MMDD') < to_char(b, 'MMDD'))::integer)::bigint
    FROM (SELECT date '1970-01-01' + birth::integer AS b) AS born
$$;

-- Facts that are money, whose figures are cents.
CREATE OR REPLACE FUNCTION oracle.is_money(fact_key text)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT fact_key IN ('pension', 'partner_pension', 'rent', 'income_6m', 'guaranteed_6m', 'personal_income_year',
                        'income_year', 'equivalent_income', 'real_estate', 'movable_property', 'deposits', 'vehicles')
$$;

-- An amount per one period (0 once, 1 month, 2 six months, 3 year, 4 not said) as one per the period of the fact.
CREATE OR REPLACE FUNCTION oracle.amount(value bigint, per smallint, fact_key text)
RETURNS bigint
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT CASE
               WHEN value = 9223372036854775807 OR per IN (0, 4) THEN value
               ELSE value * (CASE
                                 WHEN fact_key IN ('pension', 'partner_pension', 'rent') THEN 1
                                 WHEN fact_key IN ('income_6m', 'guaranteed_6m') THEN 6
                                 ELSE 12
                             END / CASE per WHEN 1 THEN 1 WHEN 2 THEN 6 WHEN 3 THEN 12 END)
           END
$$;

-- What is known of each person's household, as intervals; high NULL is without an end. `household` numbers equal ones.
CREATE OR REPLACE FUNCTION oracle.make_households()
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    members     CONSTANT integer := oracle.fact('members');
    adults      CONSTANT integer := oracle.fact('adults');
    minors      CONSTANT integer := oracle.fact('minors');
    children    CONSTANT integer := oracle.fact('dependent_children');
    unprotected CONSTANT integer := oracle.fact('unprotected_children');
    one_parent  CONSTANT integer := oracle.fact('one_parent');
    couple      CONSTANT integer := oracle.fact('couple');
    largest bigint;
BEGIN
    CREATE TEMP TABLE home ON COMMIT DROP AS
    SELECT k.person, k.facts, k.rivals,
           dense_rank() OVER (ORDER BY n_low, n_high, a_low, a_high, m_low, m_high, c_low, c_high, u_low, u_high, p_low,
                                       p_high, q_low, q_high) AS household,
           n_low, n_high, a_low, a_high, m_low, m_high, c_low, c_high, u_low, u_high, p_low, p_high, q_low, q_high
    FROM (
        SELECT q.person, f.facts, q.rivals,
               COALESCE(LEAST(f.facts[members], q.rivals[members]), 1) AS n_low,
               GREATEST(f.facts[members], q.rivals[members]) AS n_high,
               COALESCE(LEAST(f.facts[adults], q.rivals[adults]), 1) AS a_low,
               GREATEST(f.facts[adults], q.rivals[adults]) AS a_high,
               COALESCE(LEAST(f.facts[minors], q.rivals[minors]), 0) AS m_low,
               GREATEST(f.facts[minors], q.rivals[minors]) AS m_high,
               COALESCE(LEAST(f.facts[children], q.rivals[children]), 0) AS c_low,
               GREATEST(f.facts[children], q.rivals[children]) AS c_high,
               COALESCE(LEAST(f.facts[unprotected], q.rivals[unprotected]), 0) AS u_low,
               GREATEST(f.facts[unprotected], q.rivals[unprotected]) AS u_high,
               COALESCE(LEAST(f.facts[one_parent], q.rivals[one_parent]), 0) AS p_low,
               COALESCE(GREATEST(f.facts[one_parent], q.rivals[one_parent]), 1) AS p_high,
               COALESCE(LEAST(f.facts[couple], q.rivals[couple]), 0) AS q_low,
               COALESCE(GREATEST(f.facts[couple], q.rivals[couple]), 1) AS q_high
        FROM pg_temp.question AS q
        CROSS JOIN LATERAL (
            SELECT oracle.filled(q.facts, q.rivals, members, adults, minors, children, unprotected, couple,
                                 oracle.fact('lives_alone'), oracle.fact('personal_income_year'),
                                 oracle.fact('income_year')) AS facts
            OFFSET 0) AS f) AS k;
    ANALYZE pg_temp.home;

    CREATE TEMP TABLE household ON COMMIT DROP AS
    SELECT DISTINCT household, n_low, n_high, a_low, a_high, m_low, m_high, c_low, c_high, u_low, u_high, p_low, p_high,
                    q_low, q_high
    FROM pg_temp.home;

    -- One size beyond all that anybody said: what still grows there has no end.
    SELECT 2 + max(GREATEST(n_low, n_high, a_low, a_high, m_low, m_high, u_low, u_high)) INTO largest
    FROM pg_temp.household;

    CREATE TEMP TABLE candidate ON COMMIT DROP AS
    SELECT h.household, a, m, a + m BETWEEN h.n_low AND COALESCE(h.n_high, a + m) AS adds_up,
           a = largest OR m = largest AS is_edge
    FROM pg_temp.household AS h
    CROSS JOIN generate_series(1, largest) AS a
    CROSS JOIN generate_series(0, largest) AS m
    WHERE a BETWEEN h.a_low AND COALESCE(h.a_high, a)
      AND m BETWEEN h.m_low AND COALESCE(h.m_high, m);

    -- Counts that contradict each other: the members give way. Unprotected children are some of the minors; more of them
    -- than minors can be: then there are as many minors as can be.
    CREATE TEMP TABLE possible ON COMMIT DROP AS
    SELECT c.household, c.a, c.m, u, p, c.is_edge
    FROM (
        SELECT c.household, c.a, c.m, c.is_edge, h.u_low, h.u_high, h.p_low, h.p_high,
               max(c.m) OVER (PARTITION BY c.household) AS most_minors
        FROM (SELECT d.*, bool_or(d.adds_up) OVER (PARTITION BY d.household) AS some_add_up
              FROM pg_temp.candidate AS d) AS c
        JOIN pg_temp.household AS h USING (household)
        WHERE c.adds_up OR NOT c.some_add_up) AS c
    CROSS JOIN LATERAL generate_series(
        LEAST(c.u_low, c.m), LEAST(COALESCE(c.u_high, c.m), c.m)) AS u
    CROSS JOIN LATERAL generate_series(c.p_low, c.p_high) AS p
    WHERE c.m >= LEAST(c.u_low, c.most_minors);
    ANALYZE pg_temp.possible;

    -- How many heads, where nobody asks whose: the members, if they are said, whoever they are.
    CREATE TEMP TABLE heads ON COMMIT DROP AS
    SELECT h.household,
           CASE WHEN h.n_low = h.n_high THEN h.n_low ELSE min(p.a + p.m) END AS low,
           CASE WHEN h.n_low = h.n_high THEN h.n_low ELSE max(p.a + p.m) END AS high,
           h.n_low IS DISTINCT FROM h.n_high AND bool_or(p.is_edge) AS has_no_end
    FROM pg_temp.household AS h
    JOIN pg_temp.possible AS p USING (household)
    GROUP BY h.household, h.n_low, h.n_high;
END
$$;

-- The value of every parameter in force, over all households that fit: table `limit_of` (code, household, low, high);
-- no row where the parameter is not in force or a table has no cell.
CREATE OR REPLACE FUNCTION oracle.make_limits(today date)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    CREATE TEMP TABLE figure ON COMMIT DROP AS
    SELECT p.*, p.per_adult + p.per_member AS adult, p.per_minor + p.per_member AS minor,
           COALESCE(p.per_unprotected, p.per_minor + p.per_member) AS unprotected,
           CASE p.one_parent_first_minor
               WHEN 1 THEN p.per_adult + p.per_member
               WHEN 2 THEN COALESCE(p.per_unprotected, p.per_minor + p.per_member)
               ELSE p.per_minor + p.per_member
           END AS first_minor
    FROM (
        SELECT code, valid_from, base, cap, per, one_parent_first_minor, per_unprotected,
               COALESCE(per_adult, 0) AS per_adult, COALESCE(per_minor, 0) AS per_minor,
               COALESCE(per_member, 0) AS per_member, COALESCE(per_child, 0) AS per_child,
               EXISTS (SELECT FROM registry.parameter_cell AS c
                       WHERE c.code = p.code AND c.valid_from = p.valid_from AND c.until IS NULL) AS is_table,
               EXISTS (SELECT FROM registry.parameter_cell AS c
                       WHERE c.code = p.code AND c.valid_from = p.valid_from AND c.until IS NULL
                         AND c.children IS NOT NULL) AS by_children
        FROM registry.parameter AS p
        WHERE p.until IS NULL
          AND make_limits.today BETWEEN p.valid_from AND COALESCE(p.valid_to, 'infinity')
          AND (p.code IN ('EEE.guaranteed_6m', 'disabled.pct', 'destitute.income')
               OR EXISTS (SELECT FROM registry.criterion AS c
                          WHERE c.parameter = p.code AND c.until IS NULL))) AS p;

    CREATE TEMP TABLE limit_of ON COMMIT DROP AS
    SELECT code, household, least_value AS low,
           CASE WHEN grows AND cap IS NOT NULL THEN cap
                WHEN grows THEN oracle.no_end()
                ELSE greatest_value END AS high
    FROM (
        -- Scales that ask who is an adult.
        SELECT f.code, h.household, f.cap,
               LEAST(f.cap, min(v.value) + f.per_child * h.c_low) AS least_value,
               LEAST(f.cap, max(v.value) + f.per_child * COALESCE(h.c_high, 0)) AS greatest_value,
               max(v.value) > max(v.value) FILTER (WHERE NOT p.is_edge) OR (f.per_child > 0 AND h.c_high IS NULL) AS grows
        FROM pg_temp.figure AS f
        CROSS JOIN pg_temp.household AS h
        JOIN pg_temp.possible AS p USING (household)
        CROSS JOIN LATERAL (
            SELECT (p.p = 1 AND p.a = 1 AND p.m > p.u)::integer AS first) AS o
        CROSS JOIN LATERAL (
            SELECT f.base + f.adult * (p.a - 1) + f.minor * (p.m - p.u - o.first) + f.unprotected * p.u
                   + f.first_minor * o.first AS value) AS v
        WHERE NOT f.is_table
          AND NOT (f.adult = f.minor AND f.unprotected = f.minor AND f.first_minor = f.minor)
        GROUP BY f.code, f.cap, f.per_child, h.household, h.c_low, h.c_high
        UNION ALL
        -- Scales that only count heads.
        SELECT f.code, h.household, f.cap,
               LEAST(f.cap, f.base + f.minor * (n.low - 1) + f.per_child * h.c_low),
               LEAST(f.cap, f.base + f.minor * (n.high - 1) + f.per_child * COALESCE(h.c_high, 0)),
               (f.minor > 0 AND n.has_no_end) OR (f.per_child > 0 AND h.c_high IS NULL)
        FROM pg_temp.figure AS f
        CROSS JOIN pg_temp.household AS h
        JOIN pg_temp.heads AS n USING (household)
        WHERE NOT f.is_table
          AND f.adult = f.minor AND f.unprotected = f.minor AND f.first_minor = f.minor
        UNION ALL
        -- Tables: every household has a cell, or there is no value at all. They ask for nobody unprotected.
        SELECT f.code, p.household, NULL, min(c.value), max(c.value), false
        FROM pg_temp.figure AS f
        CROSS JOIN pg_temp.household AS h
        JOIN pg_temp.possible AS p USING (household)
        CROSS JOIN LATERAL generate_series(
            h.c_low, CASE WHEN f.by_children THEN COALESCE(h.c_high, 41) ELSE h.c_low END) AS dependent
        CROSS JOIN LATERAL (
            SELECT (f.one_parent_first_minor = 1 AND p.p = 1 AND p.a = 1 AND p.m > 0)::integer AS moved) AS o
        LEFT JOIN LATERAL (
            SELECT c.value
            FROM registry.parameter_cell AS c
            WHERE c.code = f.code AND c.valid_from = f.valid_from AND c.until IS NULL
              AND COALESCE(c.adults, p.a + o.moved) = p.a + o.moved
              AND COALESCE(c.minors, p.m - o.moved) = p.m - o.moved
              AND COALESCE(c.children, dependent) = dependent
            ORDER BY c.ordinal
            LIMIT 1) AS c ON true
        WHERE f.is_table
        GROUP BY f.code, p.household
        HAVING bool_and(c.value IS NOT NULL)) AS v;
    CREATE INDEX ON pg_temp.limit_of (household, code);
    ANALYZE pg_temp.limit_of;
END
$$;

-- The weight of the equivalence scale for each household: table `weight_of` (household, low, high), hundredths.
CREATE OR REPLACE FUNCTION oracle.make_weights(today date)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    CREATE TEMP TABLE weight_of ON COMMIT DROP AS
    SELECT h.household, min(w.weight) AS low,
           CASE WHEN h.c_high IS NULL AND s.per_child > 0 THEN oracle.no_end() ELSE max(w.weight) END AS high
    FROM pg_temp.household AS h
    CROSS JOIN (
        SELECT base, COALESCE(per_adult, 0) AS per_adult, COALESCE(per_child, 0) AS per_child,
               CASE one_parent_first_minor WHEN 1 THEN COALESCE(per_adult, 0) ELSE COALESCE(per_child, 0) END AS first
        FROM registry.parameter
        WHERE code = 'A21.equivalence' AND until IS NULL
          AND make_weights.today BETWEEN valid_from AND COALESCE(valid_to, 'infinity')) AS s
    CROSS JOIN LATERAL generate_series(h.c_low, COALESCE(h.c_high, h.c_low + 2)) AS children
    CROSS JOIN LATERAL generate_series(h.p_low, h.p_high) AS one_parent
    CROSS JOIN LATERAL generate_series(h.q_low, h.q_high) AS couple
    CROSS JOIN LATERAL (
        SELECT CASE
                   WHEN children = 0 THEN s.base + couple * s.per_adult
                   WHEN one_parent = 1 THEN s.base + s.first + (children - 1) * s.per_child
                   ELSE s.base + s.per_adult + children * s.per_child
               END AS weight) AS w
    -- Who is surely a couple is no one-parent family, and the other way round, where the other is not said.
    WHERE NOT (h.p_low < h.p_high AND h.q_low = 1 AND one_parent = 1)
      AND NOT (h.q_low < h.q_high AND h.p_low = 1 AND couple = 1)
    GROUP BY h.household, h.c_high, s.per_child;
END
$$;

-- What is known of each fact that is compared with something: table `known` (person, fact, low, high), one row for what
-- one feed says, two where another contradicts it, an interval where a part is open; no row: unknown. Of a set, low is
-- the mask of what is surely in it, high of what may be.
CREATE OR REPLACE FUNCTION oracle.make_known(today date)
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    age         CONSTANT integer := oracle.fact('age');
    birth       CONSTANT integer := oracle.fact('birth_date');
    basis       CONSTANT integer := oracle.fact('residence_basis');
    pct         CONSTANT integer := oracle.fact('disability_pct');
    max_pct     CONSTANT integer := oracle.fact('max_disability_pct');
    certificate CONSTANT integer := oracle.fact('disability_certificate');
    homeless    CONSTANT integer := oracle.fact('homelessness');
    income      CONSTANT integer := oracle.fact('income_year');
    equivalent  CONSTANT integer := oracle.fact('equivalent_income');
    guaranteed  CONSTANT integer := oracle.fact('guaranteed_6m');
BEGIN
    CREATE TEMP TABLE known ON COMMIT DROP AS
    SELECT h.person, u.i::integer AS fact, v.said AS low, CASE WHEN u.i = basis THEN COALESCE(q.basis_may_be, v.said)
                                                               ELSE v.said END AS high
    FROM pg_temp.home AS h
    JOIN pg_temp.question AS q USING (person)
    CROSS JOIN LATERAL unnest(h.facts, h.rivals) WITH ORDINALITY AS u (f, r, i)
    CROSS JOIN LATERAL (SELECT u.f AS said UNION ALL SELECT u.r WHERE u.r <> u.f) AS v
    WHERE u.f IS NOT NULL;
    CREATE INDEX ON pg_temp.known (fact, person);
    ANALYZE pg_temp.known;

    -- An age that is not given follows from the birth date; nobody has one before.
    INSERT INTO pg_temp.known (person, fact, low, high)
    SELECT k.person, age, oracle.age(k.low, today), oracle.age(k.low, today)
    FROM pg_temp.known AS k
    WHERE k.fact = birth
      AND NOT EXISTS (SELECT FROM pg_temp.known AS o
                      WHERE o.person = k.person AND o.fact = birth AND date '1970-01-01' + o.low::integer > today)
      AND NOT EXISTS (SELECT FROM pg_temp.known AS o WHERE o.person = k.person AND o.fact = age);

    -- Nobody is above the highest of the household: where claims say so, either may be wrong.
    WITH contradicted AS MATERIALIZED (
        SELECT k.person, min(k.low) FILTER (WHERE k.fact = pct) AS own, max(k.low) FILTER (WHERE k.fact = max_pct) AS top
        FROM pg_temp.known AS k
        WHERE k.fact IN (pct, max_pct)
        GROUP BY k.person
        HAVING min(k.low) FILTER (WHERE k.fact = pct) > max(k.low) FILTER (WHERE k.fact = max_pct)
    ), withdrawn AS (
        DELETE FROM pg_temp.known AS k
        USING contradicted AS c
        WHERE k.person = c.person AND k.fact IN (pct, max_pct)
    )
    INSERT INTO pg_temp.known (person, fact, low, high)
    SELECT c.person, f.fact, v.said, v.said
    FROM contradicted AS c
    CROSS JOIN LATERAL (VALUES (c.own), (c.top)) AS v (said)
    CROSS JOIN LATERAL (VALUES (pct), (max_pct)) AS f (fact);

    -- The highest percentage of a household is never below the person's own.
    INSERT INTO pg_temp.known (person, fact, low, high)
    SELECT one.person, CASE WHEN one.top IS NULL THEN max_pct ELSE pct END,
           COALESCE(one.own, 0), COALESCE(one.top, 100)
    FROM (SELECT k.person, min(k.low) FILTER (WHERE k.fact = pct) AS own, max(k.high) FILTER (WHERE k.fact = max_pct) AS top
          FROM pg_temp.known AS k
          WHERE k.fact IN (pct, max_pct)
          GROUP BY k.person) AS one
    WHERE one.own IS NULL OR one.top IS NULL;

    -- Rounded up to the cent. Two incomes and one weight are two results; with a weight between two ends, an interval.
    INSERT INTO pg_temp.known (person, fact, low, high)
    SELECT e.person, equivalent, min(e.low), max(e.high)
    FROM (
        SELECT k.person, w.low = w.high AS is_exact, k.low AS income,
               CASE WHEN w.high = oracle.no_end() THEN 0 ELSE ceil(k.low * 100::numeric / w.high) END::bigint AS low,
               ceil(k.low * 100::numeric / w.low)::bigint AS high
        FROM pg_temp.known AS k
        JOIN pg_temp.home AS h USING (person)
        JOIN pg_temp.weight_of AS w USING (household)
        WHERE k.fact = income AND w.low > 0) AS e
    GROUP BY e.person, CASE WHEN e.is_exact THEN e.income END;

    INSERT INTO pg_temp.known (person, fact, low, high)
    SELECT h.person, guaranteed, oracle.amount(l.low, f.per, 'guaranteed_6m'), oracle.amount(l.high, f.per, 'guaranteed_6m')
    FROM pg_temp.home AS h
    JOIN pg_temp.limit_of AS l ON l.household = h.household AND l.code = 'EEE.guaranteed_6m'
    JOIN pg_temp.figure AS f ON f.code = l.code;

    -- The groups: yes or no where it is decided.
    INSERT INTO pg_temp.known (person, fact, low, high)
    SELECT g.person, g.fact, min(g.outcome) / 2, min(g.outcome) / 2
    FROM (
        SELECT k.person, oracle.fact('child') AS fact, oracle.compare(3::smallint, k.low, k.high, 18, 18) AS outcome
        FROM pg_temp.known AS k WHERE k.fact = age
        UNION ALL
        SELECT k.person, oracle.fact('elderly'), oracle.compare(6::smallint, k.low, k.high, 65, 65)
        FROM pg_temp.known AS k WHERE k.fact = age
        UNION ALL
        SELECT k.person, oracle.fact('homeless'), oracle.compare(2::smallint, k.low, k.high, 0, 0)
        FROM pg_temp.known AS k WHERE k.fact = homeless
        UNION ALL
        SELECT k.person, oracle.fact('destitute'),
               oracle.compare(3::smallint, k.low, k.high, oracle.amount(l.low, f.per, 'income_year'),
                              oracle.amount(l.high, f.per, 'income_year'))
        FROM pg_temp.known AS k
        JOIN pg_temp.home AS h USING (person)
        JOIN pg_temp.limit_of AS l ON l.household = h.household AND l.code = 'destitute.income'
        JOIN pg_temp.figure AS f ON f.code = l.code
        WHERE k.fact = income
        UNION ALL
        -- Certified, and by enough; what both feeds say alike of each, before the two are put together.
        SELECT d.person, oracle.fact('disabled'), LEAST(COALESCE(d.enough, 1), COALESCE(d.certified, 1))
        FROM (
            SELECT h.person,
                   (SELECT CASE WHEN min(o) = max(o) THEN min(o) END
                    FROM (SELECT oracle.compare(6::smallint, p.low * 100, p.high * 100, l.low, l.high) AS o
                          FROM pg_temp.known AS p WHERE p.person = h.person AND p.fact = pct) AS e) AS enough,
                   (SELECT CASE WHEN min(o) = max(o) THEN min(o) END
                    FROM (SELECT oracle.compare(1::smallint, c.low, c.high, 0, 0) AS o
                          FROM pg_temp.known AS c WHERE c.person = h.person AND c.fact = certificate) AS e) AS certified
            FROM pg_temp.home AS h
            LEFT JOIN pg_temp.limit_of AS l ON l.household = h.household AND l.code = 'disabled.pct') AS d) AS g
    GROUP BY g.person, g.fact
    HAVING min(g.outcome) = max(g.outcome) AND min(g.outcome) <> 1;
    ANALYZE pg_temp.known;
END
$$;

-- How each distinct row comes out for each person: tables `rule`, `predicate` and `outcome_of` (person, predicate,
-- outcome).
CREATE OR REPLACE FUNCTION oracle.make_outcomes(today date)
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    sets      CONSTANT integer[] := ARRAY[oracle.fact('residence_basis'), oracle.fact('disability_kind'),
                                          oracle.fact('child_ages')];
    receiving CONSTANT integer := oracle.fact('receives');
    leaning   CONSTANT integer[] := ARRAY[oracle.fact('meets'), oracle.fact('same_as')];
BEGIN
    CREATE TEMP TABLE rule ON COMMIT DROP AS
    SELECT c.programme, c.block, c.kind, c.fact, c.operator, c.value, c.value_high, c.value_set, c.parameter,
           dense_rank() OVER (ORDER BY c.fact, c.operator, c.value, c.value_high, c.value_set, c.parameter)::integer
               AS predicate
    FROM registry.criterion AS c
    JOIN registry.programme_version AS v
      ON v.programme = c.programme AND v.valid_from = c.valid_from AND v.until IS NULL
     AND make_outcomes.today BETWEEN v.valid_from AND COALESCE(v.valid_to, 'infinity')
    WHERE c.until IS NULL;

    -- Figures of parameters are hundredths: cents of money, and hundredths of what is only counted.
    CREATE TEMP TABLE predicate ON COMMIT DROP AS
    SELECT DISTINCT r.predicate, r.fact::integer AS fact, f.key, r.operator, r.value, r.value_high, r.value_set, r.parameter,
           CASE WHEN r.fact = ANY (sets) THEN (SELECT bit_or(1::bigint << v::integer) FROM unnest(r.value_set) AS v)
           END AS mask,
           CASE WHEN r.parameter IS NULL OR oracle.is_money(f.key) THEN 1 ELSE 100 END AS scale
    FROM pg_temp.rule AS r
    JOIN registry.fact AS f ON f.fact = r.fact
    WHERE r.kind IN (1, 2) AND r.fact <> ALL (leaning);

    CREATE TEMP TABLE outcome_of ON COMMIT DROP AS
    SELECT p.predicate, h.person, CASE WHEN min(o.outcome) = max(o.outcome) THEN min(o.outcome) ELSE 1 END AS outcome
    FROM pg_temp.predicate AS p
    CROSS JOIN pg_temp.home AS h
    LEFT JOIN pg_temp.known AS k ON k.person = h.person AND k.fact = p.fact
    LEFT JOIN pg_temp.limit_of AS l ON l.household = h.household AND l.code = p.parameter
    LEFT JOIN pg_temp.figure AS f ON f.code = p.parameter
    CROSS JOIN LATERAL (
        SELECT CASE
                   -- Nobody says it, or nothing in force says how much: unknown.
                   WHEN k.low IS NULL OR (p.parameter IS NOT NULL AND l.low IS NULL) THEN 1
                   WHEN p.mask IS NOT NULL THEN
                       CASE WHEN k.low & p.mask <> 0 THEN CASE p.operator WHEN 8 THEN 2 ELSE 0 END
                            WHEN k.high & p.mask <> 0 THEN 1
                            ELSE CASE p.operator WHEN 8 THEN 0 ELSE 2 END END
                   WHEN p.operator = 8 THEN
                       CASE WHEN k.low < k.high THEN oracle.among(k.low, k.high, p.value_set)
                            WHEN k.low = ANY (p.value_set) THEN 2 ELSE 0 END
                   WHEN p.operator = 9 THEN
                       CASE WHEN k.low < k.high THEN 2 - oracle.among(k.low, k.high, p.value_set)
                            WHEN k.low = ANY (p.value_set) THEN 0 ELSE 2 END
                   WHEN p.parameter IS NOT NULL THEN
                       oracle.compare(p.operator, k.low * p.scale, k.high * p.scale, oracle.amount(l.low, f.per, p.key),
                                      oracle.amount(l.high, f.per, p.key))
                   ELSE oracle.compare(p.operator, k.low, k.high, p.value, COALESCE(p.value_high, p.value))
               END AS outcome) AS o
    WHERE p.fact <> receiving
    GROUP BY p.predicate, h.person
    UNION ALL
    SELECT p.predicate, q.person,
           CASE WHEN q.receives IS NULL THEN 1
                WHEN (q.receives::bigint[] && p.value_set) = (p.operator = 8) THEN 2
                ELSE 0 END
    FROM pg_temp.predicate AS p
    CROSS JOIN pg_temp.question AS q
    WHERE p.fact = receiving
    -- Read again predicate by predicate, so they lie together.
    ORDER BY 1, 2;
    CREATE INDEX ON pg_temp.outcome_of (predicate);
    ANALYZE pg_temp.outcome_of;
    ANALYZE pg_temp.rule;
END
$$;

-- Rows that lean on another programme's verdict (meets), once that is there.
CREATE OR REPLACE FUNCTION oracle.add_meets(today date)
RETURNS void
LANGUAGE sql
AS $$
    INSERT INTO pg_temp.outcome_of (person, predicate, outcome)
    SELECT q.person, p.predicate, CASE p.operator WHEN 8 THEN m.met ELSE 2 - m.met END
    FROM (SELECT DISTINCT r.predicate, r.operator, r.value_set
          FROM pg_temp.rule AS r
          WHERE r.fact = oracle.fact('meets') AND r.kind IN (1, 2)
            AND NOT EXISTS (SELECT FROM pg_temp.outcome_of AS o WHERE o.predicate = r.predicate)
            AND NOT EXISTS (SELECT FROM pg_temp.in_force AS v
                            WHERE v.programme = ANY (r.value_set) AND NOT v.is_judged)) AS p
    CROSS JOIN pg_temp.question AS q
    CROSS JOIN LATERAL (
        SELECT max(COALESCE(v.verdict, 1)) AS met
        FROM unnest(p.value_set) AS target
        LEFT JOIN pg_temp.verdict_of AS v ON v.person = q.person AND v.programme = target) AS m
$$;

-- Verdicts of the programmes all of whose rows have come out. Gives how many programmes that were.
CREATE OR REPLACE FUNCTION oracle.add_verdicts()
RETURNS integer
LANGUAGE plpgsql
AS $$
DECLARE
    judged integer;
BEGIN
    CREATE TEMP TABLE turn ON COMMIT DROP AS
    SELECT v.*
    FROM pg_temp.in_force AS v
    WHERE NOT v.is_judged
      AND NOT EXISTS (
          SELECT
          FROM pg_temp.rule AS r
          WHERE r.programme = v.programme AND r.kind IN (1, 2)
            AND NOT EXISTS (SELECT FROM pg_temp.outcome_of AS o WHERE o.predicate = r.predicate));

    ANALYZE pg_temp.turn;

    INSERT INTO pg_temp.verdict_of (person, programme, verdict)
    SELECT q.person, t.programme,
           LEAST(
               CASE t.area_kind
                   WHEN 'nationwide' THEN 2
                   WHEN 'unknown' THEN 1
                   ELSE CASE
                            WHEN q.municipality IS NULL THEN 1
                            WHEN t.area_kind = 'regions' AND q.region = ANY (t.area_places) THEN 2
                            WHEN t.area_kind = 'units' AND ARRAY[q.regional_unit, q.prefecture] && t.area_places THEN 2
                            WHEN t.area_kind = 'municipalities' AND q.municipality = ANY (t.area_places) THEN 2
                            ELSE 0
                        END
               END,
               CASE WHEN t.universal THEN 2
                    -- A block with asks alone is unknown; so is a programme without any block.
                    ELSE COALESCE(GREATEST(b.outcome, t.ask_blocks), 1) END,
               2 - COALESCE(x.outcome, 0))
    FROM pg_temp.turn AS t
    CROSS JOIN pg_temp.question AS q
    LEFT JOIN (
        SELECT programme, person, max(outcome) AS outcome
        FROM (SELECT r.programme, r.block, o.person, min(o.outcome) AS outcome
              FROM pg_temp.rule AS r
              JOIN pg_temp.turn AS t USING (programme)
              JOIN pg_temp.outcome_of AS o USING (predicate)
              WHERE r.kind = 1
              GROUP BY r.programme, r.block, o.person) AS block
        GROUP BY programme, person) AS b ON b.programme = t.programme AND b.person = q.person
    LEFT JOIN (
        SELECT programme, person, max(outcome) AS outcome
        FROM (SELECT r.programme, r.block, o.person, min(o.outcome) AS outcome
              FROM pg_temp.rule AS r
              JOIN pg_temp.turn AS t USING (programme)
              JOIN pg_temp.outcome_of AS o USING (predicate)
              WHERE r.kind = 2
              GROUP BY r.programme, r.block, o.person) AS block
        GROUP BY programme, person) AS x ON x.programme = t.programme AND x.person = q.person;

    UPDATE pg_temp.in_force AS v SET is_judged = true FROM pg_temp.turn AS t WHERE t.programme = v.programme;
    GET DIAGNOSTICS judged = ROW_COUNT;
    DROP TABLE pg_temp.turn;
    RETURN judged;
END
$$;

-- The verdict of every programme in force on the day for every person of `question`; 0 not eligible, 1 unknown,
-- 2 eligible. To be called in a transaction of its own.
CREATE OR REPLACE FUNCTION oracle.verdicts(today date)
RETURNS TABLE (person integer, programme integer, verdict smallint)
LANGUAGE plpgsql
SET work_mem = '256MB'
AS $$
BEGIN
    PERFORM oracle.make_households();
    PERFORM oracle.make_limits(today);
    PERFORM oracle.make_weights(today);
    PERFORM oracle.make_known(today);
    PERFORM oracle.make_outcomes(today);

    CREATE TEMP TABLE in_force ON COMMIT DROP AS
    SELECT v.programme, v.area_kind, v.area_places, v.universal, false AS is_judged,
           (SELECT 1
            FROM pg_temp.rule AS r
            WHERE r.programme = v.programme AND r.kind = 4 AND r.block > 0
              AND NOT EXISTS (SELECT FROM pg_temp.rule AS o
                              WHERE o.programme = r.programme AND o.block = r.block AND o.kind IN (1, 2))
            LIMIT 1) AS ask_blocks
    FROM registry.programme_version AS v
    WHERE v.until IS NULL
      AND verdicts.today BETWEEN v.valid_from AND COALESCE(v.valid_to, 'infinity');

    IF EXISTS (SELECT FROM pg_temp.in_force AS v WHERE v.area_kind = 'polygon')
       OR EXISTS (SELECT FROM pg_temp.rule AS r WHERE r.fact = oracle.fact('same_as')) THEN
        RAISE EXCEPTION 'the oracle judges no polygons and no same_as' USING ERRCODE = 'feature_not_supported';
    END IF;

    CREATE TEMP TABLE verdict_of (person integer, programme integer, verdict smallint) ON COMMIT DROP;
    LOOP
        PERFORM oracle.add_meets(today);
        EXIT WHEN oracle.add_verdicts() = 0;
        CREATE INDEX IF NOT EXISTS verdict_of_key ON pg_temp.verdict_of (programme, person);
    END LOOP;
    IF EXISTS (SELECT FROM pg_temp.in_force AS v WHERE NOT v.is_judged) THEN
        RAISE EXCEPTION 'programmes meet one another in a circle' USING ERRCODE = 'invalid_recursion';
    END IF;
    RETURN QUERY SELECT v.person, v.programme, v.verdict FROM pg_temp.verdict_of AS v ORDER BY v.person, v.programme;
END
$$;
