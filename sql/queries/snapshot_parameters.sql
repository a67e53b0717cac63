-- Parameter versions, by code and validity.
-- $1 bigint  the version
SELECT code, valid_from, valid_to, review_by, base, per_adult, per_minor, per_member, per_child, per_unprotected,
       cap, one_parent_first_minor, per, less, at_most, law, trust
FROM registry.parameter
WHERE since <= $1 AND (until IS NULL OR until > $1)
ORDER BY code COLLATE "C", valid_from
