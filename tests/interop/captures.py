#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tshark on all that passes in every lab of tests/labs: whatever a protocol of ours sends is looked at by somebody else's dissector."""
import glob
import re

from libinterop import LANYARD_FAST, ROOT, check, finish, need, private_state, sh, tshark_clean

need("captures of every lab", "tshark", "mergecap")
folder = private_state()
files = [f for f in sorted(glob.glob(f"{ROOT}/tests/labs/*.yml")) if "steps:" in open(f).read()]
# A lab without wires has nothing to see; wires that corrupt frames on purpose have malformed ones.
files = [f for f in files if not re.search(r"\bcorrupt\b|wires: \[\]", open(f).read()) and ("nodes:" not in open(f).read() or "wires:" in open(f).read())]
r = sh([LANYARD_FAST, "test", *files, "--capture", folder], timeout=300)
check("every lab can be captured, without loss", r.returncode == 0 and "frames lost" not in r.out, r.out[-2000:])
captured = sorted(glob.glob(f"{folder}/*.pcapng"))
check("a capture a lab", len(captured) == len(files), captured)
tshark_clean("captures", captured[0])
# All in one go: starting tshark takes longer than reading.
r = sh(["mergecap", "-a", "-w", f"{folder}/all.pcapng", *captured])
if check("the captures are merged", r.returncode == 0, r.out):
    # Of route filters it knows Cisco's type 128 alone, not RFC 5292's: interop/bgp_orf shows it ours under that number.
    tshark_clean("every lab", f"{folder}/all.pcapng", min_frames=1000, but='_ws.expert.message contains "ORFEntry-Unknown (type 64)"')
names = sh(["tshark", "-r", f"{folder}/first.pcapng", "-T", "fields", "-e", "frame.interface_name"]).out.split()
check("interfaces have the names of their ports", "pc1:eth0" in names and "r1:GigabitEthernet0/1" in names, sorted(set(names)))
r = sh([LANYARD_FAST, "test", files[0], "--capture", f"{folder}/nowhere"])
check("a folder that is not there is said", r.returncode == 4 and "nowhere" in r.out, r.out)
finish()
