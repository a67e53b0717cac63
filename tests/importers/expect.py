#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Does the report on standard input say what it should?

    expect.py error FILE LINE COLUMN WORD    one error stands there and its message has the word;
                                             LINE and COLUMN may be -, FILE is the end of the path
    expect.py counts NEW CHANGED SAME [ENDED] and nothing was rejected
"""
import json
import sys


def stands_there(error, file, line, column, word):
    return (error["file"].endswith(file)
            and (line == "-" and error["line"] is None or str(error["line"]) == line)
            and (column == "-" and error["column"] is None or error["column"] == column)
            and word in error["message"] + " " + (error["suggestion"] or ""))


def main():
    text = sys.stdin.read()
    report = json.loads(text)
    if sys.argv[1] == "error":
        right = report["rejected"] > 0 and any(
            stands_there(error, *sys.argv[2:6]) for error in report["errors"])
    else:
        wanted = [int(number) for number in sys.argv[2:]]
        got = [report[key] for key in ("new", "changed", "same", "ended")][:len(wanted)]
        right = got == wanted and report["rejected"] == 0
    if not right:
        print(text)
    return 0 if right else 1


sys.exit(main())
