-- Entries behind a place in the chains, in order, with everything that their canonical bytes say.
-- $1 smallint  chain
-- $2 bigint    number in that chain after which to go on; -1 begins with the chain
-- $3 bigint    how many at most
SELECT e.chain, e.number, e.entry, e.at, e.action, e.account, e.role, e.structure, e.session, e.subject, e.purpose,
       e.case_ref, e.outcome, e.object, e.register_version, e.canonical, e.hash
FROM audit.entry AS e
WHERE (e.chain, e.number) > ($1, $2)
ORDER BY e.chain, e.number
LIMIT $3;
