-- SPDX-License-Identifier: EUPL-1.2
--
-- Kept alive: what of a municipality is to be confirmed, how it is confirmed, and reminders that wait to be sent.

-- The offers and programmes of a structure that are in force, each with when it was confirmed and is to be looked at
-- again; never confirmed is due at once, and so is what was confirmed more than half a year ago.
DROP FUNCTION IF EXISTS publishing.alive(integer);
CREATE FUNCTION publishing.alive(structure integer)
RETURNS TABLE (kind text, code text, title text, place_of text, confirmed_on date, review_by date, is_due boolean)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH mine AS (
        SELECT publishing.places_of(alive.structure) AS places
    ), living AS (
        SELECT 'offer' AS kind, o.code, COALESCE(v.title, (
                   SELECT p.title FROM registry.programme_version AS p
                   WHERE p.programme = v.programme AND p.until IS NULL ORDER BY p.valid_from DESC LIMIT 1), v.service,
                   o.code) AS title,
               s.name AS place_of, v.confirmed_on
        FROM registry.offer_version AS v
        JOIN registry.offer AS o ON o.offer = v.offer
        JOIN registry.structure_version AS s ON s.structure = v.structure AND s.until IS NULL
        WHERE v.until IS NULL AND (v.valid_to IS NULL OR v.valid_to >= registry.today())
          AND publishing.owns_structure(alive.structure, v.structure)
        UNION ALL
        SELECT DISTINCT ON (p.code) 'programme', p.code, v.title, NULL, NULL::date
        FROM mine CROSS JOIN registry.programme_version AS v
        JOIN registry.programme AS p ON p.programme = v.programme
        WHERE v.until IS NULL AND (v.valid_to IS NULL OR v.valid_to >= registry.today())
          AND publishing.owns_programme(v, mine.places)
        ORDER BY 2
    ), dated AS (
        SELECT l.kind, l.code, l.title, l.place_of, GREATEST(l.confirmed_on, r.confirmed_on) AS confirmed_on,
               COALESCE(r.review_by, l.confirmed_on + 180) AS review_by
        FROM living AS l
        LEFT JOIN publishing.review AS r ON r.kind = l.kind AND r.code = l.code
    )
    SELECT d.kind, d.code, d.title, d.place_of, d.confirmed_on, d.review_by,
           COALESCE(d.review_by <= registry.today(), true)
    FROM dated AS d
    ORDER BY COALESCE(d.review_by, '-infinity'), d.kind DESC, d.code
$$;

CREATE OR REPLACE FUNCTION publishing.to_confirm(structure integer)
RETURNS jsonb
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object(
        'items', COALESCE(jsonb_agg(jsonb_build_object(
            'kind', a.kind, 'code', a.code, 'title', a.title, 'place_of', a.place_of, 'confirmed_on', a.confirmed_on,
            'review_by', a.review_by, 'is_due', a.is_due)), '[]'),
        'n_due', count(*) FILTER (WHERE a.is_due))
    FROM publishing.alive(to_confirm.structure) AS a
$$;

-- Says that these are as they are written: {"items": ["offer:CODE", "programme:CODE"], "review_by": day or null}. An
-- offer says in the register itself when it was confirmed, so that its row is closed and opened.
CREATE OR REPLACE FUNCTION publishing.confirm(w publishing.caller, argument jsonb)
RETURNS TABLE (status smallint, answer jsonb)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    today CONSTANT date := registry.today();
    next_day date := COALESCE((argument ->> 'review_by')::date, registry.today() + 180);
    offers integer[];
    made bigint;
    n integer;
