#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# doors.sh tap|udp|tcp_switch|tcp_router ours|bare [SECS]: 64 B frames tap -> tap and UDP -> UDP, or a TCP stream between two namespaces;
# through a switch (UDP: a wire) of ours, or through a bare loop of the same system calls. BIN: where the programs are.
set -u; BIN=${BIN:-$(dirname "$0")/../../build/bench}
what=$1 who=$2 secs=${3:-1} ns=lyb-$$
out=$(mktemp)
tidy() { [ -n "${p:-}" ] && { kill "$p"; wait "$p"; } 2>/dev/null; for n in "$ns" "$ns-a" "$ns-b"; do ip netns del "$n" 2>/dev/null; done; rm -f "$out"; }
trap tidy EXIT
start() { "$@" >"$out" & p=$!; for ((i = 0; i < 100; i++)); do grep -q ready "$out" && return; sleep .02; done; echo "doors.sh: $* is not ready" >&2; exit 1; }
case $what in
tap)
	ip netns add "$ns"; in="ip netns exec $ns"
	$in sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
	if [ "$who" = ours ]; then start $in taskset -c 0 "$BIN/bench_door" switch tap:ta tap:tb $((secs + 3))
	else start $in taskset -c 0 "$BIN/tapcopy" ta tb $((secs + 3)); fi
	$in ip link set ta txqueuelen 10000 up; $in ip link set tb up; sleep .3
	# The switch learns who is where, so that nothing is flooded.
	$in taskset -c 1 "$BIN/gen" tb 0.05 64 02:00:00:00:00:01 02:00:00:00:00:02 10.99.0.2 10.99.0.1 1000 >/dev/null 2>&1
	a=$($in cat /sys/class/net/tb/statistics/rx_packets); t0=$(date +%s.%N)
	$in taskset -c 1 "$BIN/gen" ta "$secs" 64 02:00:00:00:00:02 02:00:00:00:00:01 10.99.0.1 10.99.0.2 >/dev/null 2>&1
	b=$($in cat /sys/class/net/tb/statistics/rx_packets); t1=$(date +%s.%N)
	awk -v n=$((b - a)) -v t="$t0 $t1" 'BEGIN { split(t, x); printf "tap_switch_tap %.4f Mpps\n", n / (x[2] - x[1]) / 1e6 }' ;;
udp)
	b=$((20000 + $$ % 10000)); l=127.0.0.1
	if [ "$who" = ours ]; then start taskset -c 0 "$BIN/bench_door" wire udp:$l:$((b + 1))-$l:$b udp:$l:$((b + 2))-$l:$((b + 3)) $((secs + 2))
	else start taskset -c 0 "$BIN/udpcopy" $((b + 1)) $b $((b + 2)) $((b + 3)) $((secs + 2)); fi
	"$BIN/udpgen" $b $((b + 1)) $((b + 3)) 64 "$secs" udp_wire_udp 2>/dev/null ;;
tcp_router)
	start "$BIN/bench_door" router "tap:ta?netns=$ns-a&address=10.97.1.1/24&gateway=10.97.1.254" "tap:tb?netns=$ns-b&address=10.97.2.1/24&gateway=10.97.2.254" $((secs + 4))
	sleep .5; ip netns exec "$ns-b" iperf3 -s -1 -D >/dev/null; sleep .3
	g=$(ip netns exec "$ns-a" iperf3 -c 10.97.2.1 -t "$secs" -f g | awk '/receiver/ { print $7 }'); echo "tcp_router ${g:-0} Gbit/s" ;;
tcp_switch)
	if [ "$who" = ours ]; then start "$BIN/bench_door" switch "tap:ta?netns=$ns-a&address=10.97.0.1/24" "tap:tb?netns=$ns-b&address=10.97.0.2/24" $((secs + 4))
	else echo "doors.sh: peer_tapwire.sh does that" >&2; exit 2; fi
	sleep .5; ip netns exec "$ns-b" iperf3 -s -1 -D >/dev/null; sleep .3
	g=$(ip netns exec "$ns-a" iperf3 -c 10.97.0.2 -t "$secs" -f g | awk '/receiver/ { print $7 }'); echo "tcp_switch ${g:-0} Gbit/s" ;;
esac
