-- SPDX-License-Identifier: EUPL-1.2
-- Visits and referrals: about whom one may read, with consent, once, to a stop's capacity; each step by its own side.
\i world.sql
BEGIN;
SELECT registry.register_open('providers', NULL) AS version \gset
INSERT INTO registry.offer (code) VALUES ('GROCERY'), ('BRANCH'), ('ENDED');
CREATE FUNCTION test.offer(wanted text) RETURNS integer LANGUAGE sql AS 'SELECT offer FROM registry.offer WHERE code = wanted';
INSERT INTO registry.offer_version (offer, kind, service, structure, mode, for_group, area_kind, area_text, capacity, valid_to, since) VALUES
    (test.offer('GROCERY'), 'service', 'food', test.structure('TRIKALA'), 'application', NULL, 'nationwide', 'nationwide', 2, NULL, :version),
    (test.offer('BRANCH'), 'service', 'food', test.structure('TRIKALA'), 'application', 'roma', 'nationwide', 'nationwide', NULL, NULL, :version),
    (test.offer('ENDED'), 'service', 'food', test.structure('TRIKALA'), 'application', NULL, 'nationwide', 'nationwide', NULL, registry.today() - 1, :version);
COMMIT;
SELECT format('ALTER DATABASE %I SET test.r1 = %L', current_database(), r1), format('ALTER DATABASE %I SET test.r3 = %L', current_database(), r3)
FROM (SELECT gen_random_uuid() AS r1, gen_random_uuid() AS r3) AS r \gexec
\connect - postgres
INSERT INTO registry.reference (reference, structure, person) VALUES
    (current_setting('test.r1')::uuid, test.structure('KALAMATA'), test.person(1)),
    (current_setting('test.r3')::uuid, test.structure('KALAMATA'), test.person(3));
CREATE FUNCTION test.refer(login text, which text, offer text, wished date, books boolean, agreed boolean, special boolean, anyway boolean)
RETURNS integer LANGUAGE sql AS $$
    SELECT status FROM registry.referral_make(test.token(login), current_setting('test.' || which)::uuid, offer, 'ΚΚ-2026-00017', wished, NULL, CASE WHEN books THEN time '09:30' END, agreed, special, anyway)
$$;

\echo == a visit: of somebody whom the adviser may read, with a case
\connect - mitroa_service
SELECT registry.visit_record(test.token('anna'), current_setting('test.r1')::uuid, 'ΚΚ-2026-00017') AS own,
       registry.visit_record(test.token('vasilis'), current_setting('test.r1')::uuid, 'ΚΚ-2026-00017') AS of_another,
       registry.visit_record(test.token('chara'), current_setting('test.r1')::uuid, 'ΚΚ-2026-00017') AS no_adviser,
       registry.visit_record(test.token('anna'), gen_random_uuid(), 'ΚΚ-2026-00017') AS nobody;
SELECT registry.visit_record(test.token('anna'), current_setting('test.r1')::uuid, '01013099997');

\echo == a referral: not without consent, not of others, not to what has ended, not to a day that is over
SELECT test.refer('anna', 'r1', 'GROCERY', NULL, false, false, false, false) AS not_agreed,
       test.refer('vasilis', 'r1', 'GROCERY', NULL, false, true, false, false) AS of_another,
       test.refer('chara', 'r1', 'GROCERY', NULL, false, true, false, false) AS no_adviser,
       test.refer('anna', 'r1', 'ENDED', NULL, false, true, false, false) AS ended,
       test.refer('anna', 'r1', 'NO-SUCH', NULL, false, true, false, false) AS no_offer,
       test.refer('anna', 'r1', 'GROCERY', registry.today() - 1, false, true, false, false) AS yesterday;

\echo == one that tells a special category needs a consent of its own
SELECT test.refer('anna', 'r1', 'BRANCH', NULL, false, true, false, false) AS silent, test.refer('anna', 'r1', 'BRANCH', NULL, false, true, true, false) AS agreed;

\echo == a second one to the same offer is warned of
SELECT test.refer('anna', 'r1', 'GROCERY', NULL, false, true, false, false) AS first;
SELECT test.refer('anna', 'r1', 'GROCERY', NULL, false, true, false, false) AS second;

\echo == a stop is booked to its capacity, and a withdrawn booking gives its place back
SELECT test.refer('anna', 'r1', 'GROCERY', registry.today() + 7, true, true, false, true) AS one;
SELECT test.refer('anna', 'r3', 'GROCERY', registry.today() + 7, true, true, false, true) AS two;
SELECT test.refer('anna', 'r3', 'GROCERY', registry.today() + 7, true, true, false, true) AS three;
SELECT test.refer('anna', 'r3', 'GROCERY', registry.today() + 14, true, true, false, true) AS another_day;
SELECT max(referral) AS booked FROM registry.referral_list(test.token('anna'), true) WHERE is_booked AND wished_on = registry.today() + 7 \gset
SELECT registry.referral_step(test.token('anna'), :booked, 'withdraw', NULL) AS withdrawn;
SELECT test.refer('anna', 'r3', 'GROCERY', registry.today() + 7, true, true, false, true) AS three;

