# SPDX-License-Identifier: EUPL-1.2
"""Documents against the official schemas and shapes that stand beside the tree (tests/maps/standards/validate.mjs)."""

import json
import os
import shutil
import subprocess

FOLDER = os.path.join(os.environ.get("MITROA_SHARED") or "../shared", "data/standards")
HERE = os.path.dirname(os.path.abspath(__file__))


def are_here(name):
    return os.path.exists(os.path.join(FOLDER, name))


def validate(way, asked):
    """{name: [fault]}. The script runs as a copy beside its packages, where node looks for them."""
    place = os.path.join(os.environ["MITROA_PACKAGES"], "../standards")
    script = shutil.copy(os.path.join(HERE, "standards/validate.mjs"), place)
    run = subprocess.run(["node", script, way], input=json.dumps(asked), capture_output=True, text=True, timeout=120,
                         check=False)
    return json.loads(run.stdout) if run.returncode == 0 else {"validate.mjs": [run.stderr[-2000:]]}


def against_schemas(folder, documents):
    """documents: {name: (schema file, document)}"""
    return validate("schema", {"folder": os.path.join(FOLDER, folder),
                               "documents": {n: {"schema": s, "document": d} for n, (s, d) in documents.items()}})


def against_shapes(shapes, contexts, documents):
    return validate("shapes", {"shapes": os.path.join(FOLDER, shapes), "contexts": contexts, "documents": documents})
