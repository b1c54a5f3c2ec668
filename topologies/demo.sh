#!/bin/sh
# The main job, shown: first.yml, and two Linux hosts (network namespaces) that talk through a switch and two routers over a slow wire.
# Ends at r1's console when there is a terminal. Without root it runs the part that needs none and says so.
set -eu
cd "$(dirname "$0")/.."
lanyard=${O:-build}/lanyard
LANYARD_STATE=$(mktemp -d /tmp/lanyard-demo.XXXXXX)
export LANYARD_STATE
bold=$(printf '\033[1m') plain=$(printf '\033[0m')
[ -t 1 ] || { bold=""; plain=""; }
say() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
cleanup() {
	for p in ${servers:-}; do kill "$p" 2>/dev/null || true; done
	"$lanyard" down --all >/dev/null 2>&1 || true
	rm -rf "$LANYARD_STATE"
}
# Until a program listens on PORT in ly-right: python3 asks the resolver for its own name first, which takes its time where nobody answers.
listening() {
	tries=300
	while ! $right ss -Hltn "sport = :$1" | grep -q .; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || { echo "nothing listens on port $1 after 30 s" >&2; return 1; }
		sleep 0.1
	done
}
trap cleanup EXIT
trap 'exit 130' INT TERM
servers=""

say "1. A first lab: two hosts, a switch, a router (topologies/first.yml)"
"$lanyard" up topologies/first.yml
export LANYARD_LAB=first
"$lanyard" exec pc1 'ping 10.0.2.10'
"$lanyard" exec r1 'show ip interface brief' 'show arp'
"$lanyard" exec sw1 'show mac address-table'

if [ "$(id -u)" != 0 ]; then
	say "2. Left out: two Linux hosts in network namespaces (topologies/linux-hosts.yml) need root to make a tap in a namespace."
	echo "   sudo make demo shows it."
else
	say "2. Two Linux hosts, whose stack is the kernel's own, through a switch and two routers over a slow WAN wire (topologies/linux-hosts.yml)"
	"$lanyard" up topologies/linux-hosts.yml
	left="ip netns exec ly-left" right="ip netns exec ly-right"
	export LANYARD_LAB=linux-hosts
	capture=$LANYARD_STATE/wan.pcapng
	"$lanyard" capture r1:g0/1 r2:g0/1 -w "$capture" &
	capturing=$!
	say "ping"
	$left ping -c 4 -i 0.3 10.1.2.10
	say "iperf3 over the 10 Mbit/s wire"
	$right iperf3 -s >/dev/null 2>&1 &
	servers="$servers $!"
	page=$LANYARD_STATE/www
	mkdir "$page"
	echo "A page from the other side of the lab." >"$page/index.html"
	$right python3 -m http.server -d "$page" 80 >/dev/null 2>&1 &
	servers="$servers $!"
	listening 5201
	$left iperf3 -c 10.1.2.10 -t 3
	say "a page over HTTP"
	listening 80
	$left curl -sS --max-time 10 http://10.1.2.10/
	kill -INT "$capturing"
	wait "$capturing" || true
	say "the capture of the WAN wire, read by tshark"
	# iperf3 sends noise, in which tshark would find now one protocol, now another.
	noise="-d tcp.port==5201,data"
	tshark -r "$capture" $noise -q -z io,phs 2>/dev/null | head -24
	echo "interfaces: $(tshark -r "$capture" -T fields -e frame.interface_name 2>/dev/null | sort -u | tr '\n' ' ')"
	bad=$(tshark -r "$capture" $noise -Y _ws.malformed 2>/dev/null | wc -l)
	echo "malformed frames: $bad"
	[ "$bad" = 0 ]
fi

export LANYARD_LAB=first
if [ -t 0 ] && [ -t 1 ]; then
	say "3. r1's console. Try: show version, show ip route, configure terminal, ?   Leave with exit or Ctrl-]."
	"$lanyard" console r1 || true
else
	say "3. No terminal here, so no console. By hand: $lanyard up topologies/first.yml; $lanyard console r1"
fi
say "The demo is over; nothing is left behind."
