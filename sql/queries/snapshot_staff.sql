-- Staff of structures by specialty.
-- $1 bigint  the version
SELECT v.structure, v.specialty, v.title, v.people, v.shared_with, v.valid_from, v.valid_to, v.sample
FROM registry.staff AS v
WHERE v.since <= $1 AND (v.until IS NULL OR v.until > $1)
ORDER BY v.structure, v.specialty COLLATE "C", v.title COLLATE "C", v.shared_with, v.valid_from
