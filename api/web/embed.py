#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Turns the files that the service carries in itself into C.

embed.py OUTPUT SCHEMAS FILE...   SCHEMAS becomes embedded_schemas, the rest embedded_files[].
"""
import pathlib
import sys

MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
               ".mjs": "text/javascript; charset=utf-8", ".json": "application/json"}


def as_c(data):
    lines = []
    for i in range(0, len(data), 16):
        lines.append("    " + ", ".join(f"0x{byte:02x}" for byte in data[i:i + 16]) + ",")
    return "\n".join(lines)


def main():
    output, schemas, files = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
    parts = ['#include "api/web/embedded.h"\n']
    data = schemas.read_bytes()
    parts.append(f"static const unsigned char schemas_bytes[] = {{\n{as_c(data)}\n}};")
    parts.append("const char *const embedded_schemas = (const char *) schemas_bytes;")
    parts.append(f"const size_t embedded_schemas_size = {len(data)};\n")
    rows = []
    for i, name in enumerate(files):
        path = pathlib.Path(name)
        data = path.read_bytes()
        parts.append(f"static const unsigned char file_{i}[] = {{\n{as_c(data)}\n}};")
        rows.append(f'    {{ "{path.name}", "{MEDIA_TYPES[path.suffix]}", '
                    f"(const char *) file_{i}, {len(data)} }},")
    parts.append("const Asset embedded_files[] = {\n" + "\n".join(rows) + "\n    { 0 },\n};\n")
    pathlib.Path(output).write_text("\n".join(parts))


main()