BEGIN
    IF next_day <= today OR next_day > today + 730 THEN
        RETURN QUERY SELECT * FROM publishing.refusal(400,
            'Η επόμενη επανεξέταση είναι από αύριο έως δύο χρόνια μπροστά.');
        RETURN;
    END IF;
    INSERT INTO publishing.review AS r (kind, code, confirmed_on, review_by, confirmed_by)
    SELECT a.kind, a.code, today, next_day, w.account
    FROM publishing.alive(w.structure) AS a
    WHERE argument -> 'items' ? (a.kind || ':' || a.code)
    ON CONFLICT ON CONSTRAINT review_pkey DO UPDATE
    SET confirmed_on = EXCLUDED.confirmed_on, review_by = EXCLUDED.review_by, confirmed_by = EXCLUDED.confirmed_by,
        confirmed_at = clock_timestamp();
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n = 0 THEN
        RETURN QUERY SELECT * FROM publishing.refusal(400, 'Διαλέξτε τουλάχιστον μία παροχή ή ένα πρόγραμμα.');
        RETURN;
    END IF;
    offers := ARRAY(
        SELECT v.offer
        FROM publishing.alive(w.structure) AS a
        JOIN registry.offer AS o ON o.code = a.code
        JOIN registry.offer_version AS v ON v.offer = o.offer AND v.until IS NULL
        WHERE a.kind = 'offer' AND v.confirmed_on IS DISTINCT FROM today
          AND argument -> 'items' ? ('offer:' || a.code));
    IF cardinality(offers) > 0 THEN
        made := registry.register_open('providers', NULL);
        UPDATE registry.offer_version AS v SET until = made WHERE v.offer = ANY (offers) AND v.until IS NULL;
        INSERT INTO registry.offer_version
        SELECT o.*
        FROM registry.offer_version AS v,
             LATERAL jsonb_populate_record(
                 v, jsonb_build_object('since', made, 'until', NULL, 'confirmed_on', today)) AS o
        WHERE v.until = made;
    END IF;
    PERFORM audit.append_one('publish_confirm', w.account, NULL::smallint, w.structure, w.session, made);
    RETURN QUERY SELECT 200::smallint, jsonb_build_object('confirmed', n);
END
$$;

-- ---- the outbox: for the command, not for the service -------------------------------------------------------------

-- Where a structure is written to; NULL: it has said no address, and nothing is made for it.
CREATE OR REPLACE FUNCTION publishing.address_of(structure integer)
RETURNS text
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.email
    FROM registry.structure_version AS s
    WHERE s.structure = address_of.structure AND s.until IS NULL AND s.email ~ '^[^@\s<>"]+@[^@\s<>"]+$'
      AND length(s.email) <= 254
$$;

-- Structures that publish and have an address, each with what is on its list.
CREATE OR REPLACE FUNCTION publishing.alive_of_all()
RETURNS TABLE (structure integer, recipient text, kind text, code text, title text, review_by date, is_due boolean)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.structure, publishing.address_of(p.structure), a.kind, a.code, a.title, a.review_by, a.is_due
    FROM (SELECT DISTINCT r.structure FROM account.role AS r
          WHERE r.role = 3 AND r.valid_from <= registry.today()
            AND (r.valid_to IS NULL OR r.valid_to >= registry.today())) AS p
    CROSS JOIN LATERAL publishing.alive(p.structure) AS a
    WHERE publishing.address_of(p.structure) IS NOT NULL
$$;

-- Before the day: one message a structure, of all that came within one of the numbers of days since the last one. Each
-- offer or programme is told once for each number and day of review; the next day of review begins anew.
CREATE OR REPLACE FUNCTION publishing.remind_before(days_before integer[])
RETURNS integer
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH near AS (
        SELECT a.structure, a.recipient, a.kind, a.code, a.title, a.review_by, (
                   SELECT min(b) FROM unnest(remind_before.days_before) AS b
                   WHERE b >= a.review_by - registry.today()) AS days_before
        FROM publishing.alive_of_all() AS a
        WHERE NOT a.is_due
    ), fresh AS (
        SELECT n.*
        FROM near AS n
        WHERE n.days_before IS NOT NULL
          AND NOT EXISTS (
              SELECT FROM publishing.reminded AS r
              WHERE (r.structure, r.kind, r.code, r.review_by) = (n.structure, n.kind, n.code, n.review_by)
                AND r.days_before <= n.days_before)
    ), sent AS (
        INSERT INTO publishing.outbox (structure, about, recipient, subject, body)
        SELECT f.structure, 'before ' || to_char(registry.today(), 'YYYY-MM-DD'), f.recipient,
               format('Επανεξέταση έως %s: %s', to_char(min(f.review_by), 'DD/MM/YYYY'),
                      CASE count(*) WHEN 1 THEN 'μία εγγραφή' ELSE count(*) || ' εγγραφές' END),
               format(E'Πλησιάζει η ημέρα που πρέπει να επιβεβαιωθούν:\n\n%s\n%s\n'
                      || E'Συνδεθείτε στα Μητρώα κοινωνικής ένταξης, ανοίξτε τη σελίδα «Επιβεβαίωση» και πείτε ότι ισχύουν '
                      || E'όπως γράφονται, ή στείλτε τι άλλαξε από τη «Δημοσίευση».\n',
                      string_agg(format('- έως %s: %s (%s)', to_char(f.review_by, 'DD/MM/YYYY'),
                                        -- A service without a title of its own has only its key.
                                        CASE WHEN f.title ~ '^[a-z_]+$' THEN 'υπηρεσία' ELSE f.title END, f.code), E'\n'
                                 ORDER BY f.review_by, f.code) FILTER (WHERE f.place <= 50),
                      CASE WHEN count(*) > 50 THEN format(E'… και %s ακόμη.\n', count(*) - 50) ELSE '' END)
        FROM (SELECT g.*, row_number() OVER (PARTITION BY g.structure ORDER BY g.review_by, g.code) AS place
              FROM fresh AS g) AS f
        GROUP BY f.structure, f.recipient
        ON CONFLICT ON CONSTRAINT outbox_once DO NOTHING
        RETURNING structure
    ), noted AS (
        INSERT INTO publishing.reminded (structure, kind, code, review_by, days_before, made_on)
        SELECT f.structure, f.kind, f.code, f.review_by, f.days_before, registry.today()
        FROM fresh AS f
        JOIN sent AS s ON s.structure = f.structure
    )
    SELECT count(*)::integer FROM sent
