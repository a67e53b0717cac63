-- Checked lines, as binary rows.
COPY staging.beneficiary (line, amka, afm, key_id, as_of, place, bases, registered_place, facts, said, receives,
                          household, died_on, withdrawn, person)
FROM STDIN (FORMAT binary)
