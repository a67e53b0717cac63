-- The current criteria as they were written, in the columns of criteria.csv.
SELECT p.code, c.valid_from::text, c.block_text,
       CASE c.kind WHEN 1 THEN 'condition' WHEN 2 THEN 'exclusion' WHEN 3 THEN 'priority' ELSE 'ask' END,
       c.fact_text, c.operator_text, c.value_text, c.parameter, c.set_text, c.document, c.law, c.text
FROM registry.criterion AS c
JOIN registry.programme AS p USING (programme)
WHERE c.until IS NULL
ORDER BY p.code COLLATE "C", c.valid_from, c.ordinal
