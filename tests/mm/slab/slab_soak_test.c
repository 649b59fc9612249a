// SPDX-License-Identifier: MIT
/*
 * Tests of mm/slab/slab.c under load: tasks and interrupts that share a cache, with an interrupt at every
 * instruction; and many caches and objects at random, compared with what the test has noted (the oracle).
 */
#include <k896/check.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/tick.h>

#include "mm/slab/slab.h"
#include "tests/support/kasan.h"
#include "tests/support/step.h"
#include "slab_row.h"

/* ---- interrupts ---- */

static struct kmem_cache *shared;
static void *taken[32];
static unsigned int in_tick, ticks, refused;

/* In hard interrupt context: takes and gives back, and now and then keeps some. */
static void tick(struct pt_regs *regs)
{
	ticks++;
	for (int i = 0; i < 5; i++) {
		unsigned int slot = in_tick++ % ARRAY_SIZE(taken);

		if (taken[slot]) {
			if (*(unsigned int *)taken[slot] != slot)
				refused += 1000;
			kmem_cache_free(shared, taken[slot]);
			taken[slot] = NULL;
			continue;
		}
		taken[slot] = kmem_cache_alloc(shared, GFP_ATOMIC);
		if (taken[slot])
			*(unsigned int *)taken[slot] = slot;
		else
			refused++;
	}
}

/* The task does the same to the same cache as fast as it can, so ticks come at every instruction of it. */
static void tasks_and_interrupts_share_a_cache(struct kunit *test)
{
	static void *mine[100];
	struct rnd_state rnd;

	shared = kmem_cache_create("shared", 64, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, shared);
	prandom_seed_state(&rnd, kunit_case_seed(test));
	ticks = refused = 0;
	KUNIT_ASSERT_EQ(test, register_tick_hook(tick), 0);
	while (READ_ONCE(ticks) < kunit_rounds(400)) {
		unsigned int i = prandom_u32_state(&rnd) % ARRAY_SIZE(mine);

		if (mine[i]) {
			if (*(u32 *)mine[i] != (u32)mine[i] + i)
				refused += 1000000;
			kmem_cache_free(shared, mine[i]);
			mine[i] = NULL;
		} else {
			mine[i] = kmem_cache_alloc(shared, GFP_KERNEL);
			KUNIT_EXPECT_NOT_NULL(test, mine[i]);
			if (mine[i])
				*(u32 *)mine[i] = (u32)mine[i] + i;
		}
	}
	register_tick_hook(NULL);
	KUNIT_EXPECT_EQ(test, refused, 0U);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(mine); i++)
		if (mine[i])
			kmem_cache_free(shared, mine[i]);
	for (unsigned int i = 0; i < ARRAY_SIZE(taken); i++) {
		if (taken[i])
			kmem_cache_free(shared, taken[i]);
		taken[i] = NULL;
	}
	kmem_cache_destroy(shared);
}

/* Every path of allocation and free: slabs of two objects, so that these become full, partial and empty. */
static void use_shared(void *unused)
{
	void *p[5];

	for (int i = 0; i < 5; i++) {
		p[i] = kmem_cache_alloc(shared, GFP_KERNEL);
		if (p[i])
			*(int *)p[i] = i;
	}
	for (int i = 0; i < 5; i++) {
		unsigned int j = (i * 2) % 5;

		if (!p[j])
			continue;
		if (*(unsigned int *)p[j] != j)
			refused++;
		kmem_cache_free(shared, p[j]);
	}
}

static void interrupt_shared(void)
{
	void *a = kmem_cache_alloc(shared, GFP_ATOMIC), *b = kmem_cache_alloc(shared, GFP_ATOMIC);

	if (!a || !b) {
		refused++;
		if (a || b)
			kmem_cache_free(shared, a ?: b);
		return;
	}
	*(int *)a = *(int *)b = -1;
	if (taken[0])
		kmem_cache_free(shared, taken[0]);
	taken[0] = a;
	kmem_cache_free(shared, b);
}

static void an_interrupt_may_come_at_any_instruction(struct kunit *test)
{
	unsigned int n = 1, stride = layout_is_debugged() ? 41 : 1; /* the paths are long then */

	shared = kmem_cache_create("stepped", 12000, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, shared);
	refused = 0;
	for (; run_interrupted(n, use_shared, NULL, interrupt_shared); n += stride) {
		KUNIT_EXPECT_EQ(test, slab_check(), 0);
		expect_active(test, "stepped", 1);
	}
	KUNIT_EXPECT_GT(test, n, 200U);
	KUNIT_EXPECT_EQ(test, refused, 0U);
	if (taken[0])
		kmem_cache_free(shared, taken[0]);
	taken[0] = NULL;
	kmem_cache_destroy(shared);
}

/* One of several threads, each with its own objects of the one cache, preempted wherever a tick finds it. */
static int use_shared_for_long(void *seed)
{
	void *mine[40] = {};
	struct rnd_state rnd;
	long bad = 0;

	prandom_seed_state(&rnd, (unsigned long)seed);
	while (!kthread_should_stop()) {
		u32 i = prandom_u32_state(&rnd) % ARRAY_SIZE(mine);

		current->time_slice = 1;
		if (mine[i]) {
			bad += *(u32 *)mine[i] != ((u32)mine ^ i);
			kmem_cache_free(shared, mine[i]);
			mine[i] = NULL;
		} else {
			mine[i] = kmem_cache_alloc(shared, GFP_KERNEL);
			if (mine[i])
				*(u32 *)mine[i] = (u32)mine ^ i;
		}
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(mine); i++)
		if (mine[i])
			kmem_cache_free(shared, mine[i]);
	return bad;
}