$$;

-- After the day: once a month, for each structure that has something due.
CREATE OR REPLACE FUNCTION publishing.remind_due()
RETURNS integer
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH sent AS (
        INSERT INTO publishing.outbox (structure, about, recipient, subject, body)
        SELECT a.structure, 'review ' || to_char(registry.today(), 'YYYY-MM'), a.recipient,
               format('Εκκρεμεί επιβεβαίωση: %s', CASE count(*) WHEN 1 THEN 'μία εγγραφή' ELSE count(*) || ' εγγραφές' END),
               format(E'Περιμένουν επιβεβαίωση %s παροχές ή προγράμματα%s. Ώσπου να επιβεβαιωθούν, φαίνονται έτσι στους '
                      || E'συμβούλους.\n\nΣυνδεθείτε στα Μητρώα κοινωνικής ένταξης και ανοίξτε τη σελίδα «Επιβεβαίωση».\n',
                      count(*), ', το παλαιότερο από ' || to_char(min(a.review_by), 'DD/MM/YYYY'))
        FROM publishing.alive_of_all() AS a
        WHERE a.is_due
        GROUP BY a.structure, a.recipient
        ON CONFLICT ON CONSTRAINT outbox_once DO NOTHING
        RETURNING 1
    )
    SELECT count(*)::integer FROM sent
$$;

-- Municipalities that a joint programme waits for: once a week, while a draft that was sent for approval has parts that
-- are not confirmed.
CREATE OR REPLACE FUNCTION publishing.remind_parts()
RETURNS integer
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH waiting AS (
        SELECT r.structure, publishing.address_of(r.structure) AS recipient, count(*) AS n
        FROM (SELECT DISTINCT h.structure FROM account.role AS h
              WHERE h.role = 4 AND h.valid_from <= registry.today()
                AND (h.valid_to IS NULL OR h.valid_to >= registry.today())) AS r
        JOIN publishing.draft AS d
          ON d.state IN ('submitted', 'approved') AND d.structure <> r.structure
         AND EXISTS (
             SELECT FROM unnest(d.others) AS o
             WHERE o = ANY (publishing.places_of(r.structure))
               AND NOT EXISTS (SELECT FROM publishing.part AS p
                               WHERE p.draft = d.draft AND p.place = o AND p.revision = d.revision))
        GROUP BY r.structure
    ), sent AS (
        INSERT INTO publishing.outbox (structure, about, recipient, subject, body)
        SELECT w.structure, 'parts ' || to_char(registry.today(), 'IYYY-"W"IW'), w.recipient,
               'Κοινό πρόγραμμα περιμένει τον δήμο σας',
               format(E'Κοινά προγράμματα που περιμένουν να επιβεβαιώσετε το μέρος του δήμου σας: %s.\n\n'
                      || E'Συνδεθείτε στα Μητρώα κοινωνικής ένταξης και ανοίξτε τη σελίδα «Δημοσίευση».\n', w.n)
        FROM waiting AS w
        WHERE w.recipient IS NOT NULL
        ON CONFLICT ON CONSTRAINT outbox_once DO NOTHING
        RETURNING 1
    )
    SELECT count(*)::integer FROM sent
