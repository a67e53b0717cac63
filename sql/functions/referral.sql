-- SPDX-License-Identifier: EUPL-1.2
--
-- Visits and referrals. Who acts, and for which structure, is taken from the session; about whom, from that structure's
-- own reference to a person whom it may read today. The receiving structure sees no reference until it has accepted,
-- and then only its own, of somebody whom it may read. Each change is an entry of the audit about that person.

-- The adviser whose session this is; no row for anybody else.
CREATE OR REPLACE FUNCTION account.adviser(token_hash bytea)
RETURNS TABLE (account integer, structure integer, session bigint)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.account, s.structure, s.session
    FROM account.live_session AS s
    WHERE s.token_hash = adviser.token_hash AND s.roles & (1 << 1) <> 0
$$;

-- Enters something about a person.
CREATE OR REPLACE FUNCTION audit.append_about(
    action text, account integer, structure integer, session bigint, person uuid, case_ref text, object bigint)
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT audit.append(
        ARRAY[append_about.action], ARRAY[append_about.account], ARRAY[1::smallint], ARRAY[append_about.structure],
        ARRAY[append_about.session],
        ARRAY[(SELECT p.audit_token FROM registry.person AS p WHERE p.person = append_about.person)],
        ARRAY['referral'], ARRAY[append_about.case_ref], ARRAY['done'], ARRAY[append_about.object])
$$;

-- The person whom an adviser's structure means by this reference, and may read today; NULL: nobody, or not.
CREATE OR REPLACE FUNCTION registry.referred_person(structure integer, reference uuid)
RETURNS uuid
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.person
    FROM registry.reference AS r
    CROSS JOIN LATERAL registry.may_read(r.person, r.structure, 'referral', registry.today()) AS m
    WHERE r.reference = referred_person.reference
      AND r.structure = referred_person.structure
      AND m.may_read
$$;

-- Records a visit. Gives 0, or 1 if there is no such person, or it is not for whoever asks.
CREATE OR REPLACE FUNCTION registry.visit_record(token_hash bytea, reference uuid, case_ref text)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    me record;
    whom uuid;
    made bigint;
BEGIN
    SELECT * INTO me FROM account.adviser(visit_record.token_hash);
    whom := registry.referred_person(me.structure, visit_record.reference);
    IF whom IS NULL THEN
        RETURN 1;
    END IF;
    INSERT INTO registry.visit AS v (structure, person, account, case_ref)
    VALUES (me.structure, whom, me.account, visit_record.case_ref)
    RETURNING v.visit INTO made;
    PERFORM audit.append_about('visit_recorded', me.account, me.structure, me.session, whom, visit_record.case_ref, made);
    RETURN 0;
END
$$;

-- Whether an offer is for a special category, so that being referred to it tells something: it is for a group, its
-- programme has a neutral title, or one of its criteria asks such a fact.
CREATE OR REPLACE FUNCTION registry.offer_is_special(offer integer)
RETURNS boolean
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT
        FROM registry.offer_version AS o
        LEFT JOIN registry.structure_version AS s ON s.structure = o.structure AND s.until IS NULL
        WHERE o.offer = offer_is_special.offer
          AND o.until IS NULL
          AND (o.for_group IS NOT NULL
               OR s.for_group IS NOT NULL
               OR EXISTS (
                   SELECT FROM registry.programme_version AS p
                   WHERE p.programme = o.programme AND p.until IS NULL AND p.neutral_title IS NOT NULL)
               OR EXISTS (
                   SELECT
                   FROM registry.criterion AS c
                   JOIN registry.fact AS f ON f.fact = c.fact AND f.special
                   WHERE c.programme = o.programme AND c.until IS NULL)))
$$;

-- What was left open for too long expires; nobody need do it.
CREATE OR REPLACE FUNCTION registry.referrals_expire()
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    old record;
BEGIN
    FOR old IN
        UPDATE registry.referral AS r
        SET state = 'expired', changed_at = clock_timestamp()
        WHERE r.referral IN (
            SELECT o.referral
            FROM registry.referral AS o
            WHERE o.state IN ('sent', 'asked', 'answered') AND o.due_on < registry.today()
            ORDER BY o.referral
            LIMIT 100
            FOR UPDATE SKIP LOCKED)
        RETURNING r.referral, r.person, r.case_ref
    LOOP
        PERFORM audit.append_about('referral_expired', NULL, NULL, NULL, old.person, old.case_ref, old.referral);
    END LOOP;
