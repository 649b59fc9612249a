/* SPDX-License-Identifier: MIT */
/* A cache as its line in /proc/slabinfo tells of it, and objects that must not overlap. */
#ifndef _TESTS_MM_SLAB_ROW_H
#define _TESTS_MM_SLAB_ROW_H

#include <kunit/test.h>
#include <linux/types.h>

struct row {
	unsigned long active, objects;
	unsigned int size, per_slab, pages_per_slab;
	unsigned long slabs;
};

/* Reads /proc/slabinfo into slabinfo[], and from there the line of one cache. false: it has no line. */
extern char slabinfo[];
bool find_row(const char *name, struct row *r);

void expect_active(struct kunit *test, const char *name, unsigned long active);

/* With slub_debug= on the command line every cache has another layout, and keeps no active slab. */
bool layout_is_debugged(void);
void skip_if_debugged(struct kunit *test);

/* @n objects of @size bytes, of which no two share a byte. */
void expect_apart(struct kunit *test, void **p, unsigned int n, unsigned int size);

#endif
