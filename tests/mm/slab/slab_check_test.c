// SPDX-License-Identifier: MIT
/* Tests of mm/slab/slab_check.c: each lie in the books of a cache is noticed. */
#include <k896/check.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "mm/slab/slab.h"
#include "tests/support/kasan.h"
#include "tests/support/noticed.h"

static void swap_slabs(struct page *a, struct page *b)
{
	struct list_head place;

	list_replace(&a->lru, &place);
	list_replace(&b->lru, &a->lru);
	list_replace(&place, &b->lru);
}

static void the_check_notices_what_is_wrong(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("checked", 500, 0, 0, NULL);
	struct page *full, *partial;
	void *objects[64] = {};
	unsigned int n;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (n = 0; n <= s->objects; n++) {
		objects[n] = kmem_cache_alloc(s, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, objects[n]);
	}
	KUNIT_ASSERT_EQ(test, slab_check(), 0); /* it also puts slabs back into the lists */
	full = list_first_entry(&s->full, struct page, lru);
	partial = list_first_entry(&s->partial, struct page, lru);
	KUNIT_ASSERT_EQ(test, full->inuse, full->objects);
	KUNIT_ASSERT_EQ(test, partial->inuse, 1);

	EXPECT_FAULTS(test, full->flags, full->flags ^ 1UL << PG_slab, slab_check(), 1);
	EXPECT_FAULTS(test, full->slab_cache, &kmem_cache, slab_check(), 1);
	EXPECT_FAULTS(test, partial->flags, partial->flags ^ 1UL << PG_slab, slab_check(), 1);
	EXPECT_FAULTS(test, partial->slab_cache, &kmem_cache, slab_check(), 1);
	EXPECT_FAULTS(test, full->inuse, full->inuse - 1, slab_check(), 1);
	EXPECT_FAULTS(test, partial->inuse, partial->inuse + 1, slab_check(), 1);
	EXPECT_FAULTS(test, s->nr_slabs, s->nr_slabs + 1, slab_check(), 1);
	EXPECT_FAULTS(test, s->nr_objects, s->nr_objects - 1, slab_check(), 1);
	EXPECT_FAULTS(test, s->nr_partial, s->nr_partial + 1, slab_check(), 1);
	swap_slabs(full, partial);
	KUNIT_EXPECT_EQ(test, slab_check(), 2);
	swap_slabs(full, partial);
	full->objects--;			/* a bit field */
	KUNIT_EXPECT_EQ(test, slab_check(), 2); /* and not as many objects in all */
	full->objects++;
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	while (n--)
		kmem_cache_free(s, objects[n]);
	kmem_cache_destroy(s);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(the_check_notices_what_is_wrong),
	{},
};

static struct kunit_suite slab_check_suite = {
	.name = "slab_check",
	KASAN_LOOKS_AWAY,
	.test_cases = cases,
};
kunit_test_suite(slab_check_suite);
