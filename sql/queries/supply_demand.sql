-- Protected counts of questions of a month, in the columns of supply_figures.sql; detail is twice the verdict, and one
-- more where nothing delivers it.
-- $1 date     a day of the month
-- $2 integer  the programme; NULL: all
SELECT 1 AS release, d.month, d.month AS made_on, d.programme, d.place, d.asked,
       2 * d.verdict + d.undelivered::integer AS detail
FROM registry.demand($1, $2) AS d
ORDER BY d.programme, d.place, detail
