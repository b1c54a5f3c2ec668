#!/bin/bash
# Attachments against the kernel and other programs, each in namespaces of its own: a wire of ours between two of them (attach_wire.c).
# Needs root. Prints a line per check; the status is 1 when one failed.
# usage: attach_doors.sh [PATTERN]; BUILD is a folder with rooms.a (default build), SAN_BUILD one built with the sanitizers (default: none)
cd "$(dirname "$0")/../.." || exit 2
[ "$(id -u)" = 0 ] || { echo "skip attach: needs root"; exit 0; }
B=${BUILD:-build} T=$(mktemp -d) W=attach_wire failed=0 pid=""
trap 'stop; rm -rf "$T"' EXIT
program() { # NAME FOLDER FLAG...
	local name=$1 from=$2; shift 2
	# shellcheck disable=SC2046
	${CC:-gcc} -std=gnu17 -D_GNU_SOURCE -I. -O1 -g "$@" -o "$T/$name" tests/interop/attach_wire.c "$from/rooms.a" $(sed -n 's/^PKG_LIBS := //p' "$B/config.mk") -lcrypt -pthread
}
program plain "$B" || exit 2
if [ -n "$SAN_BUILD" ]; then program attach_wire "$SAN_BUILD" -fsanitize=address,undefined || exit 2; else cp "$T/plain" "$T/attach_wire"; fi

