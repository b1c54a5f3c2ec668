#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# peer_linux.sh bridge|route|iperf-bridge|iperf-route HOPS [SECS] [SIZE]: chain of HOPS Linux bridges or routers, one netns each, joined by veth.
# Raw modes: AF_PACKET generator, frames counted at the far veth and dropped there by XDP. iperf modes: one TCP stream with default offloads.
BIN=${BIN:-bin}; mode=$1; H=${2:-1}; secs=${3:-2}; size=${4:-64}; kind=${mode#iperf-}
ns=(pf-s); for ((i = 1; i <= H; i++)); do ns+=(pf-$i); done; ns+=(pf-d)
trap 'for n in "${ns[@]}"; do ip netns del $n 2>/dev/null; done' EXIT
for n in "${ns[@]}"; do ip netns add $n; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0 net.bridge.bridge-nf-call-arptables=0; ip -n $n link set lo up; done
for ((i = 0; i <= H; i++)); do
	a=${ns[i]}; b=${ns[i + 1]}; mac=$(printf '02:00:00:00:%02x' $i)
	ip -n $a link add name vr address $mac:01 type veth peer name vl address $mac:02 netns $b
	ip -n $a link set dev vr up; ip -n $b link set dev vl up
	[ $kind = route ] && { ip -n $a addr add 10.99.$i.1/24 dev vr; ip -n $b addr add 10.99.$i.2/24 dev vl; }
done
if [ $kind = bridge ]; then
	for ((i = 1; i <= H; i++)); do n=${ns[i]}; ip -n $n link add br0 type bridge; ip -n $n link set dev vl master br0; ip -n $n link set dev vr master br0; ip -n $n link set br0 up; done
	dst=10.99.0.2; dmac=02:00:00:00:$(printf %02x $H):02; ip -n pf-s addr add 10.99.0.1/24 dev vr; ip -n pf-d addr add $dst/24 dev vl
else
	dst=10.99.$H.2; dmac=02:00:00:00:00:02
	for ((i = 0; i <= H; i++)); do [ $i != $H ] && ip -n ${ns[i]} route add 10.99.$H.0/24 via 10.99.$i.2; [ $i != 0 ] && ip -n ${ns[i + 1]} route add 10.99.0.0/24 via 10.99.$i.1; done
fi
ip netns exec pf-s ping -c 2 -i 0.2 -W 2 -q $dst >/dev/null || { echo "no path" >&2; exit 1; }
if [ ${mode#iperf} != $mode ]; then
	ip netns exec pf-d iperf3 -s -1 -D >/dev/null; sleep .3
	g=$(ip netns exec pf-s iperf3 -c $dst -t $secs -f g | awk '/receiver/{print $7}'); echo "linux_${kind}_x${H}_tcp $g Gbit/s"
else
	ip -n pf-d link set dev vl xdpgeneric obj $BIN/drop.o sec xdp
	c() { ip netns exec pf-d cat /sys/class/net/vl/statistics/rx_packets; }
	a=$(c); t0=$(date +%s.%N); ip netns exec pf-s taskset -c 1 $BIN/gen vr $secs $size $dmac 02:00:00:00:00:01 10.99.0.1 $dst >/dev/null; t1=$(date +%s.%N); b=$(c)
	awk -v n=$((b - a)) -v t=$secs -v k=linux_${kind}_x${H}_${size}B 'BEGIN{printf "%s %.4f Mpps\n", k, n/t/1e6}'
fi
