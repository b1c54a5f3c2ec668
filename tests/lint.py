#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""lint.py BUILD: what the compiler does not check.

 - rooms include only rooms before them
 - protocol logic (x.c beside x_cli.c) does not include cli/
 - objects of rooms that must do no I/O reach only for the C library's pure functions
 - programs that the bench runs can be run
 - every C file has its licence line; files and functions stay readable (reported, not refused, up to a hard limit)
"""
import glob
import os
import re
import subprocess
import sys

ORDER = [["core"], ["net"], ["cli"], ["device"], ["switch", "router", "nic-models", "attach"], ["appliances"], ["lab"]]
LEVEL = {room: i for i, level in enumerate(ORDER) for room in level}
# Rooms of one level that may look at each other: a switch has the router's code on its VLAN interfaces, a transport serves rings.
BESIDE = {("switch", "router"), ("attach", "nic-models")}
MAY_CALL_THE_SYSTEM = ("attach/", "lab/", "core/loop.o", "cli/console", "main.o")
HARD_LINES = 900
# Variables of a whole process, each with a reason that its file's head gives.
MUTABLE = {("cli/console.c", "the_console")}

PURE = set("""
memcpy memmove memset memcmp memchr memrchr memmem strlen strnlen strcmp strncmp strcasecmp strncasecmp strchr strrchr strstr strcasestr strspn strcspn strpbrk
strtok_r strsep strtol strtoul strtoull strtoll strndup strdup stpcpy strcpy strncpy strcat strncat snprintf vsnprintf asprintf vasprintf sscanf
malloc calloc realloc reallocarray free aligned_alloc abort qsort qsort_r bsearch tsearch tfind tdelete twalk twalk_r tdestroy
regcomp regexec regfree regerror fwrite fputc fputs putc vfprintf fprintf stderr
open_memstream fclose fflush
__stack_chk_fail __ctype_b_loc __ctype_tolower_loc __ctype_toupper_loc toupper tolower __errno_location
mmap munmap madvise
pthread_mutex_init pthread_mutex_destroy pthread_mutex_lock pthread_mutex_unlock pthread_mutex_trylock
_GLOBAL_OFFSET_TABLE_ __popcountdi2 __cpu_model crypt_r ffsl ffsll explicit_bzero timegm gmtime_r
""".split())
# Division of 128 bits, done by the compiler's library.
PURE |= {"__divti3", "__udivti3", "__modti3", "__umodti3", "__divmodti4", "__udivmodti4"}
PURE_PREFIX = ("EVP_", "DES_", "AES_", "CRYPTO_memcmp", "PKCS5_PBKDF2_HMAC", "json_", "__builtin", "__isoc", "__atomic", "jansson_")
# With _FORTIFY_SOURCE the compiler writes __memcpy_chk for memcpy.
CHK = re.compile(r"^__(\w+)_chk$")

problems, notes = [], []


def sources():
    return sorted(f for room in LEVEL for f in glob.glob(f"{room}/*.[ch]") + glob.glob(f"{room}/*/*.[ch]"))


def check_includes(path):
    room = path.split("/")[0]
    base = os.path.basename(path)
    logic = base.endswith(".c") and os.path.exists(path[:-2] + "_cli.c")
    for no, line in enumerate(open(path), 1):
        m = re.match(r'#include "([\w-]+)/', line)
        if not m or m[1] not in LEVEL or m[1] == room:
            continue
        if LEVEL[m[1]] > LEVEL[room] or (LEVEL[m[1]] == LEVEL[room] and (room, m[1]) not in BESIDE):
            problems.append(f"{path}:{no}: {room} may not include {m[1]}")
        if logic and m[1] == "cli":
            problems.append(f"{path}:{no}: protocol logic includes cli/; its commands belong into {base[:-2]}_cli.c")


def check_shape(path):
    lines = open(path).read().split("\n")
    if "SPDX-License-Identifier" not in lines[0]:
        problems.append(f"{path}:1: no licence line")
    if len(lines) > HARD_LINES:
        problems.append(f"{path}: {len(lines)} lines: more than one job")
    elif len(lines) > 600:
        notes.append(f"{path}: {len(lines)} lines")
    start = None
    for no, line in enumerate(lines, 1):
        if line == "{":
            start = no
        elif line == "}" and start:
            if no - start > 100:
                notes.append(f"{path}:{start}: a function of {no - start} lines")
            start = None
        if re.search(r"\b(TODO|FIXME|XXX)\b", line):
            problems.append(f"{path}:{no}: {line.strip()}")
        m = re.match(r"static (?!const|inline|_Thread_local const)[^(]*?(\w+)[][\w]*\s*(=|;)", line)
        if m and " const " not in line and "(" not in line and (path, m[1]) not in MUTABLE:
            problems.append(f"{path}:{no}: a mutable file-scope variable: {line.strip()}")


def check_symbols(build):
    ours, undefined = set(), {}
    for obj in sorted(glob.glob(f"{build}/*/*.o") + glob.glob(f"{build}/*/*/*.o")):
        rel = os.path.relpath(obj, build)
        if rel.split("/")[0] not in LEVEL:
            continue
        out = subprocess.run(["nm", "-P", obj], capture_output=True, text=True).stdout
        for line in out.splitlines():
            name, kind = line.split()[:2]
            if kind in "Uw":
                undefined.setdefault(rel, set()).add(name)
            else:
                ours.add(name)
    for rel, names in undefined.items():
        if rel.startswith(MAY_CALL_THE_SYSTEM):
            continue
        for name in sorted(names - ours):
            plain = CHK.sub(r"\1", name)
            if plain not in PURE and not plain.startswith(PURE_PREFIX):
                problems.append(f"{rel}: calls {plain}: only attach/, lab/, core/loop.c and front ends may")


def check_benches():
    """What the bench's rows call by its path can be called: a lost mode loses the row with a note that nobody reads."""
    rows = open("tests/bench/run.py").read()
    for name in set(re.findall(r"\{here\}/([\w./]+)", rows)):
        if not os.access(f"tests/bench/{name}", os.X_OK):
            problems.append(f"tests/bench/{name}: tests/bench/run.py runs it, but it is not there or not executable")


def main():
    check_benches()
    for path in sources():
        check_includes(path)
        check_shape(path)
    check_symbols(sys.argv[1])
    for line in notes:
        print(f"note: {line}")
    for line in problems:
        print(line)
    print(f"lint: {len(problems)} problems")
    return bool(problems)


sys.exit(main())
