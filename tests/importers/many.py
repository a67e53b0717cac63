#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""How much memory the import of many programmes takes: many.py FOLDER COMMAND... prints the criteria and MiB of a dry run.

Three thousand versions with three criteria each, which are a few megabytes of text. Room for every criterion at every
version would be two gigabytes and more.
"""

import resource
import subprocess
import sys
from pathlib import Path

VERSIONS = 3000

folder, command = Path(sys.argv[1]), sys.argv[2:]
folder.mkdir()
with open(folder / "programmes.csv", "w", encoding="utf-8") as file:
    file.write("code,title,kind,level,authority,area,valid_from,law\n")
    file.writelines(f"M{i:05},Πρόγραμμα {i},benefit,national,ΟΠΕΚΑ,nationwide,2025-01-01,ν. 1/2024\n" for i in range(VERSIONS))
with open(folder / "criteria.csv", "w", encoding="utf-8") as file:
    file.write("programme,block,kind,fact,operator,value,text\n")
    file.writelines(f"M{i:05},1,condition,{fact},≤,{1000 + i},Έως {1000 + i}\n"
                    for i in range(VERSIONS) for fact in ("income_year", "deposits", "real_estate"))
run = subprocess.run([*command, "import", "programmes", str(folder), "--dry-run", "--json"], stdin=subprocess.DEVNULL,
                     capture_output=True, text=True, check=False)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print("read" if run.returncode == 0 else f"ended with {run.returncode}: {run.stdout[-300:]}{run.stderr[-300:]}", end=" ")
print("in bounds" if peak < 1000 else f"with {peak} MiB")