ok() { echo "ok $1"; }
bad() { echo "not ok $1: $2"; failed=1; }
check() { local what=$1; shift; if "$@" > "$T/out" 2>&1; then ok "$what"; else bad "$what" "$(tr '\n' ' ' < "$T/out")"; fi; }
refused() { local what=$1; shift; if "$@" > "$T/out" 2>&1; then bad "$what" "was not refused"; else ok "$what"; fi; }
start() { : > "$T/wire"; "$T/$W" "$@" > "$T/wire" 2>&1 & pid=$!; for _ in $(seq 50); do grep -q ready "$T/wire" && return 0; kill -0 $pid 2>/dev/null || break; sleep .1; done; bad "start: $*" "$(cat "$T/wire")"; return 1; }
stop() { [ -n "$pid" ] || return; kill "$pid" 2>/dev/null; wait "$pid"; pid=""; }
# In the background write ip netns exec out: $! of a function is a shell around it.
in_a() { ip netns exec attach-a "$@"; }
in_b() { ip netns exec attach-b "$@"; }
pings() { in_a ping -q -c3 -i.2 -W2 "$@"; }
page() { ip netns exec attach-b python3 -m http.server -d "$T/www" 80 > /dev/null 2>&1 & local p=$!; for _ in $(seq 50); do in_b curl -s -o /dev/null http://127.0.0.1/ && break; sleep .1; done; in_a curl -s -m10 -o "$T/got" "$1"; cmp "$T/got" "$T/www/page"; local r=$?; kill $p; wait $p 2>/dev/null; return $r; }
tagged() { # a frame with tags 7 and 8 from IFACE in a; IFACE in b sees both
	ip netns exec attach-b timeout 4 tcpdump -c1 -e -n -i "$2" ether src 02:00:00:00:00:aa > "$T/dump" 2>/dev/null & local d=$!; sleep .6
	in_a python3 -c "
import socket
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(('$1', 0))
s.send(bytes.fromhex('ffffffffffff' '0200000000aa' '81002007' '81000008' '88b5') + bytes(60))"
	wait $d; cat "$T/dump"; grep -q 'vlan 7, p 1.*vlan 8, p 0' "$T/dump"
}
clean() { [ ! -e /run/netns/attach-a ] && [ ! -e /run/netns/attach-b ] && [ ! -e /run/lanyard/netns/attach-a ] && [ ! -e /run/lanyard/netns/attach-b ]; }
mkdir "$T/www"; head -c 3000000 /dev/urandom > "$T/www/page"
A="netns=attach-a&address=10.9.0.1/24,2001:db8:9::1/64" Z="netns=attach-b&address=10.9.0.2/24,2001:db8:9::2/64"

both() { # the same checks for every pair of doors
	check "$1: ping" pings 10.9.0.2
	check "$1: ping6" pings 2001:db8:9::2
	check "$1: ping of 9000 bytes, in fragments" pings -s 9000 10.9.0.2
	check "$1: 3 MB over HTTP" page http://10.9.0.2/page
}

tap_pair() {
	start "tap:at0?$A" "tap:at0?$Z" || return
	both "tap - tap"
	kill -USR1 $pid; sleep .2
	check "tap: no carrier when the wire is cut" [ "$(in_a cat /sys/class/net/at0/carrier)" = 0 ]
	kill -USR2 $pid; sleep .2
	check "tap: carrier is back" [ "$(in_a cat /sys/class/net/at0/carrier)" = 1 ]
	kill -HUP $pid; sleep .3
	both "tap - tap, new engine"
	check "tap: a frame with two tags" tagged at0 at0
	stop; check "tap: nothing is left" clean
}
veth_pair() {
	start "veth:av0?$A&mtu=1400" "tap:at0?$Z&mtu=1400" || return
	both "veth - tap"
	check "veth: mtu" grep -q 1400 <(in_a cat /sys/class/net/av0/mtu)
	kill -USR1 $pid; sleep .2
	check "veth: no carrier when the wire is cut" [ "$(in_a cat /sys/class/net/av0/carrier)" = 0 ]
	kill -USR2 $pid; sleep .2
	check "veth: a frame with two tags" tagged av0 at0
	kill -HUP $pid; sleep .3
	both "veth - tap, new engine"
	kill -9 $pid; wait $pid 2>/dev/null; pid=""; sleep .5
	check "veth: gone with a keeper that was killed" sh -c "! ip netns exec attach-a ip link show av0"
	start "veth:av0?$A" "veth:av0?$Z" || return
	both "veth - veth, after a crash"
	stop; "$T/attach_wire" sweep "veth:av0?$A" "tap:at0?$Z"
	check "veth: nothing is left after sweeping up behind the crash" clean
}
# attach0 here, ap0 in attach-a. A namespace that is deleted takes its end of the pair along later, when the kernel gets to it:
# so the pair goes first, by name.
cable() { ip netns add attach-a; ip link add attach0 type veth peer name ap0 netns attach-a; ip link set attach0 up; }
uncable() { ip link del attach0 2>/dev/null; ip netns del attach-a; }
packets() {
	cable; ip netns add attach-b
	in_a ip addr add 10.9.0.1/24 dev ap0; in_a ip -6 addr add 2001:db8:9::1/64 dev ap0 nodad; in_a ip link set ap0 up
	start "packet:attach0" "tap:at0?$Z" || return
	both "packet - tap"
	check "packet: a frame with two tags, of which the kernel tells one beside" tagged ap0 at0
	ip link set attach0 down; sleep .2; ip link set attach0 up; sleep .2
	check "packet: an interface that went down and came back" pings 10.9.0.2
	stop
	check "packet: a namespace of the user's own is left alone" [ -e /run/netns/attach-b ]
	start "tap:at0?netns=attach-c" "tap:at0?$Z"; kill -9 $pid; wait $pid 2>/dev/null; pid=""
	ip netns del attach-c; ip netns add attach-c; "$T/attach_wire" sweep "tap:at0?netns=attach-c" "tap:at0?$Z"
	check "sweep: so is one of the user's own that has the name of one of ours" [ -e /run/netns/attach-c ]
	ip netns del attach-c
	uncable; ip netns del attach-b
	refused "packet: no such interface" "$T/attach_wire" packet:attach9 udp:127.0.0.1:1-127.0.0.1:2 1
}
xdp() {
	cable
	in_a ip addr add 10.9.0.1/24 dev ap0; in_a ip -6 addr add 2001:db8:9::1/64 dev ap0 nodad; in_a ip link set ap0 up
	in_a ethtool -K ap0 tx off > /dev/null 2>&1 || in_a python3 -c "
import fcntl, socket, struct
s = socket.socket(); v = struct.pack('II', 0x17, 0)  # ETHTOOL_STXCSUM off
import ctypes
b = ctypes.create_string_buffer(v)
fcntl.ioctl(s, 0x8946, struct.pack('16sP', b'ap0', ctypes.addressof(b)))"
	start "xdp:attach0" "tap:at0?$Z" || { uncable; return; }
	both "xdp - tap"
	kill -HUP $pid; sleep .3
	both "xdp - tap, new engine"
	refused "xdp: twice on a queue" "$T/attach_wire" xdp:attach0 udp:127.0.0.1:1-127.0.0.1:2 1
	kill -9 $pid; wait $pid 2>/dev/null; pid=""; sleep .3
	check "xdp: no program is left by a keeper that was killed" sh -c "! ip link show attach0 | grep -q xdp"
	"$T/attach_wire" sweep "tap:at0?$Z"
	uncable; check "xdp: nothing is left" clean
}
bridges() {
	ip link add attach-br type bridge; ip link set attach-br up
	start "tap:attach-t0?bridge=attach-br" "tap:at0?$Z" || return
	check "tap: in the bridge" [ -e /sys/class/net/attach-br/brif/attach-t0 ]
	stop
	ip tuntap add attach-t1 mode tap
	start "tap:attach-t1?bridge=attach-br&address=10.8.0.1/24" "tap:at0?$Z" || return
	refused "tap: in use" "$T/attach_wire" tap:attach-t1 udp:127.0.0.1:1-127.0.0.1:2 1
	stop
	check "tap: a user's own tap stays" [ -e /sys/class/net/attach-t1 ]
	check "tap: without what was given to it" [ -z "$(ip -4 addr show dev attach-t1)$(ls /sys/class/net/attach-br/brif)" ]
	ip link del attach-t1; ip link del attach-br
	refused "tap: no such bridge" "$T/attach_wire" "tap:attach-t2?bridge=attach-br" udp:127.0.0.1:1-127.0.0.1:2 1
	check "tap: nothing is left after a refusal" [ ! -e /sys/class/net/attach-t2 ]
	refused "tap: not a tap" "$T/attach_wire" tap:lo udp:127.0.0.1:1-127.0.0.1:2 1
	check "tap: nothing is left" clean
}
vxlan() {
	cable; ip addr add 10.6.0.1/24 dev attach0
	in_a ip addr add 10.6.0.2/24 dev ap0; in_a ip link set ap0 up
	in_a ip link add vx type vxlan id 77 remote 10.6.0.1 local 10.6.0.2 dstport 4789 dev ap0
	in_a ip addr add 10.9.0.1/24 dev vx; in_a ip -6 addr add 2001:db8:9::1/64 dev vx nodad; in_a ip link set vx up
	start "vxlan:10.6.0.2?vni=77&local=10.6.0.1" "tap:at0?$Z" || return
	both "vxlan of the kernel - tap"
	stop; uncable
}
vde() {
	command -v vde_switch > /dev/null || { echo "skip vde: no vde_switch"; return; }
	local W=plain # libvdeplug loads its parts in a way (RTLD_DEEPBIND) that the sanitizers refuse
	vde_switch -s "$T/vde" -M "$T/vde.mgmt" -d -p "$T/vde.pid" || return
	start "vde:$T/vde" "tap:at0?$A" || return
	local first=$pid; pid=""
	start "vde:$T/vde" "tap:at0?$Z" || { kill $first; return; }
	both "tap - vde_switch - tap"
	kill "$(cat "$T/vde.pid")"; sleep .3
	check "vde: no carrier when the switch has ended" [ "$(in_a cat /sys/class/net/at0/carrier)" = 0 ]
	stop; pid=$first; stop
	check "vde: nothing is left" clean
}
sockets() { # ours to ours: each socket kind as the middle of tap - socket - tap
	local one two
	for pair in "stream:unix:$T/s?listen stream:unix:$T/s" "stream:127.0.0.1:45100?listen stream:127.0.0.1:45100" "stream:[::1]:45100?listen stream:[::1]:45100" \
		"dgram:unix:$T/a,$T/b dgram:unix:$T/b,$T/a" "udp:127.0.0.1:45100-127.0.0.1:45101 udp:127.0.0.1:45101-127.0.0.1:45100" \
		"udp:[::1]:45100-[::1]:45101 udp:[::1]:45101-[::1]:45100" \
		"vxlan:127.0.0.2?vni=5&local=127.0.0.3 vxlan:127.0.0.3?vni=5&local=127.0.0.2"; do
		one=${pair% *} two=${pair#* }
		start "$one" "tap:at0?$A" || return
		local first=$pid; pid=""
		start "$two" "tap:at0?$Z" || { kill $first; return; }
		both "tap - ${two//$T/DIR} - tap"
		stop; pid=$first; stop
	done
	check "sockets: nothing is left" clean
}
nat() {
	python3 -m http.server -d "$T/www" -b 127.0.0.1 45180 > /dev/null 2>&1 & local server=$!
	for _ in $(seq 50); do curl -s -o /dev/null http://127.0.0.1:45180/ && break; sleep .1; done
	start "nat:" "tap:at0?netns=attach-a&address=10.0.2.15/24&gateway=10.0.2.2" || return
	local helper; helper=$(pgrep -P $pid)
	for _ in $(seq 50); do grep -q "^Uid:.65534" "/proc/$helper/status" && break; sleep .1; done # it is somebody while it begins
	check "nat: helper runs as nobody" grep -q "^Uid:.65534.65534.65534" "/proc/$helper/status"
	check "nat: gateway answers ping" in_a ping -q -c2 -i.2 -W2 10.0.2.2
	check "nat: 3 MB from a server on the host's loopback" sh -c "ip netns exec attach-a curl -s -m10 -o $T/got http://10.0.2.2:45180/page && cmp $T/got $T/www/page"
	kill -HUP $pid; sleep .3
	check "nat: again by a new engine" sh -c "ip netns exec attach-a curl -s -m10 -o $T/got http://10.0.2.2:45180/page && cmp $T/got $T/www/page"
	kill -9 $pid; wait $pid 2>/dev/null; pid=""; sleep .3
	check "nat: helper dies with its parent" sh -c "! grep '^State:.[RS]' /proc/$helper/status"
	start "nat:" "tap:at0?netns=attach-a&address=10.0.2.15/24&gateway=10.0.2.2" || return
	helper=$(pgrep -P $pid); kill "$helper"; sleep .3
	check "nat: no carrier without its helper" [ "$(in_a cat /sys/class/net/at0/carrier)" = 0 ]
	stop; kill $server; wait $server 2>/dev/null
	check "nat: nothing is left" clean
}
qemu() { # the guest is the network card's boot ROM: it asks slirp for an address through our wire
	command -v qemu-system-x86_64 > /dev/null || { echo "skip attach qemu: no qemu-system-x86_64"; return; }
	local q
	for wire in "stream:unix:$T/q?listen stream,server=off,addr.type=unix,addr.path=$T/q" \
		"stream:127.0.0.1:45190?listen stream,server=off,addr.type=inet,addr.host=127.0.0.1,addr.port=45190" \
		"dgram:unix:$T/qa,$T/qb dgram,local.type=unix,local.path=$T/qb,remote.type=unix,remote.path=$T/qa"; do
		start "${wire% *}" "nat:" || return
		rm -f "$T/q.pcap"
		qemu-system-x86_64 -M pc -m 64 -display none -boot n -netdev "${wire#* },id=n" -device e1000,netdev=n \
			-object filter-dump,id=f,netdev=n,file="$T/q.pcap" > "$T/qemu" 2>&1 & q=$!
		for _ in $(seq 60); do sleep .5; [ -e "$T/q.pcap" ] && tshark -r "$T/q.pcap" -Y 'dhcp.option.dhcp == 5' 2>/dev/null | grep -q ACK && break; done
		check "qemu: a guest on $(sed "s,$T,DIR,g; s/.* //" <<< "$wire") has an address from nat" sh -c "cat $T/qemu; tshark -r $T/q.pcap -Y 'dhcp.option.dhcp == 5' 2>/dev/null | grep ACK"
		kill $q; wait $q 2>/dev/null; stop
	done
}
capture() {
	command -v tshark > /dev/null || { echo "skip capture: no tshark"; return; }
	start "tap:at0?$A" "tap:at0?$Z" || return
	ip netns exec attach-b tcpdump -q -i at0 -w "$T/c.pcap" -U > /dev/null 2>&1 & local dump=$!; sleep .5
	check "capture: HTTP meanwhile" page http://10.9.0.2/page
	sleep .3; kill $dump; wait $dump 2>/dev/null; stop
	check "capture: tshark finds nothing malformed" [ "$(tshark -r "$T/c.pcap" -Y _ws.malformed 2>/dev/null | wc -l)" = 0 ]
	check "capture: segments cross uncut" [ "$(tshark -r "$T/c.pcap" -Y 'frame.len > 20000' 2>/dev/null | wc -l)" -gt 10 ]
	# and played in again: every frame arrives
	start "pcap:$T/c.pcap?rate=max" "tap:at0?$A" || return; sleep 1; stop
	local n; n=$(tcpdump -r "$T/c.pcap" 2>/dev/null | wc -l)
	check "pcap: all $n frames were played" grep -q "^pcap:.* frames=$n " "$T/wire"
}
for t in tap_pair veth_pair packets xdp bridges vxlan vde sockets nat qemu capture; do
	case $t in *${1:-}*) $t; stop ;; esac
done
exit $failed
