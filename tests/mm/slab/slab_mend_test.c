// SPDX-License-Identifier: MIT
/* Tests of mm/slab/slab_mend.c: lists of slabs that are written over. In a DEBUG=1 build only. */
#ifdef CONFIG_DEBUG_LIST
#include <k896/check.h>
#include <kunit/test.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "mm/slab/slab.h"
#include "tests/support/kasan.h"
#include "tests/support/reports.h"

#define TEST_IRQ   5
#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

#define SLABS 4

static struct kmem_cache *s;
static void *objects[SLABS * MAX_OBJS_PER_SLAB];
static unsigned int nr_objects;
static struct page *slabs[SLABS]; /* the first two are partial, the others full */

static void make(struct kunit *test, slab_flags_t flags)
{
	s = kmem_cache_create("mended", 500, 0, flags, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	for (nr_objects = 0; nr_objects < SLABS * s->objects; nr_objects++) {
		objects[nr_objects] = kmem_cache_alloc(s, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, objects[nr_objects]);
	}
	flush_cpu_slabs(s);
	for (unsigned int i = 0; i < SLABS; i++)
		slabs[i] = find_slab(objects[i * s->objects]);
	for (unsigned int i = 0; i < 2; i++) {
		kmem_cache_free(s, objects[i * s->objects]);
		objects[i * s->objects] = NULL;
	}
	KUNIT_ASSERT_EQ(test, s->nr_partial, 2U);
}

static void unmake(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	while (nr_objects--)
		if (objects[nr_objects])
			kmem_cache_free(s, objects[nr_objects]);
	kmem_cache_destroy(s);
}

/* One report, and all four slabs were found. */
static void expect_mended(struct kunit *test, struct reports before, const char *report)
{
	EXPECT_REPORTS(test, before, 1, report);
	KUNIT_EXPECT_EQ(test,
			log_count(before.log, "cache mended: its lists of slabs are made anew: "),
			1U);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, " of 4 slabs"));
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
}

static void overwrite(struct list_head *entry)
{
	/* Even: an odd word there makes the page a tail (linux/page-flags.h). */
	*entry = (struct list_head){ (void *)0x41414140, (void *)0x42424242 };
}

/* Each of them meets the damage; the last one only walks. */
static void do_alloc(void)
{
	objects[0] = kmem_cache_alloc(s, GFP_KERNEL);
}

static void do_free_of_full(void)
{
	unsigned int i = 3 * s->objects;

	kmem_cache_free(s, objects[i]);
	objects[i] = NULL;
}

static irqreturn_t free_in_handler(int irq, void *dev_id)
{
	do_free_of_full();
	return IRQ_HANDLED;
}

static void do_free_in_an_interrupt(void)
{
	if (!request_irq(TEST_IRQ, free_in_handler, 0, "slab_mend_test", NULL)) {
		raise(TEST_IRQ);
		free_irq(TEST_IRQ, NULL);
	}
}

static void do_count(void)
{
	count_free(s);
}

static void do_shrink(void)
{
	kmem_cache_shrink(s);
}

static void do_validate(void)
{
	validate_slab_cache(s);
}

static void check_all(struct kunit *test, slab_flags_t flags)
{
	const struct {
		void (*work)(void);
		int slab; /* whose links are hit; -1: the head of the partial list, -2: of the full one */
		const char *report;
	} cases[] = {
		{ do_alloc, 0, "list corruption. next->prev should be " },
		{ do_alloc, -1, "list corruption. next->prev should be " },
		{ do_free_of_full, 3, "list_del corruption. prev->next should be " },
		{ do_free_in_an_interrupt, 3, "list_del corruption. prev->next should be " },
		{ do_free_of_full, 1, "list_add corruption. prev->next should be " },
		{ do_count, -1, "list corruption. next->prev should be " },
		{ do_shrink, 1, "list corruption. next->prev should be " },
		{ do_validate, -2, "list corruption. next->prev should be " },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		struct reports before;

		make(test, flags);
		before = mark_reports();
		overwrite(cases[i].slab == -1 ? &s->partial :
			  cases[i].slab == -2 ? &s->full :
						&slabs[cases[i].slab]->lru);
		cases[i].work();
		expect_mended(test, before, cases[i].report);
		unmake(test);
	}
}

static void lists_that_were_written_over_are_mended(struct kunit *test)
{
	check_all(test, 0);
}

static void lists_of_a_debugged_cache_are_mended(struct kunit *test)
{
	check_all(test, SLAB_RED_ZONE);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(lists_that_were_written_over_are_mended),
	KUNIT_CASE(lists_of_a_debugged_cache_are_mended),
	{},
};

static struct kunit_suite suite = { .name = "slab_mend", KASAN_LOOKS_AWAY, .test_cases = cases };
kunit_test_suite(suite);
#endif
