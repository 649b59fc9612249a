// SPDX-License-Identifier: MIT
/* Tests of mm/slab/slab_report.c and mm/slab/slab_track.c: Linux's words, the bytes around, earlier owners. */
#include <asm/processor.h>
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tick.h>

#include "victim.h"
#include "tests/support/kasan.h"

/* ---- the words ---- */

static void a_report_is_framed_as_linuxs(struct kunit *test)
{
	const char *rule =
		"=============================================================================";
	const char *line =
		"-----------------------------------------------------------------------------";
	u32 since = log_position();
	struct page *page = compound_head(virt_to_page(its_object));

	its_object[SIZE] = 1;
	KUNIT_EXPECT_EQ(test, validate_slab_cache(victim), 1L);
	KUNIT_EXPECT_EQ(test, log_count(since, rule), 1U);
	KUNIT_EXPECT_EQ(test, log_count(since, line), 1U);
	KUNIT_EXPECT_TRUE(test, is_logged(since,
					  "0x%px-0x%px @offset=%lu. First byte 0x1 instead of 0xcc",
					  its_object + SIZE, its_object + SIZE,
					  (unsigned long)offset_in_page(its_object + SIZE)));
	KUNIT_EXPECT_TRUE(test, is_logged(since, "Allocated in init_flags+0x"));
	KUNIT_EXPECT_TRUE(test, is_logged(since, " cpu=0 pid=%d", current->pid));
	KUNIT_EXPECT_FALSE(test, is_logged(since, "Freed in"));
	KUNIT_EXPECT_TRUE(test,
			  is_logged(since, "Slab 0x%px objects=%u used=1 fp=0x%px flags=%#lx(slab|",
				    page, page->objects, page->freelist, page->flags));
	KUNIT_EXPECT_TRUE(test, is_logged(since, "Object 0x%px @offset=%lu fp=0x", its_object,
					  (unsigned long)offset_in_page(its_object)));
	KUNIT_EXPECT_TRUE(test, is_logged(since, "Redzone  %px: 01 cc cc cc", its_object + SIZE));
	KUNIT_EXPECT_TRUE(test,
			  is_logged(since, "FIX victim: Restoring Right Redzone 0x%px-0x%px=0xcc",
				    its_object + SIZE, its_object + SIZE));
	kmem_cache_free(victim, its_object);
	KUNIT_EXPECT_REPORTS(test, 1);
}

static void a_report_shows_the_bytes_around(struct kunit *test)
{
	struct reports before;

	memset(its_object, 0x41, SIZE);
	its_object[SIZE] = 0x42;
	before = free_twice(test);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log,
					     "=============================================="));
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "Redzone  %px: cc cc cc cc", its_object - 8));
	KUNIT_EXPECT_TRUE(test,
			  is_logged(before.log,
				    "Object   %px: 41 41 41 41 41 41 41 41 41 41 41 41 41 41 41 41  "
				    "AAAAAAAAAAAAAAAA",
				    its_object));
	KUNIT_EXPECT_TRUE(test,
			  is_logged(before.log, "Redzone  %px: 42 cc cc cc ", its_object + SIZE));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "Padding  "));
	KUNIT_EXPECT_TRUE(test,
			  is_logged(before.log, "Slab 0x%px objects=", virt_to_page(its_object)));
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "Object 0x%px @offset=", its_object));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "Call Trace:"));
}

/* ---- who had it ---- */

enum { ALLOCATED = __LINE__ + 4, FREED = ALLOCATED + 5 };

static noinline void *allocate_here(void)
{
	return kmem_cache_alloc(victim, GFP_KERNEL);
}

static noinline void free_here(void *object)
{
	kmem_cache_free(victim, object);
}

static void a_report_names_both_owners(struct kunit *test)
{
	void *q = allocate_here();
	struct reports before;

	free_here(q);
	before = mark_reports();
	kmem_cache_free(victim, q);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "Allocated in allocate_here+0x"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "Freed in free_here+0x"));
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, " cpu=0 pid=%d", current->pid));
	/* The stacks: who was called, and by whom. */
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, " allocate_here+0x"));
	KUNIT_EXPECT_EQ(test, log_count(before.log, " a_report_names_both_owners+0x"), 4U);
	EXPECT_PLACE(test, before, ALLOCATED);
	EXPECT_PLACE(test, before, FREED);
	kmem_cache_free(victim, its_object);
}

static bool tick_came;

static void allocate_in_tick(struct pt_regs *regs)
{
	register_tick_hook(NULL);
	its_object = kmem_cache_alloc(victim, GFP_ATOMIC);
	WRITE_ONCE(tick_came, true);
}

static void allocate_in_tasklet(struct tasklet_struct *t)
{
	its_object = kmem_cache_alloc(victim, GFP_ATOMIC);
}

