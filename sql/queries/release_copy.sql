-- The rows of a stretch, each with the record key of a release.
COPY (
    SELECT (s.row).places, (s.row).bases, (s.row).facts, (s.row).rivals, (s.row).receives, (s.row).record_key
    FROM (SELECT release.rows(decode(current_setting('mitroa.ticket'), 'hex'),
                              current_setting('mitroa.first_page')::integer,
                              current_setting('mitroa.end_page')::integer) AS row
          OFFSET 0) AS s)
TO STDOUT (FORMAT binary);
