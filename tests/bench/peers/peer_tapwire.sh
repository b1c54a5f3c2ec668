#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# peer_tapwire.sh plain|offload [SECS]: iperf3 TCP through a userspace wire between two TAPs (the best a userspace engine can do towards kernel hosts)
BIN=${BIN:-bin}; s=${2:-3}; ip netns add pf-a; ip netns add pf-b; $BIN/tapwire pf-a pf-b $1 $((s + 4)) & p=$!; sleep .8; ip netns exec pf-b iperf3 -s -1 -D >/dev/null; sleep .4
g=$(ip netns exec pf-a iperf3 -c 10.97.0.2 -t $s -f g | awk '/receiver/{print $7}'); echo "tapwire_$1_tcp ${g:-0} Gbit/s"; wait $p; ip netns del pf-a; ip netns del pf-b
