-- SPDX-License-Identifier: EUPL-1.2
--
-- The licence of open data, decided by whoever runs the register.

-- Sets it, or with NULLs takes it back, under a register version of its own, so that whatever names the licence is made
-- again. Gives the version; NULL if nothing changes.
CREATE OR REPLACE FUNCTION registry.set_licence(name text, url text)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    stands record;
    made bigint;
BEGIN
    LOCK TABLE registry.register_version IN SHARE ROW EXCLUSIVE MODE;
    SELECT l.name, l.url INTO stands FROM registry.licence AS l WHERE l.until IS NULL;
    IF (stands.name, stands.url) IS NOT DISTINCT FROM (name, url) THEN
        RETURN NULL;
    END IF;
    made := registry.register_open('licence', NULL);
    UPDATE registry.licence AS l SET until = made WHERE l.until IS NULL;
    IF name IS NOT NULL THEN
        INSERT INTO registry.licence (name, url, since) VALUES (name, url, made);
    END IF;
    RETURN made;
END
$$;
