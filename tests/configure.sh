#!/bin/sh
# Prints make variables: flags of the packages in $PKGS, and of the optional ones that attach/*.c files name in a line
# `/* needs: PACKAGE ... */` near their top. A file whose packages are missing is left out, with a note.
set -e
have="" out=""
for f in attach/*.c; do
	[ -e "$f" ] || continue
	needs=$(sed -n '1,5s/.*needs: \(.*\) \*\/.*/\1/p' "$f")
	[ -n "$needs" ] || continue
	if pkg-config --exists $needs; then
		have="$have $needs"
	else
		out="$out $f"
		echo "note: $f is left out: pkg-config finds no $needs" >&2
	fi
done
pkg-config --print-errors --exists $PKGS
echo "ATTACH_OUT := $out"
echo "PKG_CFLAGS := $(pkg-config --cflags $PKGS $have)"
echo "PKG_LIBS := $(pkg-config --libs $PKGS $have)"
