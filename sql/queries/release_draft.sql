-- Exact counts on their way into a release.
COPY release.draft (nonce, measure, programme, detail, place, persons, cell_key) FROM STDIN (FORMAT binary);
