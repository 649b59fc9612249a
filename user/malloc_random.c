/* SPDX-License-Identifier: MIT */
/*
 * A million random blocks from malloc(), calloc() and realloc(), each filled with its own pattern, which is looked at
 * again before the block goes. Ends with a checksum over all that was read back.
 *
 *	malloc_random [COUNT [SEED]]
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/random.h"

#define SLOTS 2048

struct block {
	uint8_t *bytes;
	size_t size;
	uint8_t pattern;
};

static struct block blocks[SLOTS];
static uint32_t checksum;
static unsigned int damaged;

/* Mostly small, sometimes above the size from which glibc maps. */
static size_t random_size(struct random *r)
{
	uint32_t kind = random_below(r, 1000);

	if (kind == 0)
		return 1 + random_below(r, 512 * 1024);
	if (kind < 50)
		return 1 + random_below(r, 16 * 1024);
	return 1 + random_below(r, 512);
}

/* First, last and some bytes between. */
static void check(struct block *b)
{
	size_t step = b->size / 16 + 1;

	for (size_t at = 0; at < b->size; at += step) {
		if (b->bytes[at] != b->pattern)
			damaged++;
		checksum = checksum * 31 + b->bytes[at];
	}
	if (b->bytes[b->size - 1] != b->pattern)
		damaged++;
}

static void fill(struct block *b, struct random *r)
{
	b->pattern = random_next(r);
	memset(b->bytes, b->pattern, b->size);
}

static void drop(struct block *b)
{
	if (b->bytes)
		check(b);
	free(b->bytes);
	b->bytes = NULL;
}

static void take(struct block *b, struct random *r)
{
	int zeroed = random_below(r, 4) == 0;

	b->size = random_size(r);
	b->bytes = zeroed ? calloc(1, b->size) : malloc(b->size);
	if (!b->bytes) {
		printf("no memory for %zu bytes\n", b->size);
		exit(1);
	}
	if (zeroed && (b->bytes[0] || b->bytes[b->size - 1]))
		damaged++;
	fill(b, r);
}

/* The part that both sizes have keeps its bytes. */
static void resize(struct block *b, struct random *r)
{
	size_t size = random_size(r);
	uint8_t *bytes;

	check(b);
	bytes = realloc(b->bytes, size);
	if (!bytes) {
		printf("no memory for %zu bytes\n", size);
		exit(1);
	}
	b->bytes = bytes;
	b->size = b->size < size ? b->size : size;
	check(b);
	b->size = size;
	fill(b, r);
}

int main(int argc, char **argv)
{
	unsigned int count = argc > 1 ? strtoul(argv[1], NULL, 0) : 1000000;
	unsigned int seed = argc > 2 ? strtoul(argv[2], NULL, 0) : 1;
	struct random r = random_seeded(seed);

	for (unsigned int i = 0; i < count; i++) {
		struct block *b = &blocks[random_below(&r, SLOTS)];

		if (b->bytes && random_below(&r, 4) == 0) {
			resize(b, &r);
		} else {
			drop(b);
			take(b, &r);
		}
	}
	for (unsigned int i = 0; i < SLOTS; i++)
		drop(&blocks[i]);
	printf("%u blocks, seed %u: checksum %08x, %u damaged\n", count, seed, checksum, damaged);
	return damaged != 0;
}
