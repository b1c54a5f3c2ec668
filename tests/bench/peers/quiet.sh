#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# quiet.sh [SECS]: wait (at most SECS, default 3) until the two cores were >= 85 % idle for 0.5 s, so that a shared machine disturbs less
end=$((SECONDS + ${1:-3}))
idle() { awk '/^cpu /{t=0; for(i=2;i<=NF;i++) t+=$i; print $5+$6, t}' /proc/stat; }
while ((SECONDS < end)); do read a b < <(idle); sleep .5; read c d < <(idle); (( (c - a) * 100 >= 85 * (d - b) )) && exit 0; done
echo "# still busy" >&2
