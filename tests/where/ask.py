# SPDX-License-Identifier: EUPL-1.2
"""What the tests of this suite share: TAP, the binary, a question."""

import json
import os
import subprocess
import sys

MITROA = os.environ["MITROA"]
ROOT = os.environ["TEST_ROOT"]
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


def ask(municipality, on=TODAY, facts="age=70", at=None, everything=True):
    place = ("--at", at) if at else ("--municipality", municipality)
    run = mitroa("entitlements", "--facts", facts, "--json", "--on", on, *place, *(["--all"] if everything else []))
    if run.returncode != 0:
        raise RuntimeError(f"mitroa entitlements ended with {run.returncode}: {run.stderr}")
    return json.loads(run.stdout)


def table(municipality, on=TODAY, facts="age=70"):
    return mitroa("entitlements", "--facts", facts, "--on", on, "--municipality", municipality).stdout


def programme(answer, code):
    return next((e for e in answer["entitlements"] if e["programme"] == code), None)


def run(tests):
    for test in tests:
        try:
            test()
        except Exception as error:  # a broken answer is a failed test, not the end of the others
            check(f"{test.__name__.replace('_', ' ')} can be asked", False, repr(error))
    sys.exit(1 if FAILED else 0)
