-- The current approvals, in the columns of approvals.csv.
SELECT o.code, i.code, b.code, v.decision, v.decided_on::text, v.reference, CASE WHEN v.sample THEN 'yes' END, v.source
FROM registry.approval AS v
JOIN registry.offer AS o ON o.offer = v.offer
JOIN registry.institution AS i ON i.institution = v.institution
JOIN registry.body AS b ON b.body = v.body
WHERE v.until IS NULL
ORDER BY o.code COLLATE "C", i.code COLLATE "C", b.code COLLATE "C", v.decided_on
