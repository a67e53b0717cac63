-- What is wrong with the releases; no rows: nothing.
SELECT v.release, v.finding, v.cells
FROM release.verify() AS v;
