#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
#
# mitroa account and mitroa audit on the small world of the SQL tests. Part of tests/db/run.

set -uo pipefail

. "${TEST_ROOT:?}/tests/lib/tap.sh"
eval "$("$TEST_ROOT/tests/lib/database" commands empty)"
(cd "$TEST_ROOT/tests/sql" && psql -X -q -v ON_ERROR_STOP=1 -U postgres -f world.sql >&2) || exit 3

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
heads=$folder/heads

as_superuser() { # as_superuser SQL: past every right, trigger and policy
    psql -X -q -A -t -U postgres -c "SET session_replication_role = replica" -c "$1"
}

status_of() { # status_of COMMAND...: its output to $printed, its status
    printed=$("$@" 2>&1)
}

says() { # says REGEX: whether the last output does
    [[ $printed =~ $1 ]]
}

account() {
    "$MITROA" account "$@"
}

verify() {
    "$MITROA" audit verify --heads "$heads"
}

# ---- accounts ----

status_of account add maria --role adviser --structure KALAMATA --name Μαρία --password-stdin <<<"μικρό"
equal "a short password is refused" 1 $?
check "in words" says "12 χαρακτήρες"
status_of account add maria --role σύμβουλος --structure KALAMATA --name Μαρία --password-stdin <<<"αρκετά μεγάλο συνθηματικό"
equal "an account is made with a role in Greek" 0 $?
status_of account add maria --role adviser --structure KALAMATA --generate
equal "the same once more is refused" 1 $?
status_of account add maria --role adviser --structure KALAMATA --generate --if-missing
equal "unless --if-missing says so" 0 $?
equal "which changes nothing and tells no password" "" "$printed"
equal "the password is stored as argon2id" t \
    "$(as_superuser "SELECT password_settings LIKE '\$argon2id\$v=19\$m=65536,%' AND length(password_proof) = 32 FROM account.account WHERE login = 'maria'")"

status_of account add nikos2 --role adviser --structure ATLANTIS --generate
equal "an unknown structure is refused" 1 $?
equal "and leaves no account behind" 0 "$(as_superuser "SELECT count(*) FROM account.account WHERE login = 'nikos2'")"
status_of account add Ν!κος --role adviser --structure KALAMATA --no-password
equal "a name that is none is refused" 1 $?
check "with what one looks like" says "μικρό λατινικό γράμμα"
status_of account add maria --role king --structure KALAMATA --generate
equal "an unknown role ends with 2" 2 $?
status_of account add maria --role adviser --structure KALAMATA
equal "no word about the password ends with 2" 2 $?

token=$(account token maria --hours 1)
equal "a token is printed and nothing else" 43 "${#token}"
equal "the database holds only its hash" t \
    "$(as_superuser "SELECT token_hash = sha256('$token') FROM account.session ORDER BY session DESC LIMIT 1")"
equal "for the time asked" t \
    "$(as_superuser "SELECT expires_at BETWEEN now() + interval '59 min' AND now() + interval '61 min'
                     FROM account.session ORDER BY session DESC LIMIT 1")"
live="SELECT count(*) FROM account.live_session WHERE login = 'maria'"
equal "one session holds" 1 "$(as_superuser "$live")"
check "revoke ends it" account revoke maria
equal "so none holds" 0 "$(as_superuser "$live")"
account token maria >"$folder/token"
check "disable closes the account" account disable maria
equal "and its sessions" 0 "$(as_superuser "$live")"
status_of account token maria
equal "a closed account gets no token" 1 $?
check "enable opens it again" account enable maria
check "list shows it" grep -q Μαρία <(account list)

before=$(as_superuser "SELECT password_proof FROM account.account WHERE login = 'maria'")
status_of account password maria --generate
equal "a password is generated" 0 $?
check "told once" says "Συνθηματικό: [A-Za-z0-9_-]{20}"
check "and is another" test "$before" != "$(as_superuser "SELECT password_proof FROM account.account WHERE login = 'maria'")"

# ---- the audit ----

status_of verify
equal "chains that nobody touched are good" 0 $?
equal "their heads are noted outside" 1 "$(wc -l <"$heads")"
equal "where only the owner reads" 600 "$(stat -c %a "$heads")"
account token maria >"$folder/token"
status_of verify
equal "they are still good when they have grown" 0 $?
check "and the noted head was compared" says "συγκρίθηκαν: 1"

