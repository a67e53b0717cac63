-- How many there are of what cpsv_list.sql gives page by page.
-- $1 text  services, organisations or codes
SELECT count(*) AS entities
FROM registry.cpsv AS c
WHERE c.entity = $1
