#!/bin/sh
# deps.sh GROUP...: installs the packages of packages.list that are missing here. Nothing to do: says nothing and needs no rights.
set -eu
cd "$(dirname "$0")"
want="" missing="" optional=""
for group in "$@"; do
	want="$want $(sed -n "s/^$group //p" packages.list)"
done
have() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }
for p in $want; do have "$p" || missing="$missing $p"; done
case " $* " in *" build "*)
	for p in $(sed -n 's/^optional //p' packages.list); do have "$p" || optional="$optional $p"; done ;;
esac
[ -n "$missing$optional" ] || exit 0
command -v apt-get >/dev/null || {
	echo "lanyard: these packages are missing and this is not a Debian that could install them:$missing" >&2
	exit 1
}
if [ "$(id -u)" = 0 ]; then root=""; elif command -v sudo >/dev/null; then root=sudo; else
	[ -n "$missing" ] || exit 0
	echo "lanyard: as root, run: apt-get install$missing" >&2
	exit 1
fi
# What only makes things better must not ask for a password.
[ -n "$missing" ] || [ -z "$root" ] || exit 0
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "installing:$missing$optional"
$root apt-get update -qq >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
if [ -n "$missing" ]; then
	# shellcheck disable=SC2086
	$root apt-get install -y -qq --no-install-recommends $missing >"$log" 2>&1 || { tail -20 "$log" >&2; exit 1; }
fi
for p in $optional; do
	$root apt-get install -y -qq --no-install-recommends "$p" >"$log" 2>&1 || echo "note: no package $p here; its attachment is left out" >&2
done