static void threads_share_a_cache(struct kunit *test)
{
	struct task_struct *threads[4];

	shared = kmem_cache_create("threads", 700, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, shared);
	for (int i = 0; i < 4; i++) {
		threads[i] = kthread_run(use_shared_for_long,
					 (void *)(unsigned long)(kunit_case_seed(test) + i),
					 "slab%d", i);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, threads[i]);
	}
	msleep(kunit_rounds(1200));
	for (int i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, kthread_stop(threads[i]), 0);
	expect_active(test, "threads", 0);
	kmem_cache_destroy(shared);
}

/* ---- at random ---- */

#define SOAK_CACHES	50
#define SOAK_OBJECTS	4000
#define SOAK_OPERATIONS 1000000

/* The oracle: what is allocated, from which cache, and the word that its first and last bytes are made of. */
static struct soak_object {
	u32 *p;
	u16 cache, used;
	u32 word;
} soaked[SOAK_OBJECTS];

static struct kmem_cache *soak_caches[SOAK_CACHES];
static unsigned int soak_sizes[SOAK_CACHES];

static bool soak_create(struct rnd_state *rnd)
{
	static const slab_flags_t flags[] = { 0, SLAB_HWCACHE_ALIGN, SLAB_TYPESAFE_BY_RCU,
					      SLAB_RED_ZONE,
					      SLAB_POISON | SLAB_RED_ZONE |
						      SLAB_CONSISTENCY_CHECKS };
	char name[16];

	for (int i = 0; i < SOAK_CACHES; i++) {
		soak_sizes[i] = 32 + 4 * (prandom_u32_state(rnd) % (i < 45 ? 100 : 1500));
		snprintf(name, sizeof(name), "soak%d", i);
		soak_caches[i] = kmem_cache_create(name, soak_sizes[i], 0,
						   flags[i < 40 ? i % 3 : i % 5], NULL);
		if (!soak_caches[i])
			return false;
	}
	return true;
}

/* The last word of the object says the same as the first: neither neighbour has written over its end. */
static u32 *last_word(const struct soak_object *o)
{
	return o->p + soak_sizes[o->cache] / 4 - 1;
}

static bool soak_step(struct rnd_state *rnd)
{
	u32 dice = prandom_u32_state(rnd);
	struct soak_object *o = &soaked[dice % SOAK_OBJECTS];
	bool good = true;

	if (o->used) {
		good = *o->p == o->word && *last_word(o) == o->word;
		kmem_cache_free(soak_caches[o->cache], o->p);
		o->used = false;
		return good;
	}
	o->cache = (dice >> 16) % SOAK_CACHES;
	o->p = kmem_cache_alloc(soak_caches[o->cache],
				dice & 1 << 30 ? GFP_KERNEL : GFP_ATOMIC | __GFP_NOWARN);
	if (o->p) {
		o->used = true;
		o->word = dice;
		*o->p = *last_word(o) = o->word;
	}
	return true;
}

static void random_soak_agrees_with_an_oracle(struct kunit *test)
{
	unsigned int bad = 0,
		     operations = kunit_rounds(SOAK_OPERATIONS) / (layout_is_debugged() ? 5 : 1);
	struct rnd_state rnd;
	char name[16];

	prandom_seed_state(&rnd, kunit_case_seed(test));
	KUNIT_ASSERT_TRUE(test, soak_create(&rnd));
	for (unsigned int i = 1; i <= operations; i++) {
		bad += !soak_step(&rnd);
		if (i % (operations / 4) == 0)
			KUNIT_EXPECT_EQ(test, validate_all_slab_caches() + slab_check(), 0);
	}
	KUNIT_EXPECT_EQ(test, bad, 0U);
	for (int i = 0; i < SOAK_CACHES; i++) {
		unsigned long live = 0;

		for (int j = 0; j < SOAK_OBJECTS; j++)
			live += soaked[j].used && soaked[j].cache == i;
		snprintf(name, sizeof(name), "soak%d", i);
		expect_active(test, name, live);
	}
	for (int j = 0; j < SOAK_OBJECTS; j++) {
		if (soaked[j].used)
			kmem_cache_free(soak_caches[soaked[j].cache], soaked[j].p);
		soaked[j].used = false;
	}
	for (int i = 0; i < SOAK_CACHES; i++)
		kmem_cache_destroy(soak_caches[i]);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(tasks_and_interrupts_share_a_cache),
	KUNIT_CASE(an_interrupt_may_come_at_any_instruction),
	KUNIT_CASE(threads_share_a_cache),
	KUNIT_CASE(random_soak_agrees_with_an_oracle),
	{},
};

static struct kunit_suite slab_soak_suite = {
	.name = "slab_soak",
	KASAN_LOOKS_AWAY,
	.test_cases = cases,
};
kunit_test_suite(slab_soak_suite);
