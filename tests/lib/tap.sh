# shellcheck shell=bash
# SPDX-License-Identifier: EUPL-1.2
#
# TAP for tests written in shell. Source it, call these, end with tap_end.
#
#   ok SENTENCE                    it is so
#   not_ok SENTENCE [WHY...]       it is not; the lines of WHY become diagnostics
#   skip SENTENCE WHY              it cannot be tried here
#   check SENTENCE COMMAND...      ok if the command ends with 0, else not ok with what it printed
#   equal SENTENCE WANTED GOT      ok if both texts are the same

tap_count=0
tap_failed=0

ok() {
    tap_count=$((tap_count + 1))
    printf 'ok %d - %s\n' "$tap_count" "$1"
}

not_ok() {
    tap_count=$((tap_count + 1))
    tap_failed=$((tap_failed + 1))
    printf 'not ok %d - %s\n' "$tap_count" "$1"
    shift
    [ $# -eq 0 ] || printf '%s\n' "$@" | tail -n 40 | sed 's/^/# /'
}

skip() {
    tap_count=$((tap_count + 1))
    printf 'ok %d - %s # SKIP %s\n' "$tap_count" "$1" "$2"
}

check() {
    local sentence=$1 output status=0
    shift
    output=$("$@" 2>&1 </dev/null) || status=$?
    if [ "$status" -eq 0 ]; then
        ok "$sentence"
    else
        not_ok "$sentence" "ended with $status" "$output"
    fi
}

equal() {
    if [ "$2" = "$3" ]; then
        ok "$1"
    else
        not_ok "$1" "wanted: $2" "got:    $3"
    fi
}

tap_end() {
    printf '1..%d\n' "$tap_count"
    [ "$tap_failed" -eq 0 ]
}