\echo == stops of one day have their own places; a booking of the whole day, as there used to be, counts at each
SELECT status FROM registry.referral_make(test.token('anna'), current_setting('test.r3')::uuid, 'GROCERY', 'ΚΚ-2026-00017', registry.today() + 7, '16:00', '15:30', true, false, true);
SELECT status FROM registry.referral_make(test.token('anna'), current_setting('test.r3')::uuid, 'GROCERY', 'ΚΚ-2026-00017', registry.today() + 7, '16:00', '15:30', true, false, true);
\connect - postgres
UPDATE registry.referral SET booked_from = NULL WHERE wished_on = registry.today() + 7 AND booked_from = '15:30' AND referral = (SELECT max(referral) FROM registry.referral);
\connect - mitroa_service
SELECT status FROM registry.referral_make(test.token('anna'), current_setting('test.r3')::uuid, 'GROCERY', 'ΚΚ-2026-00017', registry.today() + 7, '16:00', '15:30', true, false, true);
SELECT wished_on - registry.today() AS days, booked_from, taken FROM registry.bookings(test.token('anna'), 'GROCERY', registry.today(), registry.today() + 30) ORDER BY 1, 2;
SELECT count(*) FROM registry.bookings(test.token('chara'), 'GROCERY', registry.today(), registry.today() + 30);

\echo == an hour is of a day, and not over; it is told as the clock on the wall has it
SELECT status FROM registry.referral_make(test.token('anna'), current_setting('test.r3')::uuid, 'GROCERY', 'ΚΚ-2026-00017', registry.today(), '00:00', NULL, true, false, true);
SELECT status FROM registry.referral_make(test.token('anna'), current_setting('test.r3')::uuid, 'GROCERY', 'ΚΚ-2026-00017', registry.today() + 1, '11:15', NULL, true, false, true);
SELECT wished_at FROM registry.referral_list(test.token('anna'), true) WHERE wished_on = registry.today() + 1;
SELECT status FROM registry.referral_make(test.token('anna'), current_setting('test.r3')::uuid, 'GROCERY', 'ΚΚ-2026-00017', NULL, '11:15', NULL, true, false, true);

\echo == each structure sees its own list; the receiving one has no name for the person until it accepts
SELECT is_ours, state, case_ref, offer_code, other_code, reference IS NOT NULL AS named FROM registry.referral_list(test.token('anna'), false) WHERE offer_code = 'BRANCH';
SELECT is_ours, state, case_ref, offer_code, other_code, reference IS NOT NULL AS named FROM registry.referral_list(test.token('vasilis'), false) WHERE offer_code = 'BRANCH';
SELECT count(*) FROM registry.referral_list(test.token('dimos'), false);
SELECT count(*) FROM registry.referral_list(test.token('chara'), false);

\echo == each side takes its own steps, with a reason where one is due
SELECT referral AS r FROM registry.referral_list(test.token('vasilis'), false) WHERE offer_code = 'BRANCH' \gset
SELECT registry.referral_step(test.token('anna'), :r, 'accept', NULL) AS not_mine,
       registry.referral_step(test.token('dimos'), :r, 'accept', NULL) AS of_others,
       registry.referral_step(test.token('vasilis'), :r, 'decline', NULL) AS no_reason,
       registry.referral_step(test.token('vasilis'), :r, 'decline', 'documents') AS wrong_reason,
       registry.referral_step(test.token('vasilis'), :r, 'dance', NULL) AS no_step,
       registry.referral_step(test.token('vasilis'), :r, 'ask', 'documents') AS asked,
       registry.referral_step(test.token('vasilis'), :r, 'accept', NULL) AS too_early,
       registry.referral_step(test.token('anna'), :r, 'answer', NULL) AS answered,
       registry.referral_step(test.token('vasilis'), :r, 'accept', NULL) AS accepted,
       registry.referral_step(test.token('vasilis'), :r, 'finish', NULL) AS finished,
       registry.referral_step(test.token('anna'), :r, 'withdraw', NULL) AS too_late;

\echo == to accept gives no right: person 1 does not live in Trikala, person 3 does
SELECT reference IS NOT NULL AS named FROM registry.referral_list(test.token('vasilis'), false) WHERE referral = :r;
SELECT min(referral) AS r3 FROM registry.referral_list(test.token('vasilis'), true) WHERE wished_on = registry.today() + 14 \gset
SELECT registry.referral_step(test.token('vasilis'), :r3, 'accept', NULL) AS accepted;
SELECT reference IS NOT NULL AS named, reference <> current_setting('test.r3')::uuid AS by_its_own_name FROM registry.referral_list(test.token('vasilis'), true) WHERE referral = :r3;

\echo == what nobody answers expires
SELECT min(referral) AS old FROM registry.referral_list(test.token('anna'), true) WHERE state = 'sent' \gset
\connect - postgres
UPDATE registry.referral SET due_on = registry.today() - 1, changed_at = changed_at - interval '31 days' WHERE referral = :old;
UPDATE registry.referral SET changed_at = changed_at - interval '6 days' WHERE state = 'sent' AND referral > :old;
\connect - mitroa_service
SELECT state, waits_days FROM registry.referral_list(test.token('anna'), false) WHERE referral = :old;
SELECT DISTINCT waits_days FROM registry.referral_list(test.token('vasilis'), true) WHERE state = 'sent';
SELECT registry.referral_step(test.token('vasilis'), :old, 'accept', NULL) AS too_late;

\echo == all of it stands in the audit, about the person and with the case; the tables are closed
\connect - postgres
SELECT action, count(*), count(subject) AS about, count(case_ref) AS cases FROM audit.entry WHERE action ~ '^(referral|visit)' GROUP BY action ORDER BY action;
SELECT count(*) AS bad FROM audit.verify();
\connect - mitroa_service
SELECT * FROM registry.referral;
SELECT * FROM registry.visit;
