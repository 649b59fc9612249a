// SPDX-License-Identifier: MIT
/*
 * mm/page/fault-inject.c: which allocations fail, and that nothing stays armed.
 *
 * Only this task's allocations are meant to fail, so most cases set the task filter. What the command
 * line or the monitor had armed is set aside for each case and put back after it.
 */
#include <k896/show.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

static char text[512];
static bool stood[NR_FAULT_TARGETS];

static const char *shown(void)
{
	struct seq_file m;

	seq_init(&m, text, sizeof(text) - 1, NULL);
	fault_attr_show(&m);
	text[m.count] = '\0';
	return text;
}

/* Does the line that begins with @word say each-site? */
static bool each_site_stands(const char *word)
{
	const char *line = strstr(shown(), word), *end = line ? strchr(line, '\n') : NULL, *found;

	found = line ? strstr(line, ", each-site") : NULL;
	return found && end && found < end;
}

static int set_aside(struct kunit *test)
{
	stood[FAIL_PAGE_ALLOC] = each_site_stands("fail_page_alloc");
	stood[FAIL_SLAB] = each_site_stands("failslab");
	fault_attr_parse("page", "off");
	fault_attr_parse("slab", "off");
	return 0;
}

static void put_back(struct kunit *test)
{
	fault_attr_parse("page", stood[FAIL_PAGE_ALLOC] ? "each-site" : "off");
	fault_attr_parse("slab", stood[FAIL_SLAB] ? "each-site" : "off");
}

static bool is_armed(void)
{
	return mm_hooks & (MM_HOOK_FAIL_PAGE_ALLOC | MM_HOOK_FAIL_SLAB_ALLOC);
}

/* One page, one object: is it to be had? */
static noinline bool page_fails(gfp_t gfp)
{
	struct page *page = alloc_page(gfp);

	if (page)
		__free_page(page);
	return !page;
}

static noinline bool object_fails(gfp_t gfp)
{
	void *p = kmalloc(100, gfp);

	kfree(p);
	return !p;
}

/* Of @n, the ones that fail, as a string: "..x." the third. */
static const char *pattern(unsigned int n)
{
	static char marks[40];

	for (unsigned int i = 0; i < n; i++)
		marks[i] = page_fails(GFP_KERNEL | __GFP_NOWARN) ? 'x' : '.';
	marks[n] = '\0';
	return marks;
}

static void arm(struct fault_attr attr)
{
	attr.task = current;
	set_fault_attr(FAIL_PAGE_ALLOC, &attr);
}

/* ---- the attributes ---- */

static void probability_0_never_fails_and_arms_nothing(struct kunit *test)
{
	arm((struct fault_attr){ .probability = 0, .times = -1 });
	KUNIT_EXPECT_FALSE(test, is_armed());
	KUNIT_EXPECT_STREQ(test, pattern(20), "....................");
}

static void probability_100_always_fails(struct kunit *test)
{
	arm((struct fault_attr){ .probability = 100, .times = -1 });
	KUNIT_EXPECT_TRUE(test, is_armed());
	KUNIT_EXPECT_STREQ(test, pattern(20), "xxxxxxxxxxxxxxxxxxxx");
	KUNIT_EXPECT_EQ(test, faults_injected(FAIL_PAGE_ALLOC), 20UL);
}

static void probability_99_lets_some_pass(struct kunit *test)
{
	arm((struct fault_attr){ .probability = 99, .times = -1 });
	for (unsigned int i = 0; i < 1000; i++)
		page_fails(GFP_KERNEL | __GFP_NOWARN);
	KUNIT_EXPECT_GT(test, faults_injected(FAIL_PAGE_ALLOC), 970UL);
	KUNIT_EXPECT_LT(test, faults_injected(FAIL_PAGE_ALLOC), 1000UL);
}

static void probability_30_fails_about_a_third(struct kunit *test)
{
	arm((struct fault_attr){ .probability = 30, .times = -1 });
	for (unsigned int i = 0; i < 1000; i++)
		page_fails(GFP_KERNEL | __GFP_NOWARN);
	KUNIT_EXPECT_GT(test, faults_injected(FAIL_PAGE_ALLOC), 240UL);
	KUNIT_EXPECT_LT(test, faults_injected(FAIL_PAGE_ALLOC), 360UL);
}

static void only_one_of_an_interval_fails(struct kunit *test)
{
	arm((struct fault_attr){ .probability = 100, .times = -1, .interval = 4 });
	KUNIT_EXPECT_STREQ(test, pattern(12), "...x...x...x");
}

