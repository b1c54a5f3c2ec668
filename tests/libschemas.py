#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A JSON schema for each show of each kind of node: docs/schemas/NAME.json, written by `make docs` (this program with --write).

The shows are those that `show parser dump exec` lists, in all their forms; what their cells are is learnt by running them, as JSON, on every node of the labs in topologies/
and tests/labs, on the virtual clock with the same seeds each time, as they are and after wires were cut, so that the files are the same. A show that never had a row has a
schema that takes any. tests/interop/schemas.py holds other states of other seeds against them."""
import glob
import itertools
import json
import os
import random
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = f"{ROOT}/docs/schemas"
NODES = 25  # of a lab; those of a bigger one are much alike
LANYARD = os.path.abspath(os.environ.get("LANYARD", f"{ROOT}/build/lanyard"))
LINES_AT_ONCE = 400


def lanyard(*argv):
    return subprocess.run([LANYARD, *argv], capture_output=True, text=True, timeout=300)


# -- the forms of a show

def tokens(syntax):
    return re.findall(r"\]\*|[\[\]{}|]|[^\s\[\]{}|]+", syntax)


def parse(toks, end=None):
    """A list of alternatives, each a list of: word, ("optional", alternatives), ("one", alternatives)."""
    alternatives, now = [], []
    while toks:
        t = toks.pop(0)
        if t == "[":
            now.append(("optional", parse(toks, "]")))
        elif t == "{":
            now.append(("one", parse(toks, "}")))
        elif t == "|":
            alternatives.append(now)
            now = []
        elif end and t.rstrip("*") == end:
            break
        else:
            now.append(t)
    return alternatives + [now]


def forms(parts):
    """Each option and each alternative at least once; not all of them with each other."""
    base, more = [[]], []
    for p in parts:
        if isinstance(p, str):
            base, more = [b + [p] for b in base], [m + [p] for m in more]
            continue
        kind, alternatives = p
        choices = [f for a in alternatives for f in forms(a)]
        plain = [] if kind == "optional" else choices.pop(0)
        more = [m + plain for m in more] + [base[0] + c for c in choices]
        base = [b + plain for b in base]
    return base + more


def name_of(syntax):
    """The words that every form of it has: the schema's file."""
    words = [p for p in parse(tokens(syntax))[0] if isinstance(p, str) and re.fullmatch(r"[a-z0-9-]+:?", p)]
    return "-".join(words).replace(":", "")


class Node:
    def __init__(self, name, kind):
        self.name, self.kind, self.turn = name, kind, 0
        rows = self.run(["show parser dump exec", "show interfaces", "show running-config"])
        self.shows = [r["syntax"] for r in rows[0]["rows"] if r["show"]]
        seen, self.ifaces = set(), []
        for r in rows[1]["rows"]:
            kind = re.match(r"[A-Za-z-]+", r["interface"])[0] + (".")[: "." in r["interface"]]
            if (kind, r.get("line_protocol")) not in seen:
                seen.add((kind, r.get("line_protocol")))
                self.ifaces.append(r["interface"])
        config = rows[2]["output"]
        self.addresses = sorted(set(re.findall(r"(?<![\d.])(?!255|0\.)\d+\.\d+\.\d+\.\d+", config)))[:12] or ["10.0.0.1"]
        self.words = sorted(set(re.findall(r"(?:access-list (?:standard |extended )?|route-map |prefix-list |pool |chain |time-range |view |group |user |community )(\S+)", config)))[:8]
        self.numbers = sorted({int(n) for n in re.findall(r"^(?:vlan|interface Vlan|router \w+|interface Port-channel|track|ip sla|standby|vrrp|glbp) ?(\d+)", config, re.M)})

    def run(self, lines):
        out = []
        for i in range(0, len(lines), LINES_AT_ONCE):
            r = lanyard("exec", self.name, *lines[i : i + LINES_AT_ONCE], "--json")
            try:
                out += json.loads(r.stdout)
            except ValueError:
                sys.exit(f"{self.name}: {r.stderr or r.stdout[-300:]}")
        return out

    def pick(self, pool):
        self.turn += 1
        return pool[self.turn % len(pool)]

    def word(self, token):
        """What stands for an argument."""
        m = re.match(r"<(\d+)-(\d+)>", token)
        if m:
            fitting = [str(n) for n in self.numbers if int(m[1]) <= n <= int(m[2])] or [m[1]]
            return self.pick(fitting + [m[1]])
        kind = token.split(":")[0] if not token.startswith("X:") and not token.startswith("hh") else token
        if token.startswith("X:X"):
            return "2001:db8::/32" if "/" in token else "2001:db8::1"
        if kind in ("INTERFACE", "IFRANGE"):
            return self.pick(self.ifaces)
        if kind == "A.B.C.D":
            return "255.255.255.0" if "mask" in token else self.pick(self.addresses)
        if kind.startswith("A.B.C.D/"):
            return self.pick(self.addresses) + "/32"
        if kind == "H.H.H":
            return "0200.0000.0001"
        if token.startswith("hh:"):
            return "12:00:00"
        if kind == "WORD":
            return self.pick([str(n) for n in self.numbers] + ["1"]) if "list" in token and "vlan" in token else self.pick(self.words + ["1"])
        return "x" if kind == "LINE" else token

    def lines(self):
        """(schema's name, syntax, line) of each show in each form."""
        out = []
        for syntax in self.shows:
            for form in forms(parse(tokens(syntax))[0]):
                for _ in range(3 if any("INTERFACE" in t or "A.B.C.D" in t or t.startswith("<") for t in form) else 1):
                    out.append((name_of(syntax), syntax, " ".join(self.word(t) for t in form)))
        return list(dict.fromkeys(out))


