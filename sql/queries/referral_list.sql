-- The referrals of one's own structure.
-- $1 bytea  hash of the session's token
-- $2 bool   only those that are open
SELECT r.referral, r.is_ours, r.case_ref, r.offer_code, r.other_code, r.other_name, r.state, r.reason, r.title,
       r.wished_on, r.wished_at, r.is_booked, r.made_on, r.changed_on, r.due_on, r.waits_days, r.reference, r.total
FROM registry.referral_list($1, $2) AS r
ORDER BY r.referral DESC, r.is_ours;
