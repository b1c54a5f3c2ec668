#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# up.sh N: how long `lanyard up` takes for a lab of N routers in a chain, on the virtual clock. BIN: as for doors.sh.
set -u; BIN=${BIN:-$(dirname "$0")/../../build/bench} n=$1
export LANYARD_STATE=$(mktemp -d)
trap '"$BIN/../lanyard" down --all >/dev/null 2>&1; rm -rf "$LANYARD_STATE"' EXIT
f=$LANYARD_STATE/many.yml
awk -v n="$n" 'BEGIN { print "name: many\nnodes:"; for (i = 1; i <= n; i++) printf "  r%d: {kind: router}\n", i
	print "wires:"; for (i = 1; i < n; i++) printf "  - [r%d:g0/1, r%d:g0/0]\n", i, i + 1 }' >"$f"
t0=$(date +%s.%N); "$BIN/../lanyard" up "$f" --clock virtual >/dev/null || exit 1; t1=$(date +%s.%N)
awk -v n="$n" -v t="$t0 $t1" 'BEGIN { split(t, x); printf "up_%d %.3f s\n", n, x[2] - x[1] }'