static void after_its_times_it_is_over(struct kunit *test)
{
	arm((struct fault_attr){ .probability = 100, .times = 3 });
	KUNIT_EXPECT_STREQ(test, pattern(5), "xxx..");
	KUNIT_EXPECT_FALSE(test, is_armed());
}

static void space_is_used_up_first(struct kunit *test)
{
	arm((struct fault_attr){ .probability = 100, .times = -1, .space = 3 * PAGE_SIZE });
	KUNIT_EXPECT_STREQ(test, pattern(4), "..xx");
}

static void the_nth_fails_and_no_other(struct kunit *test)
{
	arm((struct fault_attr){ .nth = 3 });
	KUNIT_EXPECT_STREQ(test, pattern(6), "..x...");
	KUNIT_EXPECT_FALSE(test, is_armed());
	KUNIT_EXPECT_TRUE(test, fail_nth_page_alloc_done());
}

static int try_a_page(void *unused)
{
	return page_fails(GFP_KERNEL | __GFP_NOWARN);
}

/* @fn in another thread: what it returned. */
static int in_another_task(struct kunit *test, int (*fn)(void *unused))
{
	struct task_struct *k;
	int result;

	hold_faults(); /* its stack */
	k = kthread_create(fn, NULL, "fault_inject");
	release_faults();
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
	get_task_struct(k);
	wake_up_process(k);
	schedule_timeout_uninterruptible(2);
	result = kthread_stop(k);
	put_task_struct(k);
	return result;
}

static void other_tasks_are_spared(struct kunit *test)
{
	arm((struct fault_attr){ .probability = 100, .times = -1 });
	KUNIT_EXPECT_EQ(test, in_another_task(test, try_a_page), 0);
	KUNIT_EXPECT_TRUE(test, page_fails(GFP_KERNEL | __GFP_NOWARN));
}

static void without_a_filter_every_task_fails(struct kunit *test)
{
	set_fault_attr(FAIL_PAGE_ALLOC, &(struct fault_attr){ .probability = 100, .times = -1 });
	KUNIT_EXPECT_EQ(test, in_another_task(test, try_a_page), 1);
}

static void nofail_is_spared_and_not_counted(struct kunit *test)
{
	arm((struct fault_attr){ .nth = 1 });
	KUNIT_EXPECT_FALSE(test, page_fails(GFP_KERNEL | __GFP_NOFAIL));
	KUNIT_EXPECT_FALSE(test, fail_nth_page_alloc_done());
	KUNIT_EXPECT_TRUE(test, page_fails(GFP_KERNEL | __GFP_NOWARN));
}

static void what_is_held_back_is_not_counted(struct kunit *test)
{
	arm((struct fault_attr){ .nth = 1 });
	hold_faults();
	hold_faults();
	release_faults();
	KUNIT_EXPECT_FALSE(test, page_fails(GFP_KERNEL));
	release_faults();
	KUNIT_EXPECT_TRUE(test, page_fails(GFP_KERNEL | __GFP_NOWARN));
}