entries=$(as_superuser "SELECT max(number) FROM audit.entry")
spoil() { # spoil SENTENCE REGEX SQL: a change of the rows is found, and named
    as_superuser "CREATE TABLE public.kept AS SELECT * FROM audit.entry"
    as_superuser "CREATE TABLE public.kept_chain AS SELECT * FROM audit.chain"
    as_superuser "$3"
    status_of verify
    local status=$?
    equal "$1 is found" 1 "$status"
    check "and named" says "$2"
    as_superuser "DELETE FROM audit.entry"
    as_superuser "INSERT INTO audit.entry OVERRIDING SYSTEM VALUE SELECT * FROM public.kept"
    as_superuser "DELETE FROM audit.chain"
    as_superuser "INSERT INTO audit.chain SELECT * FROM public.kept_chain"
    as_superuser "DROP TABLE public.kept, public.kept_chain"
}

spoil "a changed column" "αλυσίδα 0, αριθμός 5, εγγραφή [0-9]+" \
    "UPDATE audit.entry SET account = COALESCE(account, 0) + 1 WHERE number = 5"
spoil "a change with its bytes made to fit" "αριθμός 6" \
    "UPDATE audit.entry SET action = 'logout', canonical = convert_to(replace(convert_from(canonical, 'UTF8'), '|' || action || '|', '|logout|'), 'UTF8')
     WHERE number = 6"
spoil "an entry taken out" "αριθμός 7: λείπει" "DELETE FROM audit.entry WHERE number = 7"
spoil "two entries that changed places" "αριθμός 3" \
    "UPDATE audit.entry SET number = -1 WHERE number = 3;
     UPDATE audit.entry SET number = 3 WHERE number = 9;
     UPDATE audit.entry SET number = 9 WHERE number = -1"
spoil "a tail that was cut, its head left" "κοπεί" "DELETE FROM audit.entry WHERE number = $entries"
spoil "an entry too many" "δεν τελειώνει εκεί" \
    "INSERT INTO audit.entry (chain, number, at, action, outcome, register_version, canonical, hash)
     SELECT chain, number + 1, at, action, outcome, register_version, b, sha256(hash || b)
     FROM (SELECT e.*, audit.canonical(chain, number + 1, at, action, NULL, NULL, NULL, NULL, NULL, NULL, NULL, outcome,
                                       NULL, register_version) AS b
           FROM audit.entry AS e ORDER BY number DESC LIMIT 1) AS last"
spoil "a tail that was cut with its head" "κοπεί" \
    "WITH cut AS (DELETE FROM audit.entry WHERE number > 4)
     UPDATE audit.chain SET entries = 4, head = (SELECT hash FROM audit.entry WHERE number = 4)"
spoil "an audit emptied as a whole" "κοπεί" "WITH cut AS (DELETE FROM audit.entry) DELETE FROM audit.chain"
spoil "a chain written anew from the start" "ξαναγραφτεί" "
    DO \$\$
    DECLARE
        e record;
        h bytea := decode(repeat('00', 32), 'hex');
        b bytea;
    BEGIN
        FOR e IN SELECT * FROM audit.entry ORDER BY number LOOP
            b := audit.canonical(e.chain, e.number, e.at - interval '1 s', e.action, e.account, e.role, e.structure,
                                 e.session, e.subject, e.purpose, e.case_ref, e.outcome, e.object, e.register_version);
            h := sha256(h || b);
            UPDATE audit.entry SET at = e.at - interval '1 s', canonical = b, hash = h WHERE entry = e.entry;
        END LOOP;
        UPDATE audit.chain SET head = h;
    END
    \$\$"

status_of verify
equal "as it was, all is good again" 0 $?
sed -i '1s/^.\{20\}/garbage/' "$heads"
status_of verify
equal "a broken line of the file is found" 1 $?
status_of env -u MITROA_STATE "$MITROA" audit verify
equal "without a file the chains themselves are checked" 0 $?
check "and it says what that cannot show" says "κομμένη από το τέλος"
status_of "$MITROA" audit verify --db host=/nowhere
equal "without a database it ends with 3" 3 $?

[ "$tap_failed" -eq 0 ]
