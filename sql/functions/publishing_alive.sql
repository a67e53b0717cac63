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

-- Makes a reminder for each structure with an address that publishes and has something due; once a month. Gives how many.
CREATE OR REPLACE FUNCTION publishing.remind()
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made integer;
BEGIN
    INSERT INTO publishing.outbox (structure, about, recipient, subject, body)
    SELECT s.structure, 'review ' || to_char(registry.today(), 'YYYY-MM'), s.email,
           format('Επιβεβαίωση στοιχείων: %s εγγραφές', d.n),
           format(E'%s\n\nΠεριμένουν επιβεβαίωση %s παροχές ή προγράμματα, η παλαιότερη από %s.\n'
                  || E'Συνδεθείτε στα Μητρώα κοινωνικής ένταξης και ανοίξτε τη σελίδα «Επιβεβαίωση».\n',
                  s.name, d.n, COALESCE(to_char(d.oldest, 'DD/MM/YYYY'), 'πάντα'))
    FROM (SELECT DISTINCT r.structure FROM account.role AS r
          WHERE r.role = 3 AND r.valid_from <= registry.today()
            AND (r.valid_to IS NULL OR r.valid_to >= registry.today())) AS p
    JOIN registry.structure_version AS s ON s.structure = p.structure AND s.until IS NULL
    CROSS JOIN LATERAL (
        SELECT count(*) AS n, min(a.review_by) AS oldest
        FROM publishing.alive(p.structure) AS a
        WHERE a.is_due) AS d
    WHERE d.n > 0 AND s.email ~ '^[^@\s<>"]+@[^@\s<>"]+$'
    ON CONFLICT ON CONSTRAINT outbox_once DO NOTHING;
    GET DIAGNOSTICS made = ROW_COUNT;
    RETURN made;
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
