# shellcheck shell=bash
# SPDX-License-Identifier: EUPL-1.2
#
# tests/run is tried on a tree of its own, whose suites misbehave in every way that we know of.
# Sourced by tests/style/run.

# shellcheck disable=SC2154 # $tree comes from tests/style/run

make_example_tree() {
    local suite
    mkdir -p "$example"/{tests,api,bin,build/npm}
    cp "$tree/tests/run" "$example/tests/run"
    printf '#!/bin/sh\nexit 0\n' | tee "$example/api/install" "$example/bin/meson" >"$example/bin/ninja"
    touch "$example/build/build.ninja"
    for suite in unit rules geo style; do mkdir -p "$example/tests/$suite"; done
    chmod +x "$example"/{api/install,bin/meson,bin/ninja}
}

suite_says() { # suite_says SUITE SCRIPT
    printf '#!/bin/sh\n%s\n' "$2" >"$example/tests/$1/run"
    chmod +x "$example/tests/$1/run"
}

run_example() { # run_example SUITE...: last line in $last, exit status in $status
    status=0
    said=$(env -u MITROA_BUILD PATH="$example/bin:$PATH" TEST_KEEP= \
        "$example/tests/run" --once "$@" 2>&1) || status=$?
    last=$(tail -n 1 <<<"$said")
}

counts() { # counts SENTENCE LAST_LINE STATUS SCRIPT
    suite_says unit "$4"
    run_example unit
    equal "$1" "$2 ($3)" "$last ($status)"
}

example=$(mktemp -d)
make_example_tree
for each in rules geo style; do suite_says "$each" 'echo "ok 1 - fine"; echo 1..1'; done

counts "tests/run counts what passes" "2 passed, 0 failed" 0 \
    'echo "ok 1 - a"; echo "ok 2 - b"; echo 1..2'
counts "tests/run counts what fails" "1 passed, 1 failed" 1 \
    'echo "ok 1 - a"; echo "not ok 2 - b"; exit 1'
counts "a suite that prints nothing has failed" "0 passed, 1 failed" 1 \
    'exit 0'
counts "a suite that only says that it is well has failed" "0 passed, 1 failed" 1 \
    'echo all tests passed'
counts "a suite that crashes after its tests has failed" "1 passed, 1 failed" 1 \
    'echo "ok 1 - a"; kill -SEGV $$'
counts "a suite that stops before its plan is done has failed" "1 passed, 1 failed" 1 \
    'echo 1..2; echo "ok 1 - a"'
counts "a suite that ends with an error has failed" "1 passed, 1 failed" 1 \
    'echo "ok 1 - a"; exit 3'
counts "what is skipped is not counted as passed" "1 passed, 0 failed" 0 \
    'echo "ok 1 - a"; echo "ok 2 - b # SKIP it is not here"'
counts "a run in which everything is skipped does not pass" "0 passed, 0 failed" 1 \
    'echo "ok 1 - a # SKIP it is not here"'

sed -i -E 's/^( +unit .*)120$/\11/' "$example/tests/run"
counts "a suite that takes too long is ended and has failed" "1 passed, 1 failed" 1 \
    'echo "ok 1 - a"; sleep 60'

suite_says unit 'echo "ok 1 - a"'
mkdir -p "$example/tests/forgotten"
suite_says forgotten 'echo "ok 1 - a"'
run_example unit
equal "a suite that the table forgot is a failure" "1 passed, 1 failed (1)" "$last ($status)"
rm -r "$example/tests/forgotten" "$example/tests/unit"
run_example unit rules
equal "a suite of the table that is not there is a failure" "1 passed, 2 failed (1)" "$last ($status)"

printf '#!/bin/sh\nexit 1\n' >"$example/bin/ninja"
run_example rules
equal "a tree that does not build is a failure" "0 passed, 1 failed (1)" "$last ($status)"
run_example nonsense
equal "an unknown suite is a wrong call" 2 "$status"
rm -rf -- "$example"
