#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# two_hops.sh: two bare-hop processes pinned to two cores, as a multiple of one alone
r() { "$BIN/hop" l2 8 256 0.5 1024 2112 "$1" | awk '{ print 1000 / $2 }'; }
one=$(r 1); t=$(mktemp); r 0 >"$t" & b=$(r 1); wait
awk -v a="$(cat "$t")" -v b="$b" -v one="$one" 'BEGIN { printf "two_hops %.3f times\n", (a + b) / one }'; rm -f "$t"
