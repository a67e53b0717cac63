-- Whether a release may be made now, and the smallest count that may matter for it.
SELECT m.status, m.lowest
FROM release.may_make() AS m;
