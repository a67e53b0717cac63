#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
#
# mitroa migrate on databases that are empty, current, newer, edited and broken. Part of tests/db/run.

set -uo pipefail

. "${TEST_ROOT:?}/tests/lib/tap.sh"
eval "$("$TEST_ROOT/tests/lib/database" migrate empty)"

as_owner() { # as_owner SQL: one value
    psql -X -q -A -t -U mitroa_owner -c "$1"
}

status_of() { # status_of COMMAND...: its output to $printed, its status
    printed=$("$@" 2>&1 </dev/null)
}

says() { # says REGEX: whether the last output does
    [[ $printed =~ $1 ]]
}

migrate_again() {
    "$TEST_ROOT/api/cluster" psql "$TEST_STATE" -q -d postgres -c "DROP DATABASE IF EXISTS migrate WITH (FORCE)" &&
        "$TEST_ROOT/api/cluster" bootstrap "$TEST_STATE" migrate
}

scripts() {
    as_owner "SELECT md5(string_agg(kind || name || checksum::text || applied_at::text, ',' ORDER BY kind, name))
              FROM migration.script"
}

# ---- a database that was never migrated ----

check "an empty database is made" migrate_again
status_of "$MITROA" migrate --check
equal "--check on an empty database ends with 1" 1 $?
equal "--check names the first migration" "λείπει: 0001_registers" "$(head -n 1 <<<"$printed")"
equal "--check changes nothing" "" "$(as_owner "SELECT nspname FROM pg_namespace WHERE nspname IN ('migration', 'registry')")"

first=$(mktemp)
"$MITROA" migrate >"$first" 2>&1 &
other=$!
status_of "$MITROA" migrate
equal "one of two migrations at once ends with 0" 0 $?
wait "$other"
equal "and so does the other" 0 $?
rm -f "$first"
equal "each migration was applied once" \
    "$(find "$TEST_ROOT/sql/migrations" -name '*.sql' | wc -l)" \
    "$(as_owner "SELECT count(*) FROM migration.script WHERE kind = 'migration'")"
equal "the list of facts is there" t "$(as_owner "SELECT count(*) > 50 FROM registry.fact")"

# ---- a current one ----

before=$(scripts)
check "a second migration ends with 0" "$MITROA" migrate
equal "and changes nothing" "$before" "$(scripts)"
check "--check finds it current" "$MITROA" migrate --check

# ---- functions and grants ----

as_owner "UPDATE migration.script SET checksum = sha256('other') WHERE name = 'state' AND kind = 'function'"
as_owner "DROP FUNCTION IF EXISTS registry.derive_state(uuid[], date)"
status_of "$MITROA" migrate --check
equal "a changed function file is missed by --check" 1 $?
check "functions are replaced when one of them changed" "$MITROA" migrate
equal "and the one that was dropped is back" 1 \
    "$(as_owner "SELECT count(*) FROM pg_proc WHERE proname = 'derive_state'")"

as_owner "INSERT INTO migration.script (kind, name, checksum) VALUES ('function', 'gone', sha256('x'))"
check "a function file that is no longer there is forgotten" "$MITROA" migrate
equal "and only that" 0 "$(as_owner "SELECT count(*) FROM migration.script WHERE name = 'gone'")"

as_owner "UPDATE registry.fact SET name = 'άλλο' WHERE fact = 1"
status_of "$MITROA" migrate --check
equal "a fact that differs is missed by --check" 1 $?
equal "which does not write it" άλλο "$(as_owner "SELECT name FROM registry.fact WHERE fact = 1")"
check "and it is written by migrate" "$MITROA" migrate
equal "as the program has it" "ημερομηνία γέννησης" "$(as_owner "SELECT name FROM registry.fact WHERE fact = 1")"

# ---- refused ----

as_owner "INSERT INTO migration.script (kind, name, checksum) VALUES ('migration', '9999_later', sha256('x'))"
before=$(scripts)
status_of "$MITROA" migrate
equal "a schema newer than the program is refused" 1 $?
check "the refusal names it" says 9999_later
equal "and leaves everything alone" "$before" "$(scripts)"
as_owner "DELETE FROM migration.script WHERE name = '9999_later'"

as_owner "UPDATE migration.script SET checksum = sha256('edited') WHERE name = '0001_registers'"
status_of "$MITROA" migrate
equal "a migration that was applied in another wording is refused" 1 $?
check "the refusal names that one" says 0001_registers
check "and what to do next" says 'Χρησιμοποιήστε'

check "the database is made anew" migrate_again
as_owner "CREATE SCHEMA audit"
status_of "$MITROA" migrate
equal "a migration that the server refuses ends with 3" 3 $?
check "with file, line and reason" says '0001_registers .γραμμή [0-9]+: 42P06'
check "and what to do next" says 'ξαναδώστε «mitroa migrate»'
equal "and nothing of it stays" "" "$(as_owner "SELECT nspname FROM pg_namespace WHERE nspname = 'registry'")"
as_owner "DROP SCHEMA audit"
check "once the reason is gone it goes through" "$MITROA" migrate

status_of "$MITROA" migrate --db "host=/nowhere"
equal "without a server it ends with 3" 3 $?
status_of "$MITROA" migrate --what
equal "an unknown option ends with 2" 2 $?

[ "$tap_failed" -eq 0 ]
