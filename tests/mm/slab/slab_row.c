// SPDX-License-Identifier: MIT
/* See slab_row.h. */
#include <k896/show.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "mm/slab/slab.h"
#include "slab_row.h"

char slabinfo[16384];

bool find_row(const char *name, struct row *r)
{
	struct seq_file m;
	char start[40];
	const char *line;

	seq_init(&m, slabinfo, sizeof(slabinfo) - 1, NULL);
	slabinfo_show(&m);
	slabinfo[m.count] = '\0';
	snprintf(start, sizeof(start), "\n%-17s ", name);
	line = strstr(slabinfo, start);
	return line &&
	       sscanf(line + strlen(start), "%lu %lu %u %u %u : tunables 0 0 0 : slabdata %lu",
		      &r->active, &r->objects, &r->size, &r->per_slab, &r->pages_per_slab,
		      &r->slabs) == 6;
}

void expect_active(struct kunit *test, const char *name, unsigned long active)
{
	struct row r = {};

	KUNIT_ASSERT_TRUE(test, find_row(name, &r));
	KUNIT_EXPECT_EQ(test, r.active, active);
	KUNIT_EXPECT_LE(test, r.active, r.objects);
	KUNIT_EXPECT_EQ(test, r.objects, r.slabs * r.per_slab);
}

bool layout_is_debugged(void)
{
	struct row r = {};

	return find_row("kmalloc-32", &r) && r.size != 32;
}

void skip_if_debugged(struct kunit *test)
{
	if (layout_is_debugged())
		kunit_skip(test, "slub_debug= changes the layout of all caches");
}

static bool overlap(const void *a, const void *b, unsigned int size)
{
	return a < b + size && b < a + size;
}

void expect_apart(struct kunit *test, void **p, unsigned int n, unsigned int size)
{
	for (unsigned int i = 0; i < n; i++)
		for (unsigned int j = 0; j < i; j++)
			KUNIT_EXPECT_FALSE_MSG(test, overlap(p[i], p[j], size), "size %u", size);
}
