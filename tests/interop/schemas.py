#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every show as JSON, in states that the schemas of docs/schemas were not learnt from (other seeds, other moments, wires cut), validates against its schema; every show has
one. When a show has got a new cell, `make docs` writes the schemas anew. With --all (schemas_all.py): every lab that runs on the virtual clock."""
import glob
import json
import os
import re
import sys

from libinterop import LANYARD_FAST, ROOT, check, finish, private_state, skip

try:
    import jsonschema
except ImportError:
    skip("schemas", "no python3-jsonschema on this machine")
    sys.exit(0)
sys.path.insert(0, f"{ROOT}/tests")
os.environ["LANYARD"] = LANYARD_FAST
import libschemas as schemas

FEW = ("campus.yml", "bgp-multihomed.yml", "tests/schemas.yml")


def main(everything):
    private_state()
    os.environ.pop("LANYARD_LAB", None)
    validators = {os.path.basename(f)[:-5]: jsonschema.Draft7Validator(json.load(open(f))) for f in glob.glob(f"{schemas.FOLDER}/*.json")}
    check("every schema is one", all(not list(jsonschema.Draft7Validator(jsonschema.Draft7Validator.META_SCHEMA).iter_errors(v.schema)) for v in validators.values()))
    none, wrong, n_rows, n_shows = set(), {}, 0, 0
    for path, text in schemas.labs():
        if not everything and not path.endswith(FEW):
            continue
        for node in schemas.each_node(path, text, seed="7", span="73s", meddle=lambda show: schemas.cut_wires(show, 7)):
            lines = node.lines()
            for (name, _, line), r in zip(lines, node.run([x[2] for x in lines])):
                n_shows += 1
                n_rows += len(r["rows"])
                if name not in validators:
                    none.add(name)
                    continue
                for e in validators[name].iter_errors(r["rows"]):
                    wrong.setdefault(name, f"{node.name}: {line}: {e.message} at {list(e.absolute_path)}")
    check("rows were seen", n_shows > 1000 and n_rows > 1000, (n_shows, n_rows))
    check("every show has a schema: make docs", not none, none)
    check("every row is what its schema says", not wrong, "\n".join(wrong.values()))
    finish()


if __name__ == "__main__":
    main(False)
