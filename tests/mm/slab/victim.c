// SPDX-License-Identifier: MIT
/* See victim.h. */
#include <linux/kernel.h>

#include "victim.h"

struct kmem_cache *victim;
u8 *its_object;

/* Not inline: reports name it as the caller that allocated. */
static noinline int init_flags(slab_flags_t flags)
{
	victim = kmem_cache_create("victim", SIZE, 0, flags, NULL);
	its_object = victim ? kmem_cache_alloc(victim, GFP_KERNEL) : NULL;
	if (its_object)
		return 0;
	kmem_cache_destroy(victim);
	victim = NULL;
	return -ENOMEM;
}

void use_flags(struct kunit *test, slab_flags_t flags)
{
	kmem_cache_free(victim, its_object);
	kmem_cache_destroy(victim);
	KUNIT_ASSERT_EQ(test, init_flags(flags), 0);
}

int make_victim(struct kunit *test)
{
	return init_flags(DEBUG);
}

void end_victim(struct kunit *test)
{
	struct reports before = mark_reports();

	if (!victim)
		return;
	KUNIT_EXPECT_EQ(test, validate_slab_cache(victim), 0L);
	kmem_cache_destroy(victim);
	EXPECT_SILENCE(test, before);
	victim = NULL;
}

bool all_are_debugged(void)
{
	void *q = kmalloc(33, GFP_KERNEL);
	bool guarded = ksize(q) == 33;

	kfree(q);
	return guarded;
}

struct reports free_twice(struct kunit *test)
{
	struct reports before = mark_reports(), after;

	kmem_cache_free(victim, its_object);
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "FIX victim: Object at 0x%px not freed",
					  its_object));
	KUNIT_EXPECT_REPORTS(test, 1);
	after = mark_reports();
	kmem_cache_free(victim, its_object);
	EXPECT_SILENCE(test, after);
	return (struct reports){ report_count - (after.count - before.count), before.log };
}
