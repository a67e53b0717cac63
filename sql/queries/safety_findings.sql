-- What makes it unsafe to serve with this role on this server: one row each, none if it is safe.
SELECT f.finding, f.detail
FROM (
    SELECT 'superuser' AS finding, r.rolname::text AS detail
    FROM pg_catalog.pg_roles AS r
    WHERE r.rolname = current_user AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolreplication)
    UNION ALL
    SELECT 'member', g.rolname::text
    FROM pg_catalog.pg_roles AS g
    WHERE g.rolname <> current_user
      AND pg_catalog.pg_has_role(current_user, g.oid, 'MEMBER')
      AND (g.rolsuper OR g.rolname LIKE 'pg\_%' OR g.rolname LIKE 'mitroa\_%')
    UNION ALL
    SELECT 'owner', d.datname::text
    FROM pg_catalog.pg_database AS d
    WHERE d.datname = current_database() AND pg_catalog.pg_get_userbyid(d.datdba) = current_user
    UNION ALL
    (SELECT 'owner', c.oid::regclass::text
     FROM pg_catalog.pg_class AS c
     JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('registry', 'account', 'audit', 'staging', 'migration')
       AND pg_catalog.pg_get_userbyid(c.relowner) = current_user
     ORDER BY c.oid
     LIMIT 1)
    UNION ALL
    -- Tables of persons and of the audit: none may be read without a ticket, whatever was granted.
    SELECT 'readable', c.oid::regclass::text
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE (n.nspname || '.' || c.relname) IN (
              'registry.household', 'registry.person', 'registry.identifier', 'registry.reference',
              'registry.residence', 'registry.claim', 'registry.receives', 'registry.death', 'registry.state',
              'audit.entry',
              'audit.ticket', 'audit.screening', 'account.account', 'account.session')
      AND pg_catalog.has_any_column_privilege(current_user, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
    UNION ALL
    SELECT 'not forced', c.oid::regclass::text
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE (n.nspname || '.' || c.relname) IN (
              'registry.household', 'registry.person', 'registry.identifier', 'registry.reference',
              'registry.residence', 'registry.claim', 'registry.receives', 'registry.death', 'registry.state',
              'audit.entry',
              'audit.ticket', 'audit.screening')
      AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
    UNION ALL
    -- Bound values are the indexes of identifiers: they reach no log.
    SELECT 'parameters logged', s.name || ' = ' || s.setting
    FROM pg_catalog.pg_settings AS s
    WHERE s.name = 'log_parameter_max_length_on_error' AND s.setting <> '0'
    UNION ALL
    SELECT 'parameters logged', s.name || ' = ' || s.setting
    FROM pg_catalog.pg_settings AS s
    WHERE ((s.name = 'log_statement' AND s.setting <> 'none')
           OR (s.name IN ('log_min_duration_statement', 'log_min_duration_sample') AND s.setting <> '-1')
           OR (s.name = 'log_transaction_sample_rate' AND s.setting <> '0'))
      AND current_setting('log_parameter_max_length') <> '0') AS f
ORDER BY f.finding, f.detail;
