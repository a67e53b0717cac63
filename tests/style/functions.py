#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Functions fit a screen: few of all C functions in the layers are longer than 70 lines.

The formatter puts the braces of a function, and only those, into the first column of a source file
after a line that ends its parameter list. Exits 1 if the share of long ones passes the mark.
"""
import pathlib
import sys

LINES_MAX = 70
SHARE_MAX = 0.024  # the share of the best tree that we measured
FOLDERS = ("registry", "geo", "importers", "api")


def functions_of(path):
    """(name line, length in lines) of each function of one source file."""
    begin = None
    previous = ""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line == "{" and previous.endswith(")"):
            begin = number
        elif line == "}" and begin is not None:
            yield begin, number - begin + 1
            begin = None
        previous = line


def main():
    lengths = [
        (length, f"{path}:{begin}")
        for folder in FOLDERS
        for path in sorted(pathlib.Path(folder).rglob("*.c"))
        for begin, length in functions_of(path)
    ]
    if not lengths:
        print("no function found: is this the root of the tree?")
        return 1
    long_ones = sorted((entry for entry in lengths if entry[0] > LINES_MAX), reverse=True)
    print(f"{len(lengths)} functions, {len(long_ones)} longer than {LINES_MAX} lines")
    for length, place in long_ones:
        print(f"{place}: {length} lines")
    return 1 if len(long_ones) > SHARE_MAX * len(lengths) else 0


if __name__ == "__main__":
    sys.exit(main())
