-- Checked lines, as binary rows.
COPY staging.beneficiary (line, amka, afm, key_id, as_of, place, bases, registered_place, facts, receives,
                          household, person, is_new)
FROM STDIN (FORMAT binary)
