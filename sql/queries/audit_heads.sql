-- Where each chain ends.
SELECT h.chain, h.entries, h.head
FROM audit.heads() AS h
ORDER BY h.chain;