$$;

-- Referrals: to the structure that has some waiting for its answer, once a week; to the one whose referrals nobody
-- answered, once. A message has a number and nothing else: no case, no offer, no name of the other structure, which could
-- tell a special category.
CREATE OR REPLACE FUNCTION publishing.remind_referrals()
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made integer;
    told integer;
BEGIN
    PERFORM registry.referrals_expire();
    INSERT INTO publishing.outbox (structure, about, recipient, subject, body)
    SELECT r.to_structure, 'referrals ' || to_char(registry.today(), 'IYYY-"W"IW'), publishing.address_of(r.to_structure),
           'Παραπομπές που περιμένουν: ' || count(*),
           format(E'Παραπομπές που περιμένουν απάντησή σας: %s. Ό,τι μείνει αναπάντητο λήγει.\n\n'
                  || E'Συνδεθείτε στα Μητρώα κοινωνικής ένταξης και ανοίξτε τη σελίδα «Παραπομπές».\n', count(*))
    FROM registry.referral AS r
    WHERE r.state IN ('sent', 'answered') AND publishing.address_of(r.to_structure) IS NOT NULL
    GROUP BY r.to_structure
    -- What came in today is seen without a message.
    HAVING min(r.changed_at AT TIME ZONE 'Europe/Athens')::date < registry.today()
    ON CONFLICT ON CONSTRAINT outbox_once DO NOTHING;
    GET DIAGNOSTICS made = ROW_COUNT;
    WITH ended AS (
        UPDATE registry.referral AS r SET expiry_told = true
        WHERE r.state = 'expired' AND NOT r.expiry_told
          AND NOT EXISTS (SELECT FROM publishing.outbox AS m
                          WHERE m.structure = r.from_structure
                            AND m.about = 'expired ' || to_char(registry.today(), 'YYYY-MM-DD'))
        RETURNING r.from_structure
    )
    INSERT INTO publishing.outbox (structure, about, recipient, subject, body)
    SELECT e.from_structure, 'expired ' || to_char(registry.today(), 'YYYY-MM-DD'), publishing.address_of(e.from_structure),
           'Παραπομπές που έληξαν: ' || count(*),
           format(E'Παραπομπές σας που έληξαν χωρίς απάντηση: %s.\n\nΣυνδεθείτε στα Μητρώα κοινωνικής ένταξης, ανοίξτε τη '
                  || E'σελίδα «Παραπομπές» με όσες έκλεισαν και αποφασίστε αν θα σταλούν αλλού.\n', count(*))
    FROM ended AS e
    WHERE publishing.address_of(e.from_structure) IS NOT NULL
    GROUP BY e.from_structure;
    GET DIAGNOSTICS told = ROW_COUNT;
    RETURN made + told;
END
$$;

-- Makes what is to be sent today; asked again it makes nothing twice. Gives how many messages.
--   days_before  of a review: {30, 7}
DROP FUNCTION IF EXISTS publishing.remind();
CREATE OR REPLACE FUNCTION publishing.remind(days_before integer[])
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- One at a time: a message and the note that it was made stand together.
    PERFORM pg_advisory_xact_lock(hashtextextended('publishing remind', 0));
    RETURN publishing.remind_before(remind.days_before) + publishing.remind_due() + publishing.remind_parts()
         + publishing.remind_referrals();
END
$$;

-- The next messages that may be sent.
DROP FUNCTION IF EXISTS publishing.outbox_next(integer);
CREATE FUNCTION publishing.outbox_next(most integer)
RETURNS TABLE (message bigint, recipient text, subject text, body text)
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT m.message, m.recipient, m.subject, m.body
    FROM publishing.outbox AS m
    WHERE m.sent_at IS NULL AND m.tries < 10 AND m.next_try <= clock_timestamp()
    ORDER BY m.message
    LIMIT most
$$;

-- Notes how the sending of one went; NULL: it was sent. What failed is tried again after a pause that doubles.
CREATE OR REPLACE FUNCTION publishing.outbox_done(message bigint, fault text)
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE publishing.outbox AS m
    SET sent_at = CASE WHEN outbox_done.fault IS NULL THEN clock_timestamp() END,
        tries = m.tries + 1, fault = left(outbox_done.fault, 500),
        next_try = clock_timestamp() + interval '1 minute' * (2 ^ m.tries)
    WHERE m.message = outbox_done.message AND m.sent_at IS NULL
$$;