END
$$;

-- How many places of the stops of an offer are taken: by day and by when the stop begins (NULL: a booking of a whole day).
CREATE OR REPLACE FUNCTION registry.places_taken(offer integer, from_day date, to_day date)
RETURNS TABLE (wished_on date, booked_from time, taken bigint)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.wished_on, r.booked_from, count(*)
    FROM registry.referral AS r
    WHERE r.offer = places_taken.offer
      AND r.wished_on BETWEEN places_taken.from_day AND places_taken.to_day
      AND r.is_booked
      AND r.state IN ('sent', 'asked', 'answered', 'accepted', 'done')
    GROUP BY r.wished_on, r.booked_from
$$;

-- The same for an adviser, by code, with hours as text; no row to anybody else.
DROP FUNCTION IF EXISTS registry.bookings(bytea, text, date, date);
CREATE FUNCTION registry.bookings(token_hash bytea, offer_code text, from_day date, to_day date)
RETURNS TABLE (wished_on date, booked_from text, taken integer)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT t.wished_on, to_char(t.booked_from, 'HH24:MI'), t.taken::integer
    FROM account.adviser(bookings.token_hash) AS me
    JOIN registry.offer AS o ON o.code = bookings.offer_code
    CROSS JOIN LATERAL registry.places_taken(o.offer, bookings.from_day, bookings.to_day) AS t
    ORDER BY 1, 2
$$;

-- Refers somebody to an offer. Always one row:
--   status    integer  0 done; 1 no such person or offer, or not for whoever asks; 3 there is an open referral of this
--                      person to this offer already; 4 the person has not agreed; 5 the offer is for a special category,
--                      and the person has not agreed to that; 6 no place is left at this stop; 7 the hour is over
--   referral  bigint
-- offer_code   of an offer in force
-- wished_on    day that suits, or NULL; wished_at the hour of it, as the clock of the wall has it in Athens, or NULL
-- booked_from  when the stop of that day begins of which a place is taken; NULL: none is
-- anyway       although there is one already
DROP FUNCTION IF EXISTS registry.referral_make(bytea, uuid, text, text, date, boolean, boolean, boolean, boolean);
DROP FUNCTION IF EXISTS registry.referral_make(bytea, uuid, text, text, date, time, time, boolean, boolean, boolean);
CREATE FUNCTION registry.referral_make(
    token_hash bytea, reference uuid, offer_code text, case_ref text, wished_on date, wished_at time, booked_from time,
    agreed boolean, agreed_special boolean, anyway boolean)
