#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Dependencies point one way: every #include in the tree is allowed by the tables below.

Run from the root of a tree. Prints each include that breaks the order; exits 1 if any does.
"""
import pathlib
import re
import sys

# What each folder may include of ours, lowest layer first. A folder may always include itself.
MAY_INCLUDE = {
    "registry/base": [],
    "registry/rules": ["registry/base"],
    "registry/db": ["registry/base"],
    "geo": ["registry/base"],
    "registry": ["registry/base", "registry/rules", "registry/db", "geo"],
    "importers": ["registry/base", "registry/rules", "registry/db", "geo", "registry"],
    "api": ["registry/base", "registry/rules", "geo", "registry"],
}

# Each library is known to one folder only. Keys are the beginnings of header names.
LIBRARY_HOME = {
    "sodium": "registry/base",
    "utf8proc": "registry/base",
    "libical": "registry/base",
    "libical": "registry/base",
    "zlib": "registry/base",
    "liboath": "registry/base",
    "libpq": "registry/db",
    "pg_config": "registry/db",
    "geos": "geo",
    "glpk": "registry",
    "proj": "geo",
    "ogr_": "importers",
    "gdal": "importers",
    "cpl_": "importers",
    "csv.h": "importers",
    "xlsxwriter": "importers",
    "curl/": "registry",
    "microhttpd": "api",
    "jansson": "api",
    "qrencode": "api",
}

INCLUDE = re.compile(r'\s*#\s*include\s*(["<])([^">]+)[">]')


def layer_of(path):
    """The longest folder of the table that holds this path; None for what is in no layer."""
    return max((name for name in MAY_INCLUDE if path.startswith(name + "/")), key=len, default=None)


def home_of(header):
    """The one folder that may know this library's header; None for libc and the kernel."""
    return next((home for start, home in LIBRARY_HOME.items() if header.startswith(start)), None)


def complaint(source, here, quote, header):
    """Why this include may not stand in this source; None if it may."""
    if quote == "<":
        home = home_of(header)
        return f"{here} may not include <{header}>: {home} knows it" if home not in (None, here) else None
    if header.startswith("tests/"):
        return f"{here} may not include {header}: a test is no part of a layer"
    there = layer_of(header)
    if not there:
        return f"{here} includes {header}, which is in no layer: write the path from the root"
    if there != here and there not in MAY_INCLUDE[here]:
        return f"{here} may not include {header}"
    return None


def complaints_about(source):
    """Every include of one file that breaks the order. api/main.c is the table of subcommands."""
    here = layer_of(source)
    found = []
    for number, line in enumerate(pathlib.Path(source).read_text().splitlines(), 1):
        include = INCLUDE.match(line)
        why = include and complaint(source, here, include[1], include[2])
        if why:
            found.append(f"{source}:{number}: {why}")
    return found


def main():
    sources = [str(path) for path in sorted(pathlib.Path(".").rglob("*.[ch]"))]
    sources = [path for path in sources if layer_of(path) and path != "api/main.c"]
    if not sources:
        print("no source file in any layer: is this the root of the tree?")
        return 1
    wrong = [line for source in sources for line in complaints_about(source)]
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
