-- The rows of a stretch. In the select list the function gives row by row.
COPY (
    SELECT (s.row).places, (s.row).bases, (s.row).facts, (s.row).rivals, (s.row).receives
    FROM (SELECT registry.screening_rows(decode(current_setting('mitroa.ticket'), 'hex'),
                                         current_setting('mitroa.first_page')::integer,
                                         current_setting('mitroa.end_page')::integer) AS row
          OFFSET 0) AS s)
TO STDOUT (FORMAT binary);