static void each_allocator_has_its_own(struct kunit *test)
{
	set_fault_attr(FAIL_SLAB,
		       &(struct fault_attr){ .probability = 100, .times = -1, .task = current });
	KUNIT_EXPECT_FALSE(test, page_fails(GFP_KERNEL));
	KUNIT_EXPECT_TRUE(test, object_fails(GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_EQ(test, faults_injected(FAIL_PAGE_ALLOC), 0UL);
	KUNIT_EXPECT_EQ(test, faults_injected(FAIL_SLAB), 1UL);
}

/* ---- each site ---- */

/* Counted once for the whole life of the machine: a case that runs again has nothing to see. */
static void each_site_fails_the_first_time_by_each_way(struct kunit *test)
{
	static bool was_here;
	unsigned int failed[2] = {};

	arm((struct fault_attr){ .each_site = true });
	for (unsigned int i = 0; i < 5; i++) {
		bool one = page_fails(GFP_KERNEL | __GFP_NOWARN);
		bool other = page_fails(GFP_KERNEL | __GFP_NOWARN);

		KUNIT_EXPECT_EQ(test, one, !was_here && i == 0);
		KUNIT_EXPECT_EQ(test, other, !was_here && i == 0);
		failed[0] += one;
		failed[1] += other;
	}
	was_here = true;
	KUNIT_EXPECT_EQ(test, faults_injected(FAIL_PAGE_ALLOC),
			(unsigned long)failed[0] + failed[1]);
	KUNIT_EXPECT_TRUE(test, is_armed());
}

static void each_site_stands_while_a_test_arms_its_own(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, fault_attr_parse("page", "each-site"), 0);
	fail_nth_page_alloc(2);
	fail_nth_page_alloc(0);
	KUNIT_EXPECT_TRUE(test, each_site_stands("fail_page_alloc"));
	KUNIT_EXPECT_TRUE(test, is_armed());
	KUNIT_EXPECT_EQ(test, fault_attr_parse("page", "off"), 0);
	KUNIT_EXPECT_FALSE(test, is_armed());
}

/* ---- words ---- */

static void the_four_numbers_are_linuxs(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, fault_attr_parse("slab", "5,50,1000000,-1"), 0);
	KUNIT_EXPECT_NOT_NULL(test,
			      strstr(shown(), "failslab: interval 5, probability 50, space "));
	KUNIT_EXPECT_NOT_NULL(test, strstr(shown(), ", times -1; "));
	KUNIT_EXPECT_EQ(test, fault_attr_parse("slab", "off"), 0);
	KUNIT_EXPECT_NOT_NULL(test,
			      strstr(shown(),
				     "failslab: interval 0, probability 0, space 0, times 0; 0 alloc"));
}

static void two_numbers_are_enough(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, fault_attr_parse("page", "1000000,10"), 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(shown(),
					   "interval 1000000, probability 10, space 0, times 1; "));
	KUNIT_EXPECT_EQ(test, fault_attr_parse("page", "1000000,10,7"), 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(shown(), "space 7, times 1; "));
}

static void bad_words_change_nothing(struct kunit *test)
{
	static const char *const bad[] = { "",	  "x",	       "1",	    "1,",   "1,101",
					   ",50", "1,50,-1,1", "1,50,0,-2", "each", "OFF" };

	KUNIT_ASSERT_EQ(test, fault_attr_parse("page", "1000000,10,0,5"), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, fault_attr_parse("page", bad[i]), -EINVAL, "'%s'",
				    bad[i]);
	KUNIT_EXPECT_EQ(test, fault_attr_parse("pages", "off"), -EINVAL);
	KUNIT_EXPECT_NOT_NULL(test, strstr(shown(),
					   "interval 1000000, probability 10, space 0, times 5; "));
}

static void off_disarms_both(struct kunit *test)
{
	fault_attr_parse("page", "1,100,0,-1");
	fault_attr_parse("slab", "1,100,0,-1");
	KUNIT_EXPECT_TRUE(test, is_armed());
	fault_attr_parse("page", "off");
	KUNIT_EXPECT_TRUE(test, is_armed());
	fault_attr_parse("slab", "off");
	KUNIT_EXPECT_FALSE(test, is_armed());
	KUNIT_EXPECT_FALSE(test, page_fails(GFP_KERNEL));
	KUNIT_EXPECT_FALSE(test, object_fails(GFP_KERNEL));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(probability_0_never_fails_and_arms_nothing),
	KUNIT_CASE(probability_100_always_fails),
	KUNIT_CASE(probability_99_lets_some_pass),
	KUNIT_CASE(probability_30_fails_about_a_third),
	KUNIT_CASE(only_one_of_an_interval_fails),
	KUNIT_CASE(after_its_times_it_is_over),
	KUNIT_CASE(space_is_used_up_first),
	KUNIT_CASE(the_nth_fails_and_no_other),
	KUNIT_CASE(other_tasks_are_spared),
	KUNIT_CASE(without_a_filter_every_task_fails),
	KUNIT_CASE(nofail_is_spared_and_not_counted),
	KUNIT_CASE(what_is_held_back_is_not_counted),
	KUNIT_CASE(each_allocator_has_its_own),
	KUNIT_CASE(each_site_fails_the_first_time_by_each_way),
	KUNIT_CASE(each_site_stands_while_a_test_arms_its_own),
	KUNIT_CASE(the_four_numbers_are_linuxs),
	KUNIT_CASE(two_numbers_are_enough),
	KUNIT_CASE(bad_words_change_nothing),
	KUNIT_CASE(off_disarms_both),
	{},
};

static struct kunit_suite suite = {
	.name = "fault_inject",
	.init = set_aside,
	.exit = put_back,
	.test_cases = cases,
};
kunit_test_suite(suite);
