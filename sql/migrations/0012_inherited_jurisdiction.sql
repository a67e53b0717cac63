-- SPDX-License-Identifier: EUPL-1.2
--
-- 0012_inherited_jurisdiction: a residence that still stands on a municipality that was replaced or divided may lie in
-- any of those that took over. Nobody could read such a person; now the structures of all of them can, and the answer
-- asks which one it is.

ALTER TABLE registry.jurisdiction
    ADD COLUMN inherited boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN registry.jurisdiction.inherited IS
    'The municipality ended, and the structure is responsible for one that took over: its people may be read, nothing else follows';