# -- what JSON looks like

TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null", list: "array", dict: "object"}


def learn(shape, value):
    shape.setdefault("types", set()).add(TYPES[type(value)])
    if isinstance(value, dict):
        for k, v in value.items():
            learn(shape.setdefault("properties", {}).setdefault(k, {}), v)
    elif isinstance(value, list):
        for v in value:
            learn(shape.setdefault("items", {}), v)


# Objects whose keys are data: reasons of drops, by name.
MAPS = {"drops"}


def schema_of(shape, key=""):
    types = sorted(shape.get("types", ()))
    out = {"type": types[0] if len(types) == 1 else types} if types else {}
    if "object" in types and key in MAPS:
        out["additionalProperties"] = {"type": "integer"}
    elif "object" in types:
        out["properties"] = {k: schema_of(v, k) for k, v in sorted(shape.get("properties", {}).items())}
        out["additionalProperties"] = False
    if "array" in types:
        out["items"] = schema_of(shape.get("items", {}))
    return out


def document(name, syntaxes, shape):
    rows = {"type": "array"}
    if "items" in shape:
        rows["items"] = schema_of(shape["items"])
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": name.replace("-", " "), "description": "\n".join(sorted(syntaxes)), **rows}


# -- labs

def labs():
    """Texts of labs that run on the virtual clock, with the folder that their configurations stand in."""
    for path in sorted(glob.glob(f"{ROOT}/topologies/*.yml")) + sorted(glob.glob(f"{ROOT}/tests/labs/*.yml")) + [f"{ROOT}/tests/schemas.yml"]:
        text = open(path).read()
        if "tests/labs" in path:
            m = re.search(r"^lab:\s*\n((?:[ #].*\n|\n)+)", text, re.M)
            if not m:
                continue
            indent = re.match(r" *", m[1])[0]
            text = re.sub(f"^{indent}", "", m[1], flags=re.M)
        if re.search(r"kind: (vm|container|nat)\b|\"?(tap|veth|packet|xdp|udp|vhost|vfio|nat|stream|dgram|vxlan|vde):", re.sub("^#.*", "", text, flags=re.M)) or "pcap:" in text:
            continue
        yield path, text


def cut_wires(show, seed):
    dice = random.Random(seed)
    for w in dice.sample(show["wires"], min(2, len(show["wires"]))):
        port = next((e for e in w["ends"] if re.match(r"[\w-]+:", e)), None)
        if port:
            lanyard("wire", port, "down")
    lanyard("run", "--for", "37s")


def each_node(path, text, *, seed="1", span="100s", meddle=None):
    """Starts the lab, lets time pass, and yields its nodes that have a shell."""
    name = re.search(r"^name:\s*(\S+)", text, re.M)
    lab = name[1] if name else "schemas"
    file = f"{os.path.dirname(path)}/.schemas-{os.getpid()}.yml"
    with open(file, "w") as f:
        f.write(text if name else f"name: {lab}\n{text}")
    try:
        r = lanyard("up", file, "--clock", "virtual", "--seed", seed, "--fresh")
    finally:
        os.unlink(file)
    if r.returncode:
        sys.exit(f"{path}: {r.stderr}")
    try:
        lanyard("run", "--for", span)
        for node, line in re.findall(r"^# exec (\S+): (.*)", text, re.M):
            lanyard("exec", node, line)
        if meddle:
            meddle(json.loads(lanyard("show", "--json").stdout))
        for n in json.loads(lanyard("show", "--json").stdout)["nodes"][:NODES]:
            if n["kind"] in ("router", "switch", "host"):
                yield Node(n["name"], n["kind"])
    finally:
        lanyard("down", lab)


def gather():
    shapes, syntaxes = {}, {}
    for path, text in labs():
        for node in itertools.chain(each_node(path, text), each_node(path, text, seed="2", span="60s", meddle=lambda show: cut_wires(show, 2))):
            lines = node.lines()
            for (name, syntax, _), r in zip(lines, node.run([x[2] for x in lines])):
                syntaxes.setdefault(name, set()).add(syntax)
                learn(shapes.setdefault(name, {}), r["rows"])
    return {name: document(name, syntaxes[name], shapes[name]) for name in syntaxes}


def main():
    with tempfile.TemporaryDirectory(prefix="lanyard-schemas-") as state:
        os.environ["LANYARD_STATE"] = state
        os.environ.pop("LANYARD_LAB", None)
        docs = gather()
    os.makedirs(FOLDER, exist_ok=True)
    for old in glob.glob(f"{FOLDER}/*.json"):
        if os.path.basename(old)[:-5] not in docs:
            os.unlink(old)
    for name, doc in docs.items():
        with open(f"{FOLDER}/{name}.json", "w") as f:
            json.dump(doc, f, indent=1)
            f.write("\n")
    empty = sorted(name for name, d in docs.items() if "items" not in d)
    print(f"{len(docs)} schemas; {len(empty)} shows never had a row: {', '.join(empty)}")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: libschemas.py --write")
    main()
