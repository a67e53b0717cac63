-- The current documents, in the columns of documents.csv.
SELECT p.code, d.valid_from::text, d.document, d.proves_text, d.text
FROM registry.document AS d
JOIN registry.programme AS p USING (programme)
WHERE d.until IS NULL
ORDER BY p.code COLLATE "C", d.valid_from, d.ordinal
