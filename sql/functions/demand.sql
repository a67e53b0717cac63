-- SPDX-License-Identifier: EUPL-1.2
--
-- Unmet demand: counts of questions, without anybody in them. They come from the service many at once, and are told by
-- whole months that have ended, through the noise and the threshold of releases.

-- Adds counts to this month. Arrays side by side, at most 8192:
--   places, programmes (0: the question as a whole), verdicts (0 not eligible, 1 unknown, 2 eligible), undelivered, asked
CREATE OR REPLACE FUNCTION registry.add_demand(
    places integer[], programmes integer[], verdicts smallint[], undelivered boolean[], asked integer[])
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    n CONSTANT integer := cardinality(places);
BEGIN
    IF n IS NULL OR n NOT BETWEEN 1 AND 8192
       OR (cardinality(programmes), cardinality(verdicts), cardinality(add_demand.undelivered),
           cardinality(add_demand.asked)) IS DISTINCT FROM (n, n, n, n) THEN
        RAISE EXCEPTION 'malformed call of registry.add_demand' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- In one order, so that two who add at the same time do not wait for each other in a ring.
    INSERT INTO registry.demand AS d (month, place, programme, verdict, undelivered, asked)
    SELECT date_trunc('month', registry.today())::date, u.place, u.programme, u.verdict, u.undelivered, sum(u.asked)
    FROM unnest(places, programmes, verdicts, add_demand.undelivered, add_demand.asked)
         AS u (place, programme, verdict, undelivered, asked)
    GROUP BY u.place, u.programme, u.verdict, u.undelivered
    ORDER BY u.place, u.programme, u.verdict, u.undelivered
    ON CONFLICT ON CONSTRAINT demand_pkey DO UPDATE SET asked = d.asked + excluded.asked;
END
$$;

-- What was asked in a month, protected like a release: by the law of special categories, because most programmes ask
-- something special. What is below the threshold has no row, and neither has what nobody asked. A month that has not
-- ended has none at all: from one day to the next a count would tell of the questions between.
--   wanted     a day of the month
--   programme  NULL: all
DROP FUNCTION IF EXISTS registry.demand(date, integer);
CREATE FUNCTION registry.demand(wanted date, programme integer)
RETURNS TABLE (month date, place integer, programme integer, verdict smallint, undelivered boolean, asked integer)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT d.month, d.place, d.programme, d.verdict, d.undelivered, y.asked
    FROM registry.demand AS d
    CROSS JOIN LATERAL (
        SELECT release.shown(
            LEAST(d.asked, 2000000000)::integer,
            release.first_64(sha256((SELECT x.record FROM release.secret AS x)
                                    || convert_to(format('demand|%s|%s|%s|%s|%s', d.month, d.place, d.programme, d.verdict,
                                                         d.undelivered), 'UTF8'))),
            115::smallint, 0::smallint, 2::smallint)) AS y (asked)
    WHERE d.month = date_trunc('month', demand.wanted)
      AND d.month < date_trunc('month', registry.today())
      AND (demand.programme IS NULL OR d.programme = demand.programme)
      AND y.asked IS NOT NULL
    ORDER BY d.programme, d.place, d.verdict, d.undelivered
$$;
