-- SPDX-License-Identifier: EUPL-1.2
--
-- Once per cluster, by a superuser: the five roles, the database and PostGIS. Everything after this is done by
-- `mitroa migrate` as mitroa_owner, which is no superuser.
--
--   psql -X -v ON_ERROR_STOP=1 -d postgres -f sql/bootstrap.sql
--        -v owner_password=… -v service_password=… -v importer_password=… -v auditor_password=… -v screener_password=…
--        [-v database=mitroa]
--
-- Running it again changes the passwords and nothing else.

\set QUIET on
SET client_min_messages = warning;
-- The statements below carry passwords.
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SET log_min_duration_statement = -1;
SET password_encryption = 'scram-sha-256';

\if :{?database}
\else
    \set database mitroa
\endif

SELECT format('CREATE ROLE %I LOGIN', role)
FROM unnest(ARRAY['mitroa_owner', 'mitroa_service', 'mitroa_importer', 'mitroa_auditor', 'mitroa_screener']) AS role
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role)
\gexec

ALTER ROLE mitroa_owner    NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS LOGIN PASSWORD :'owner_password';
ALTER ROLE mitroa_service  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT LOGIN PASSWORD :'service_password';
ALTER ROLE mitroa_importer NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT LOGIN PASSWORD :'importer_password';
ALTER ROLE mitroa_auditor  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT LOGIN PASSWORD :'auditor_password';
ALTER ROLE mitroa_screener NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT LOGIN PASSWORD :'screener_password';

-- The merge of a delivery checks references set by set and not row by row (registry.import_write). The owner of the
-- tables could drop the constraints as well: this gives no right over the rows that ownership does not give.
GRANT SET ON PARAMETER session_replication_role TO mitroa_owner;

-- A question waits for nothing: a slow answer is worse than a refusal that says "try again".
ALTER ROLE mitroa_service SET statement_timeout = '5s';
ALTER ROLE mitroa_service SET lock_timeout = '500ms';
ALTER ROLE mitroa_service SET idle_in_transaction_session_timeout = '5s';
ALTER ROLE mitroa_service SET temp_file_limit = '256MB';
ALTER ROLE mitroa_importer SET idle_in_transaction_session_timeout = '10min';
-- When an import is broken off, its statement ends with it and lets go of its locks.
ALTER ROLE mitroa_importer SET client_connection_check_interval = '1s';
ALTER ROLE mitroa_auditor SET default_transaction_read_only = on;
-- Facts of persons are not to reach a temporary file, so what is sorted has to have room.
ALTER ROLE mitroa_screener SET work_mem = '256MB';
ALTER ROLE mitroa_screener SET temp_file_limit = 0;
ALTER ROLE mitroa_screener SET idle_in_transaction_session_timeout = '10min';

-- Parameters and failed statements may hold what identifies a person: they stay out of every log.
ALTER ROLE mitroa_owner    SET log_min_error_statement = 'panic';
ALTER ROLE mitroa_service  SET log_min_error_statement = 'panic';
ALTER ROLE mitroa_importer SET log_min_error_statement = 'panic';
ALTER ROLE mitroa_auditor  SET log_min_error_statement = 'panic';
ALTER ROLE mitroa_screener SET log_min_error_statement = 'panic';
ALTER ROLE mitroa_owner    SET log_error_verbosity = 'terse';
ALTER ROLE mitroa_service  SET log_error_verbosity = 'terse';
ALTER ROLE mitroa_importer SET log_error_verbosity = 'terse';
ALTER ROLE mitroa_auditor  SET log_error_verbosity = 'terse';
ALTER ROLE mitroa_screener SET log_error_verbosity = 'terse';

SELECT format('CREATE DATABASE %I OWNER mitroa_owner TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C.UTF-8''', :'database')
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = :'database')
\gexec

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO mitroa_service, mitroa_importer, mitroa_auditor, mitroa_screener;
GRANT TEMPORARY ON DATABASE :"database" TO mitroa_importer;
-- Days are Greek days.
ALTER DATABASE :"database" SET timezone = 'Europe/Athens';

\connect :"database"
SET client_min_messages = warning;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA public;
