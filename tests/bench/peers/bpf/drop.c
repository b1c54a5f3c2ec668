/* SPDX-License-Identifier: GPL-3.0-or-later */
// XDP program: drop everything (cheap sink). clang -O2 -target bpf -c drop.bpf.c -o bin/drop.o
__attribute__((section("xdp"), used)) int drop(void *ctx) { (void)ctx; return 1; }
char _license[] __attribute__((section("license"), used)) = "GPL";