RETURNS TABLE (status integer, referral bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    today CONSTANT date := registry.today();
    me record;
    whom uuid;
    target record;
    refusal integer;
    made bigint;
BEGIN
    SELECT * INTO me FROM account.adviser(referral_make.token_hash);
    whom := registry.referred_person(me.structure, referral_make.reference);
    SELECT v.offer, v.structure, v.capacity INTO target
    FROM registry.offer AS o
    JOIN registry.offer_version AS v ON v.offer = o.offer AND v.until IS NULL
    WHERE o.code = referral_make.offer_code
      AND v.kind <> 'group_action'
      AND (v.valid_from IS NULL OR v.valid_from <= today)
      AND (v.valid_to IS NULL OR v.valid_to >= today);
    refusal := CASE
        WHEN whom IS NULL OR target.offer IS NULL OR referral_make.wished_on < today THEN 1
        WHEN (referral_make.wished_on + referral_make.wished_at) AT TIME ZONE 'Europe/Athens' < clock_timestamp() THEN 7
        WHEN referral_make.agreed IS NOT TRUE THEN 4
        WHEN referral_make.agreed_special IS NOT TRUE AND registry.offer_is_special(target.offer) THEN 5
    END;
    IF refusal IS NOT NULL THEN
        RETURN QUERY SELECT refusal, NULL::bigint;
        RETURN;
    END IF;

    -- Places of one stop, and referrals of one person, are counted by one after the other.
    PERFORM pg_advisory_xact_lock(hashtextextended('referral ' || target.offer, 0));
    PERFORM registry.referrals_expire();
    refusal := CASE
        WHEN referral_make.anyway IS NOT TRUE AND EXISTS (
            SELECT FROM registry.referral AS r
            WHERE r.person = whom AND r.offer = target.offer AND r.state IN ('sent', 'asked', 'answered', 'accepted'))
            THEN 3
        WHEN referral_make.booked_from IS NOT NULL AND target.capacity <= (
            SELECT COALESCE(sum(t.taken), 0)
            FROM registry.places_taken(target.offer, referral_make.wished_on, referral_make.wished_on) AS t
            WHERE t.booked_from IS NULL OR t.booked_from = referral_make.booked_from) THEN 6
    END;
    IF refusal IS NOT NULL THEN
        RETURN QUERY SELECT refusal, NULL::bigint;
        RETURN;
    END IF;
    INSERT INTO registry.referral AS r (
        from_structure, to_structure, offer, person, account, case_ref, wished_on, wished_at, is_booked, booked_from,
        agreed_special, due_on)
    VALUES (me.structure, target.structure, target.offer, whom, me.account, referral_make.case_ref,
            referral_make.wished_on, referral_make.wished_at, referral_make.booked_from IS NOT NULL,
            referral_make.booked_from, COALESCE(referral_make.agreed_special, false),
            GREATEST(today + 30, referral_make.wished_on))
    RETURNING r.referral INTO made;
    PERFORM audit.append_about('referral_made', me.account, me.structure, me.session, whom, referral_make.case_ref, made);
    RETURN QUERY SELECT 0, made;
END
$$;

-- The referrals of one's own structure, newest first, at most 500; no row to anybody who is no adviser:
--   referral      bigint
--   is_ours       boolean   the structure has sent it; false: it has received it (one to itself comes twice)
--   case_ref, offer_code, other_code, other_name, state, reason  text   other: the structure at the other end
--   title         text      of the offer, or neutral, of its programme
--   wished_on     date
--   wished_at     text      09:30, on the clock of the wall in Athens
--   is_booked     boolean
--   made_on, changed_on, due_on  date
--   waits_days    integer   since the last step, of one that waits for an answer; else NULL
--   reference     uuid      how this structure names the person: of those it sent, or accepted and may read
--   total         integer
DROP FUNCTION IF EXISTS registry.referral_list(bytea, boolean);
CREATE FUNCTION registry.referral_list(token_hash bytea, only_open boolean)
RETURNS TABLE (
    referral bigint, is_ours boolean, case_ref text, offer_code text, other_code text, other_name text, state text,
    reason text, title text, wished_on date, wished_at text, is_booked boolean, made_on date, changed_on date, due_on date,
    waits_days integer, reference uuid, total integer)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    me record;
BEGIN
    SELECT * INTO me FROM account.adviser(referral_list.token_hash);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM registry.referrals_expire();
    RETURN QUERY
    SELECT r.referral, d.is_ours, r.case_ref, o.code, c.code, COALESCE(s.neutral_name, s.name, c.code), r.state, r.reason,
           COALESCE(p.neutral_title, v.title, p.title, v.service), r.wished_on, to_char(r.wished_at, 'HH24:MI'), r.is_booked,
           (r.made_at AT TIME ZONE 'Europe/Athens')::date, (r.changed_at AT TIME ZONE 'Europe/Athens')::date, r.due_on,
           CASE WHEN r.state IN ('sent', 'asked', 'answered')
                THEN registry.today() - (r.changed_at AT TIME ZONE 'Europe/Athens')::date END,
           f.reference, (count(*) OVER ())::integer
    FROM registry.referral AS r
    CROSS JOIN LATERAL (
        SELECT true AS is_ours, r.to_structure AS other WHERE r.from_structure = me.structure
        UNION ALL
        SELECT false, r.from_structure WHERE r.to_structure = me.structure) AS d
    JOIN registry.offer AS o ON o.offer = r.offer
    LEFT JOIN registry.offer_version AS v ON v.offer = r.offer AND v.until IS NULL
    LEFT JOIN LATERAL (
        SELECT n.title, n.neutral_title
        FROM registry.programme_version AS n
        WHERE n.programme = v.programme AND n.until IS NULL
        ORDER BY n.valid_from DESC
        LIMIT 1) AS p ON true
    JOIN registry.structure AS c ON c.structure = d.other
    LEFT JOIN registry.structure_version AS s ON s.structure = d.other AND s.until IS NULL
    LEFT JOIN registry.reference AS f
      ON f.person = r.person AND f.structure = me.structure
     AND (d.is_ours OR r.state IN ('accepted', 'done'))
     AND (SELECT m.may_read FROM registry.may_read(r.person, me.structure, 'referral', registry.today()) AS m)
    WHERE NOT referral_list.only_open OR r.state IN ('sent', 'asked', 'answered', 'accepted')
    ORDER BY r.referral DESC, d.is_ours
    LIMIT 500;
END
$$;

-- Moves a referral on. Gives 0; 1 if there is none of one's own structure; 4 if that is not its next step, or its reason
-- is none of that step's.
--   action  of the receiving structure: accept, decline (with a reason), ask (with a reason), finish;
--           of the sending one: answer, withdraw
CREATE OR REPLACE FUNCTION registry.referral_step(token_hash bytea, referral bigint, action text, reason text)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    me record;
    held record;
    step record;
BEGIN
    SELECT * INTO me FROM account.adviser(referral_step.token_hash);
    IF NOT FOUND THEN
        RETURN 1;
    END IF;
    PERFORM registry.referrals_expire();
    SELECT * INTO held
    FROM registry.referral AS r
    WHERE r.referral = referral_step.referral AND me.structure IN (r.from_structure, r.to_structure)
    FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 1;
    END IF;
    SELECT s.state INTO step
    FROM (VALUES
        ('accept',   false, ARRAY['sent', 'answered'],          'accepted',  NULL::text[]),
        ('decline',  false, ARRAY['sent', 'asked', 'answered'], 'declined',
            ARRAY['full', 'not_entitled', 'outside_area', 'not_ours', 'no_contact']),
        ('ask',      false, ARRAY['sent', 'answered'],          'asked',
            ARRAY['documents', 'telephone', 'other_day', 'consent']),
        ('finish',   false, ARRAY['accepted'],                  'done',      NULL),
        ('answer',   true,  ARRAY['asked'],                     'answered',  NULL),
        ('withdraw', true,  ARRAY['sent', 'asked', 'answered', 'accepted'], 'withdrawn', NULL))
        AS s (action, is_ours, states, state, reasons)
    WHERE s.action = referral_step.action
      AND me.structure = CASE WHEN s.is_ours THEN held.from_structure ELSE held.to_structure END
      AND held.state = ANY (s.states)
      AND CASE WHEN s.reasons IS NULL THEN referral_step.reason IS NULL
               ELSE COALESCE(referral_step.reason = ANY (s.reasons), false) END;
    IF NOT FOUND THEN
        RETURN 4;
    END IF;
    UPDATE registry.referral AS r
    SET state = step.state, reason = referral_step.reason, changed_at = clock_timestamp()
    WHERE r.referral = held.referral;
    -- Whoever accepts may name the person from now on, if the person is one whom it may read at all.
    IF step.state = 'accepted' AND (
        SELECT m.may_read FROM registry.may_read(held.person, me.structure, 'referral', registry.today()) AS m) THEN
        INSERT INTO registry.reference (structure, person)
        VALUES (me.structure, held.person)
        ON CONFLICT ON CONSTRAINT reference_once DO NOTHING;
    END IF;
    PERFORM audit.append_about('referral_' || step.state, me.account, me.structure, me.session, held.person,
                               held.case_ref, held.referral);
    RETURN 0;
END
$$;