static void an_owner_in_interrupt_is_called_so(struct kunit *test)
{
	DECLARE_TASKLET(tasklet, allocate_in_tasklet);
	struct reports before;

	kmem_cache_free(victim, its_object);
	tick_came = false;
	KUNIT_ASSERT_EQ(test, register_tick_hook(allocate_in_tick), 0);
	while (!READ_ONCE(tick_came))
		halt();
	KUNIT_ASSERT_NOT_NULL(test, its_object);
	its_object[-1] = 0;
	before = free_twice(test);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "Allocated in allocate_in_tick+0x"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, " (hardirq)"));

	local_bh_disable();
	tasklet_schedule(&tasklet);
	local_bh_enable();
	KUNIT_ASSERT_NOT_NULL(test, its_object);
	its_object[-1] = 0;
	before = free_twice(test);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "Allocated in allocate_in_tasklet+0x"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, " (softirq)"));
}

static void destroy_names_who_holds_what(struct kunit *test)
{
	void *q = allocate_here();
	struct reports before = mark_reports();

	kmem_cache_destroy(victim);
	EXPECT_REPORTS(test, before, 2,
		       "BUG victim (Not tainted): Objects remaining in victim on __kmem_cache_shutdown()");
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "Object 0x%px @offset=", q));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "Allocated in allocate_here+0x"));
	kmem_cache_free(victim, q);
	kmem_cache_free(victim, its_object);
}

static noinline void *alloc_deep(unsigned int depth)
{
	void *object = depth ? alloc_deep(depth - 1) : kmem_cache_alloc(victim, GFP_KERNEL);

	barrier(); /* no tail call */
	return object;
}

static int alloc_in_thread(void *unused)
{
	its_object = kmem_cache_alloc(victim, GFP_KERNEL);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

/* As deep as there is room for; and a short stack shows nothing of the one that was kept there before. */
static void a_track_has_the_whole_stack_and_nothing_older(struct kunit *test)
{
	struct task_struct *k;
	struct track *t;
	unsigned int n;
	void *first = its_object;

	kmem_cache_free(victim, its_object);
	its_object = alloc_deep(9);
	KUNIT_ASSERT_PTR_EQ(test, its_object, first);
	t = get_track(victim, its_object, TRACK_ALLOC);
	for (unsigned int i = 0; i < TRACK_DEPTH; i++)
		KUNIT_EXPECT_NE(test, t->stack[i], 0UL);
	kmem_cache_free(victim, its_object);
	k = kthread_run(alloc_in_thread, NULL, "shallow");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
	schedule_timeout_uninterruptible(2);
	kthread_stop(k);
	KUNIT_ASSERT_PTR_EQ(test, its_object, first);
	for (n = 0; n < TRACK_DEPTH && t->stack[n]; n++)
		;
	KUNIT_EXPECT_GT(test, n, 1U);
	KUNIT_EXPECT_LT(test, n, (unsigned int)TRACK_DEPTH);
	kmem_cache_free(victim, its_object);
}

/* ---- on demand ---- */

static void an_object_tells_where_it_belongs(struct kunit *test)
{
	u32 since = log_position();

	pr_info("It is");
	kmem_dump_obj(its_object + 10);
	KUNIT_EXPECT_TRUE(test, is_logged(since, " slab victim start %px pointer offset 10 size 64",
					  its_object));
	pr_info("It is");
	kmem_dump_obj(&since);
	KUNIT_EXPECT_TRUE(test, log_contains(since, " non-slab/vmalloc memory"));
	kmem_cache_free(victim, its_object);
}

static void who_had_an_object_is_told_of_any_pointer_into_it(struct kunit *test)
{
	u32 since;

	since = log_position();
	pr_info("It is");
	kmem_dump_obj(its_object + 1);
	KUNIT_EXPECT_TRUE(test, is_logged(since, "Allocated in init_flags+0x"));
	KUNIT_EXPECT_FALSE(test, is_logged(since, "Freed in"));
	kmem_cache_free(victim, its_object);
	since = log_position();
	pr_info("It is");
	kmem_dump_obj(its_object + SIZE - 1);
	KUNIT_EXPECT_TRUE(test, is_logged(since, "Allocated in init_flags+0x"));
	KUNIT_EXPECT_TRUE(test,
			  is_logged(since,
				    "Freed in who_had_an_object_is_told_of_any_pointer_into_it+0x"));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_report_is_framed_as_linuxs),
	KUNIT_CASE(a_track_has_the_whole_stack_and_nothing_older),
	KUNIT_CASE(who_had_an_object_is_told_of_any_pointer_into_it),
	KUNIT_CASE(a_report_names_both_owners),
	KUNIT_CASE(a_report_shows_the_bytes_around),
	KUNIT_CASE(an_owner_in_interrupt_is_called_so),
	KUNIT_CASE(destroy_names_who_holds_what),
	KUNIT_CASE(an_object_tells_where_it_belongs),
	{},
};

static struct kunit_suite slab_report_suite = {
	.name = "slab_report",
	.init = make_victim,
	.exit = end_victim,
	KASAN_LOOKS_AWAY,
	.test_cases = cases,
};
kunit_test_suite(slab_report_suite);
