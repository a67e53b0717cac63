-- Orders what was approved for a day that has come.
SELECT d.ticket
FROM publishing.work_due() AS d;
