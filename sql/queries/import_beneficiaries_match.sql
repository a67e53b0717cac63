-- Finds the persons of the staged lines; gives the lines that contradict the register or each other, the first of
-- them, and how many there are.
SELECT line, fault, other, count(*) OVER () AS faults
FROM registry.import_beneficiaries_match()
ORDER BY line, fault
LIMIT 100000
