/* SPDX-License-Identifier: MIT */
/*
 * malloc() from 16 bytes to 100 MB: what glibc asks the kernel for, a piece of the heap (brk) or a mapping of its own
 * (mmap), and what writing to it costs in page faults.
 *
 *	mallocs			sizes and sources: the same on every machine
 *	mallocs -v		with addresses, and faults as the kernel counted them
 */
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static long faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt;
}

/* A block from mmap() says so in the word before it. */
static int is_mapped(uintptr_t block)
{
	return *(const volatile size_t *)(block - sizeof(size_t)) & 2;
}

static void watch(size_t size, int verbose)
{
	char *end = sbrk(0), *block = malloc(size), *new_end = sbrk(0);
	long before;

	if (!block) {
		printf("%zu bytes: no memory\n", size);
		return;
	}
	before = faults();
	memset(block, 0xa5, size);
	printf("%zu bytes: %s", size, is_mapped((uintptr_t)block) ? "a mapping" : "the heap");
	if (new_end != end)
		printf(", which grew");
	if (verbose)
		printf(" at %p (brk +%ld KiB), written with %ld page faults", block,
		       (long)(new_end - end) / 1024, faults() - before);
	printf("\n");
	free(block);
}

int main(int argc, char **argv)
{
	static const size_t sizes[] = {
		16,	    100,     1000,    4096,	10000,	   100000,
		128 * 1024, 1000000, 1 << 20, 10000000, 100000000,
	};
	int verbose = argc > 1 && !strcmp(argv[1], "-v");

	setvbuf(stdout, NULL, _IONBF, 0);
	for (unsigned int i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		watch(sizes[i], verbose);
	return 0;
}
