# SPDX-License-Identifier: EUPL-1.2
"""What the tests of this suite share: TAP, the binary, the database as its owner."""

import csv
import json
import os
import shutil
import subprocess
import sys

MITROA = os.environ["MITROA"]
ROOT = os.environ["TEST_ROOT"]
SCRATCH = os.environ["TEST_SCRATCH"]
TODAY = "2026-11-22"
FAILED = []


def check(sentence, holds, why=""):
    print(f"{'ok' if holds else 'not ok'} - {sentence}")
    if not holds:
        FAILED.append(sentence)
        print("\n".join("# " + line[:2000] for line in str(why).splitlines()[:30]))
    sys.stdout.flush()


def mitroa(*arguments, environment=None, stdin=None):
    return subprocess.run([MITROA, *arguments], input=stdin, capture_output=True, text=True, timeout=200, check=False,
                          env={**os.environ, "MITROA_TODAY": TODAY, **(environment or {})})


def asked(*arguments, environment=None):
    run_ = mitroa(*arguments, "--json", environment=environment)
    if run_.returncode != 0:
        raise RuntimeError(f"mitroa {' '.join(arguments)} ended with {run_.returncode}: {run_.stderr}")
    return json.loads(run_.stdout)


def sql(text, user="mitroa_owner", **variables):
    """Rows of a statement, as lists of texts."""
    options = [option for name, value in variables.items() for option in ("-v", f"{name}={value}")]
    found = subprocess.run(["psql", "-X", "-A", "-t", "-q", "-F", "\t", "-v", "ON_ERROR_STOP=1", *options, "-f", "-"],
                           input=text, capture_output=True, text=True, check=False,
                           env={**os.environ, "PGUSER": user, "PGOPTIONS": ""})
    if found.returncode != 0:
        raise RuntimeError(found.stderr)
    return [line.split("\t") for line in found.stdout.splitlines()]


def sql_file(name, **variables):
    with open(os.path.join(ROOT, "tests", "coverage", name), encoding="utf-8") as file:
        return sql(file.read(), **variables)


def import_providers(**sheets):
    """Sheets as lists of rows, the header first."""
    folder = os.path.join(SCRATCH, "providers")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for name, rows in sheets.items():
        with open(os.path.join(folder, f"{name}.csv"), "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    run_ = mitroa("import", "providers", folder, "--json")
    if run_.returncode != 0:
        raise RuntimeError(run_.stdout + run_.stderr)


def run(tests):
    for test in tests:
        try:
            test()
        except Exception as error:  # a broken answer is a failed test, not the end of the others
            check(f"{test.__name__.replace('_', ' ')} can be asked", False, repr(error))
    sys.exit(1 if FAILED else 0)
