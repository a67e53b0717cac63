-- Finds the persons of the staged lines; gives the lines that contradict the register or each other.
SELECT line, fault, other
FROM registry.import_beneficiaries_match()
ORDER BY line, fault
LIMIT 100000
