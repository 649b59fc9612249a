// SPDX-License-Identifier: MIT
/*
 * Tests of mm/slab/slab_fast.c: which addresses pass for objects, interrupts between any two instructions, and
 * that a function without a frame hides no caller from a stack trace.
 */
#include <asm/stacktrace.h>
#include <k896/check.h>
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "mm/slab/slab.h"
#include "tests/support/reports.h"
#include "tests/support/step.h"

/* ---- addresses ---- */

static bool is_object_plainly(const struct kmem_cache *s, unsigned long offset)
{
	return offset % s->size == 0 && offset / s->size < s->objects;
}

/* Each byte of the slab; returns how many passed. */
static unsigned int compare_all(struct kunit *test, const struct kmem_cache *s)
{
	unsigned long slab = PAGE_SIZE << s->order;
	unsigned int passed = 0;

	for (unsigned long offset = 0; offset < slab; offset++) {
		bool is = is_object_offset(s, offset & s->mask);

		passed += is;
		if (is != is_object_plainly(s, offset)) {
			KUNIT_FAIL(test, "size %u, offset %lu: %d", s->size, offset, is);
			break;
		}
	}
	return passed;
}

static void one_multiplication_tells_an_object_from_the_rest_of_its_slab(struct kunit *test)
{
	static const unsigned int sizes[] = { 32,  36,	 40,   96,   100,  192,	 256,  260,  328,
					      520, 1000, 1024, 1304, 2728, 4096, 5000, 16384 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kmem_cache *s = kmem_cache_create("fast_test", sizes[i], 4, 0, NULL);

		KUNIT_ASSERT_NOT_NULL(test, s);
		if (s->limit) /* 0: every free comes to free_carefully() */
			KUNIT_EXPECT_EQ(test, compare_all(test, s), s->objects);
		kmem_cache_destroy(s);
	}
}

/* ---- traces ---- */

static char trace[512];

/* A constructor: it runs in the slow path of the allocation that needs a new slab. */
static void note_trace(void *object)
{
	struct stack_walk w;
	int len = 0;

	stack_walk_start_here(&w);
	while (stack_walk_next(&w) && len < (int)sizeof(trace))
		len += scnprintf(trace + len, sizeof(trace) - len, "%ps ", (void *)w.ip);
}

static noinline void *asks_for_an_object(struct kmem_cache *s, gfp_t gfp)
{
	void *object = gfp == GFP_KERNEL ? kmem_cache_alloc(s, GFP_KERNEL) :
					   kmem_cache_alloc(s, GFP_ATOMIC);

	barrier_data(object);
	return object;
}

static void a_trace_out_of_an_allocation_shows_who_asked(struct kunit *test)
{
	static const gfp_t flags[] = { GFP_KERNEL, GFP_ATOMIC };

	for (unsigned int i = 0; i < ARRAY_SIZE(flags); i++) {
		struct kmem_cache *s = kmem_cache_create("fast_test", 64, 0, 0, note_trace);
		void *object;

		KUNIT_ASSERT_NOT_NULL(test, s);
		object = asks_for_an_object(s, flags[i]);
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(trace, " asks_for_an_object a_trace_out_of"),
					  "%s", trace);
		kmem_cache_free(s, object);
		kmem_cache_destroy(s);
	}
}

static noinline void frees_wrongly(const void *object)
{
	kfree(object);
	barrier();
}

static noinline void frees_without_cache(void *object)
{
	kmem_cache_free(NULL, object);
	barrier();
}

static void a_report_of_a_wrong_free_shows_who_freed(struct kunit *test)
{
	struct reports mark = mark_reports();
	char *object = kmalloc(64, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, object);
	frees_wrongly(object + 8);
	EXPECT_REPORTS(test, mark, 1, "not freed, called from frees_wrongly+");
	KUNIT_EXPECT_EQ(test, log_count(mark.log, " frees_wrongly+"), 2U); /* and in the trace */
	kfree(object);
}

static void a_free_without_a_cache_is_reported_and_changes_nothing(struct kunit *test)
{
	struct reports mark = mark_reports();
	char *object = kmalloc(64, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, object);
	frees_without_cache(object);
	EXPECT_REPORTS(test, mark, 1, "Wrong slab cache. NULL but object is from kmalloc-64");
	EXPECT_REPORTS(test, mark, 1, "not freed, called from frees_without_cache+");
	frees_without_cache(NULL);
	EXPECT_REPORTS(test, mark, 2, "Attempt to free object(0x00000000) outside of slab");
	kfree(object);
}

/* ---- an interrupt at every instruction ---- */

static struct kmem_cache *shared;
static void *from_interrupt[2];

/* Leaves the interrupted list one object shorter and in another order. */
static void interrupt_takes_and_gives(void)
{
	from_interrupt[0] = kmem_cache_alloc(shared, GFP_ATOMIC);
	from_interrupt[1] = kmem_cache_alloc(shared, GFP_ATOMIC);
	kfree(from_interrupt[0]);
}

static void task_takes_and_gives(void *arg)
{
	void **objects = arg;

	objects[0] = kmem_cache_alloc(shared, GFP_KERNEL);
	objects[1] = kmem_cache_alloc(shared, GFP_NOWAIT);
	kmem_cache_free(shared, objects[0]);
	kfree(objects[1]);
	objects[0] = kmem_cache_alloc(shared, GFP_KERNEL);
}

static void an_interrupt_at_every_instruction_loses_and_doubles_nothing(struct kunit *test)
{
	void *objects[2];
	bool came = true;

	shared = kmem_cache_create("fast_test", 512, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, shared);
	for (unsigned int n = 1; came; n++) {
		from_interrupt[1] = NULL;
		came = run_interrupted(n, task_takes_and_gives, objects, interrupt_takes_and_gives);
		KUNIT_EXPECT_NOT_NULL(test, objects[0]);
		KUNIT_EXPECT_TRUE(test, !came || from_interrupt[1]);
		KUNIT_EXPECT_PTR_NE(test, objects[0], from_interrupt[1]);
		kmem_cache_free(shared, objects[0]);
		if (from_interrupt[1])
			kmem_cache_free(shared, from_interrupt[1]);
		KUNIT_EXPECT_EQ(test, slab_check(), 0);
	}
	kmem_cache_destroy(shared);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(one_multiplication_tells_an_object_from_the_rest_of_its_slab),
	KUNIT_CASE(a_trace_out_of_an_allocation_shows_who_asked),
	KUNIT_CASE(a_report_of_a_wrong_free_shows_who_freed),
	KUNIT_CASE(a_free_without_a_cache_is_reported_and_changes_nothing),
	KUNIT_CASE(an_interrupt_at_every_instruction_loses_and_doubles_nothing),
	{}
};

static struct kunit_suite suite = { .name = "slab_fast", .test_cases = cases };
kunit_test_suite(suite);
