#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# bgp.sh ours|bird|frr|frr-zebra [N] [FAMILY [SINKS]]: seconds for N prefixes through one BGP router (feeder -> router -> sinks) over TCP, for their withdrawal, and its peak
# memory. With more than one sink each has a policy of its own (a route-map that adds a community).
# ours: into RIB and FIB. bird: no kernel protocol. frr: bgpd alone (-Z); frr-zebra: into the kernel of its namespace. BIN: as for doors.sh.
set -u; BIN=$(realpath "${BIN:-$(dirname "$0")/../../build/bench}"); m=$1 n=${2:-100000} fam=${3:-4} sinks=${4:-1} d=$(mktemp -d) a=lyg-$$-a b=lyg-$$-b p=() port=1179
chmod 777 "$d"; export LANYARD_STATE=$d/state
tidy()
{
	[ "$m" = ours ] && "$BIN/../lanyard" down --all >/dev/null 2>&1
	[ ${#p[@]} -gt 0 ] && kill -9 "${p[@]}" 2>/dev/null
	ip netns del "$a" 2>/dev/null; ip netns del "$b" 2>/dev/null; rm -rf "$d"
}
trap tidy EXIT
plen=24 mask=255.255.255.0 to=(10.9.9.3)
[ "$sinks" -gt 1 ] && { plen=16 mask=255.255.0.0 to=(); for ((i = 0; i < sinks; i++)); do to+=(10.9.$((10 + i / 200)).$((1 + i % 200))); done; }
# Lines for each sink: @A is its address, @S its AS, @I its number.
each() { for i in "${!to[@]}"; do l=${1//@A/${to[i]}} l=${l//@S/$((65003 + i))}; printf '%s\n' "${l//@I/$i}"; done; }
policies() { [ "$sinks" -gt 1 ] && each "$1"; }
if [ "$m" != ours ]; then
	ip netns add "$a"; ip netns add "$b"; ip -n "$a" link set lo up; ip -n "$b" link set lo up
	ip -n "$a" link add name v0 type veth peer name lyg netns "$b"; ip -n "$a" addr add 10.9.9.1/$plen dev v0; ip -n "$a" addr add 2001:db8:9:9::1/64 dev v0 nodad
	ip -n "$a" link set v0 up; ip -n "$b" addr add 10.9.9.2/$plen dev lyg; ip -n "$b" link set lyg up
	chown frr:frr "$d" 2>/dev/null
fi
six=$([ "$fam" = 6 ] && echo 6 || true)
case $m in
ours)
	port=179; mkdir -p "$LANYARD_STATE"
	cat >"$d/l.yml" <<C
name: bgp$$
nodes:
  r1:
    kind: router
    config: |
      ipv6 unicast-routing
      interface GigabitEthernet0/0
       ip address 10.9.9.1 $mask
       ipv6 address 2001:DB8:9:9::1/64
      router bgp 65002
       no bgp default ipv4-unicast
       bgp router-id 10.9.9.1
       neighbor 10.9.9.2 remote-as 65001
       neighbor 10.9.9.2 transport connection-mode passive
$(each "       neighbor @A remote-as @S
       neighbor @A transport connection-mode passive")
       address-family ipv$fam
        neighbor 10.9.9.2 activate
$(each "        neighbor @A activate
        neighbor @A advertisement-interval 0")
$(policies "        neighbor @A route-map OUT@I out")
       exit-address-family
$(policies "      route-map OUT@I permit 10
       set community 65002:@I additive")
wires:
  - ["tap:lyg?netns=$b&address=10.9.9.2/$plen", r1:g0/0]
C
	"$BIN/../lanyard" up "$d/l.yml" >/dev/null || exit 1
	main=$("$BIN/../lanyard" ls --json | grep -o '"engine_pid": *[0-9]*' | grep -o '[0-9]*') ;;
bird)
	cat >"$d/c" <<C
router id 10.9.9.1; protocol device {} protocol direct { ipv4; ipv6; }
template bgp t { local 10.9.9.1 port 1179 as 65002; passive; ipv${fam} { import all; export where source = RTS_BGP; }; }
protocol bgp f from t { neighbor 10.9.9.2 as 65001; } protocol bgp k from t { neighbor 10.9.9.3 as 65003; }
C
	ip netns exec "$a" bird -f -c "$d/c" -s "$d/s" >/dev/null 2>"$d/err" & main=$!; p+=($main) ;;
frr*)
	cat >"$d/c" <<C
router bgp 65002
 bgp router-id 10.9.9.1
 no bgp ebgp-requires-policy
 no bgp default ipv4-unicast
 neighbor 10.9.9.2 remote-as 65001
 neighbor 10.9.9.2 passive
$(each " neighbor @A remote-as @S
 neighbor @A passive
 neighbor @A advertisement-interval 0")
 address-family ipv$fam unicast
  neighbor 10.9.9.2 activate
$(each "  neighbor @A activate")
$(policies "  neighbor @A route-map OUT@I out")
 exit-address-family
$(policies "route-map OUT@I permit 10
 set community 65002:@I additive")
C
	z=-Z; [ "$m" = frr-zebra ] && { ip netns exec "$a" /usr/lib/frr/zebra -f /dev/null -i "$d/z.pid" -z "$d/z.sock" --vty_socket "$d" -P 0 >/dev/null 2>&1 & p+=($!); sleep 1; z="-z $d/z.sock"; }
	ip netns exec "$a" /usr/lib/frr/bgpd -f "$d/c" -i "$d/b.pid" $z --vty_socket "$d" -P 0 -p 1179 >/dev/null 2>"$d/err" & main=$!; p+=($main) ;;
*) echo "bgp.sh: who is $m?" >&2; exit 2 ;;
esac
for x in "${to[@]}"; do echo "addr add $x/$plen dev lyg"; done | ip -n "$b" -batch -
sleep 2
before=$(awk '/VmRSS/ { print $2 }' "/proc/$main/status")
ip netns exec "$b" "$BIN/bgpfeed" "$n" $port "$fam" 200 "$sinks" || exit 1
awk -v b="$before" -v n="$n" '/VmHWM/ { printf "bgp_memory %.1f MiB\nbgp_route_memory %.0f bytes\n", $2 / 1024, ($2 - b) * 1024 / n }' "/proc/$main/status"
