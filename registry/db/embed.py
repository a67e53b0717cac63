#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Embeds sql/ into C, so that the binary is all that an installation needs.

    embed.py SQL_FOLDER statements.h statements.c scripts.c DEPFILE

queries/NAME.sql becomes `const Statement sql_NAME`; migrations, functions and grants become three
lists of SqlScript. The DEPFILE names every file read and every folder, so that a file that is added
or removed is noticed as well.
"""
import pathlib
import re
import sys

# The types that registry/db/value.h can send, by their name in the first comment of a query.
TYPES = {
    "bool": 16, "bytea": 17, "bigint": 20, "smallint": 21, "integer": 23, "text": 25,
    "double precision": 701, "date": 1082, "timestamptz": 1184, "uuid": 2950, "jsonb": 3802,
    "bool[]": 1000, "bytea[]": 1001, "smallint[]": 1005, "integer[]": 1007, "text[]": 1009,
    "bigint[]": 1016, "double precision[]": 1022, "date[]": 1182, "uuid[]": 2951,
}
TYPE_PATTERN = "|".join(sorted((re.escape(name) for name in TYPES), key=len, reverse=True))
PARAMETER = re.compile(rf"^-- \$(\d+) +({TYPE_PATTERN})(?: |$)")


def fail(path, message):
    sys.exit(f"{path}: {message}")


def literal(text):
    """A C string literal, one line of the source a line."""
    lines = []
    for line in text.splitlines(keepends=True):
        escaped = line.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        escaped = escaped.replace("\t", "\\t").replace("??", "?\\?")
        lines.append(f'    "{escaped}"')
    return "\n".join(lines) or '    ""'


def parameters(path, text):
    """The declared types, in order; every $n of the body must be among them, and be used."""
    declared = {}
    body = []
    for line in text.splitlines():
        if not line.lstrip().startswith("--"):
            body.append(line.split(" -- ")[0])
            continue
        found = PARAMETER.match(line)
        if found:
            declared[int(found[1])] = TYPES[found[2]]
        elif re.match(r"^-- \$\d", line):
            fail(path, f"the type of this parameter is not known: {line}")
    used = {int(number) for number in re.findall(r"\$(\d+)", "\n".join(body))}
    if sorted(declared) != list(range(1, len(declared) + 1)) or used != set(declared):
        fail(path, f"declares parameters {sorted(declared)}, uses {sorted(used)}")
    return [declared[number] for number in sorted(declared)]


def read(folder):
    """(path, text) of the .sql files of a folder, in order of their names."""
    return [(path, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.sql"))]


def statements(queries):
    header = ["/* Generated from sql/queries. */", "#pragma once", "",
              '#include "registry/db/statement.h"', ""]
    source = ["/* Generated from sql/queries. */", '#include "registry/db/statements.h"', ""]
    names = []
    for number, (path, text) in enumerate(queries):
        name = path.stem
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            fail(path, "the name of a query is a C name in small letters")
        types = parameters(path, text)
        header.append(f"extern const Statement sql_{name};")
        if types:
            source.append(f"static const uint32_t types_{name}[] = {{ "
                          + ", ".join(map(str, types)) + " };")
        source += [f"const Statement sql_{name} = {{",
                   f'    .name = "{name}",', f"    .number = {number},",
                   f"    .n_params = {len(types)},",
                   f"    .types = {'types_' + name if types else 'NULL'},",
                   "    .text =", literal(text) + ",", "};", ""]
        names.append(f"    &sql_{name},")
    source += ["const Statement *const sql_statements[] = {", *names, "    NULL,", "};",
               f"const size_t sql_statements_count = {len(queries)};", ""]
    return "\n".join(header) + "\n", "\n".join(source)


def scripts(folders):
    source = ["/* Generated from sql/. */", '#include "registry/db/migration.h"', ""]
    for name, files in folders:
        source.append(f"const SqlScript sql_{name}[] = {{")
        for path, text in files:
            source += [f'    {{ "{path.stem}",', literal(text) + " },"]
        source += ["    { NULL, NULL },", "};", ""]
    return "\n".join(source)


def main():
    folder = pathlib.Path(sys.argv[1])
    header_path, source_path, scripts_path, dep_path = sys.argv[2:6]
    queries = read(folder / "queries")
    folders = [(name, read(folder / name)) for name in ("migrations", "functions", "grants")]

    header, source = statements(queries)
    pathlib.Path(header_path).write_text(header, encoding="utf-8")
    pathlib.Path(source_path).write_text(source, encoding="utf-8")
    pathlib.Path(scripts_path).write_text(scripts(folders), encoding="utf-8")

    known = [str(path) for _, files in [("queries", queries), *folders] for path, _ in files]
    known += [str(folder / name) for name in ("queries", "migrations", "functions", "grants")
              if (folder / name).is_dir()]
    known = [path.replace(" ", "\\ ") for path in known]
    pathlib.Path(dep_path).write_text(f"{header_path}: " + " ".join(known) + "\n")


main()
