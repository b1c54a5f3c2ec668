#!/bin/sh
# Prints make variables: flags of the packages in $PKGS, and of the optional ones that attach/*.c files name in a line
# `/* needs: PACKAGE ... */` near their top. A file whose packages are missing is left out, with a note. A package is one that
# pkg-config knows, or HEADER=LIBRARY (libfoo.h=foo) for a library that comes without. Writes $O/attach_built.h beside: what
# attach/list.h's rows refer to, NULL where the file was left out.
set -e
have="" libs="" out="" flags=""

has() {
	case $1 in
	*=*) echo "#include <${1%%=*}>" | ${CC:-cc} -E - >/dev/null 2>&1 ;;
	*) pkg-config --exists "$1" ;;
	esac
}

for f in attach/*.c; do
	[ -e "$f" ] || continue
	needs=$(sed -n '1,5s/.*needs: \(.*\) \*\/.*/\1/p' "$f")
	missing=""
	for p in $needs; do has "$p" || missing="$missing ${p%%=*}"; done
	if [ -n "$missing" ]; then
		out="$out $f"
		echo "note: $f is left out: not found:$missing" >&2
		continue
	fi
	for p in $needs; do
		case $p in
		*=*) libs="$libs -l${p#*=}" ;;
		*)
			have="$have $p"
			# Seen by that file alone: some bring flags that the rest should not be built with. Their headers' warnings are not ours.
			flags="$flags\n\$(O)/${f%.c}.o: FILE_CFLAGS += $(pkg-config --cflags "$p" | sed 's/-I/-isystem /g')" ;;
		esac
	done
done
pkg-config --print-errors --exists $PKGS
echo "ATTACH_OUT := $out"
echo "PKG_CFLAGS := $(pkg-config --cflags $PKGS)"
echo "PKG_LIBS := $(pkg-config --libs $PKGS $have)$libs"
printf "$flags\n"

for f in attach/*.c; do
	name=$(sed -n 's/^const struct attach_scheme attach_\([a-z0-9]*\) = {.*/\1/p' "$f" 2>/dev/null)
	[ -n "$name" ] || continue
	case " $out " in
	*" $f "*) echo "#define ATTACH_REF_$name NULL" ;;
	*) printf 'extern const struct attach_scheme attach_%s;\n#define ATTACH_REF_%s &attach_%s\n' "$name" "$name" "$name" ;;
	esac
done > "$O/attach_built.h"
