-- The releases, the newest first.
SELECT l.release, l.on_day, l.made_at, l.register_version, l.special_of, l.cells, l.digest, l.note
FROM release.list() AS l;
