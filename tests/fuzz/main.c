/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target over files (seeds, kept crashers) where libFuzzer is not linked. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");
		size_t n, cap = 1 << 20;
		uint8_t *buf = malloc(cap), *exact;

		if (!f || !buf) {
			perror(argv[i]);
			return 2;
		}
		n = fread(buf, 1, cap, f);
		fclose(f);
		exact = malloc(n ? n : 1); /* no slack behind it: an over-read is seen */
		if (exact)
			memcpy(exact, buf, n);
		LLVMFuzzerTestOneInput(exact, n);
		free(exact);
		free(buf);
	}
	printf("%d inputs\n", argc - 1);
	return 0;
}
