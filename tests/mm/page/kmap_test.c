// SPDX-License-Identifier: MIT
/* Tests of mm/page/highmem.c: kmap(). Those that need highmem are skipped on a machine without. */
#include <asm/extable.h>
#include <asm/fixmap.h>
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "tests/support/reports.h"
#include "tests/support/pressure.h"
#include "tests/support/step.h"

static struct page **pages;
static unsigned int nr_pages;

/* @n high pages, each with its number in its first word; freed after the test. */
static void get_highmem(struct kunit *test, unsigned int n)
{
	if (!highmem_left(n))
		kunit_skip(test, "not enough highmem");
	pages = kvcalloc(n, sizeof(*pages), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pages);
	for (nr_pages = 0; nr_pages < n; nr_pages++) {
		u32 *map;

		pages[nr_pages] = alloc_page(GFP_HIGHUSER);
		KUNIT_ASSERT_NOT_NULL(test, pages[nr_pages]);
		map = kmap_local_page(pages[nr_pages]);
		*map = nr_pages;
		kunmap_local(map);
	}
}

static void free_all(struct kunit *test)
{
	kmap_flush_unused();
	while (nr_pages)
		__free_page(pages[--nr_pages]);
	kvfree(pages);
	pages = NULL;
}

static bool is_mapped(const void *addr)
{
	unsigned long value;

	return !peek_kernel(addr, &value);
}

static void a_lowmem_page_is_at_its_linear_address(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_PTR_EQ(test, kmap(page), page_address(page));
	kunmap(page);
	__free_page(page);
}

static void a_page_has_one_address_for_all_its_users(struct kunit *test)
{
	u32 *one, *two;

	get_highmem(test, 2);
	KUNIT_EXPECT_NULL(test, page_address(pages[1]));
	one = kmap(pages[1]);
	two = kmap(pages[1]);
	KUNIT_EXPECT_PTR_EQ(test, one, two);
	KUNIT_EXPECT_PTR_EQ(test, page_address(pages[1]), (void *)one);
	KUNIT_EXPECT_PTR_EQ(test, kmap_to_page(one), pages[1]);
	KUNIT_EXPECT_EQ(test, *one, 1);
	KUNIT_EXPECT_GE(test, (unsigned long)one, PKMAP_BASE);
	kunmap(pages[1]);
	KUNIT_EXPECT_EQ(test, *one, 1);
	kmap_flush_unused(); /* has a user still */
	KUNIT_EXPECT_EQ(test, *one, 1);
	kunmap(pages[1]);
}

static void an_unused_address_stays_until_it_is_flushed(struct kunit *test)
{
	u32 *addr;

	get_highmem(test, 1);
	addr = kmap(pages[0]);
	kunmap(pages[0]);
	KUNIT_EXPECT_PTR_EQ(test, kmap(pages[0]), (void *)addr);
	kunmap(pages[0]);
	KUNIT_EXPECT_TRUE(test, is_mapped(addr));
	kmap_flush_unused();
	KUNIT_EXPECT_FALSE(test, is_mapped(addr));
	KUNIT_EXPECT_NULL(test, page_address(pages[0]));
}

/*
 * More pages than addresses, one after the other: each address leads to many pages, none of them
 * stale.
 */
static void addresses_that_are_used_again_lead_to_the_new_page(struct kunit *test)
{
	unsigned int wrong = 0;

	get_highmem(test, LAST_PKMAP + 500);
	for (unsigned int round = 0; round < 3; round++) {
		for (unsigned int i = 0; i < nr_pages; i++) {
			wrong += *(u32 *)kmap(pages[i]) != i;
			kunmap(pages[i]);
		}
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
}

static void unmapping_what_is_not_mapped_is_reported(struct kunit *test)
{
	struct reports mark;

	get_highmem(test, 1);
	mark = mark_reports();
	kunmap(pages[0]);
	EXPECT_REPORTS(test, mark, 1, "is not mapped");
	kmap(pages[0]);
	kunmap(pages[0]);
	mark = mark_reports();
	kunmap(pages[0]);
	EXPECT_REPORTS(test, mark, 1, "is not mapped");
}

/* ---- all addresses taken ---- */

static void map_all(struct kunit *test)
{
	get_highmem(test, LAST_PKMAP + 8);
	for (unsigned int i = 0; i < LAST_PKMAP; i++) {
		u32 *addr = kmap(pages[i]);

		KUNIT_ASSERT_NOT_NULL(test, addr);
		KUNIT_ASSERT_EQ(test, *addr, i);
	}
}

static void unmap_all(void)
{
	for (unsigned int i = 0; i < LAST_PKMAP; i++)
		kunmap(pages[i]);
}

static void every_address_can_be_taken(struct kunit *test)
{
	unsigned int wrong = 0;

	map_all(test);
	for (unsigned int i = 0; i < LAST_PKMAP; i++)
		wrong += *(u32 *)page_address(pages[i]) != i;
	KUNIT_EXPECT_EQ(test, wrong, 0);
	unmap_all();
}

static void where_it_must_not_sleep_kmap_is_reported_and_gives_up(struct kunit *test)
{
	struct reports mark;
	u32 *addr;

	map_all(test);
	mark = mark_reports();
	preempt_disable();
	KUNIT_EXPECT_NULL(test, kmap(pages[LAST_PKMAP]));
	preempt_enable();
	EXPECT_REPORTS(test, mark, 1, "BUG: sleeping function called from invalid context at");
	unmap_all();
	preempt_disable();
	addr = kmap(pages[LAST_PKMAP]); /* there is one now */
	preempt_enable();
	KUNIT_EXPECT_REPORTS(test, 1); /* wrong all the same */
	KUNIT_ASSERT_NOT_NULL(test, addr);
	KUNIT_EXPECT_EQ(test, *addr, LAST_PKMAP);
	kunmap(pages[LAST_PKMAP]);
}

static unsigned int nr_served;

/* The page's number is its first word. */
static int maps_and_waits(void *page)
{
	u32 *addr = kmap(page);
	bool right = pages[*addr] == page;

	nr_served++;
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	kunmap(page);
	return right;
}

static void wait_for(unsigned int served)
{
	for (int i = 0; i < 20 && nr_served < served; i++)
		schedule_timeout_uninterruptible(1);
}

/* Two of eight want the same page: one address serves both. */
static void waiters_get_what_comes_free_and_none_is_lost(struct kunit *test)
{
	struct task_struct *waiters[8];

	map_all(test);
	nr_served = 0;
	for (int i = 0; i < 8; i++) {
		waiters[i] = kthread_run(maps_and_waits, pages[LAST_PKMAP + (i == 7 ? 0 : i)],
					 "waiter%d", i);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, waiters[i]);
	}
	schedule_timeout_uninterruptible(5);
	KUNIT_EXPECT_EQ(test, nr_served, 0);
	kunmap(pages[0]);
	wait_for(1);
	KUNIT_EXPECT_GE(test, nr_served, 1);
	KUNIT_EXPECT_LE(test, nr_served, 2);
	for (int i = 1; i < 7; i++)
		kunmap(pages[i]);
	wait_for(8);
	KUNIT_EXPECT_EQ(test, nr_served, 8);
	for (int i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, kthread_stop(waiters[i]), 1);
	for (unsigned int i = 7; i < LAST_PKMAP; i++)
		kunmap(pages[i]);
}

/* ---- at every instruction ---- */

/*
 * An interrupt must not map, but it may ask for the address of a page, and a task that it wakes may map where no
 * lock is held.
 */
static struct {
	struct task_struct *intruder;
	bool held; /* the intruder keeps page 1 mapped until its next turn */
	unsigned int wrong;
} meet;

/* Among one page more than there are chains, two are in the same: these become pages 0 and 3. */
#define NR_MEET (256 + 1)

static void pair_up(struct kunit *test)
{
	static u16 in_chain[256];

	memset(in_chain, 0, sizeof(in_chain));
	for (unsigned int i = 0; i < NR_MEET; i++) {
		unsigned int chain = page_to_pfn(pages[i]) % 256;

		if (in_chain[chain]) {
			swap(pages[0], pages[in_chain[chain] - 1]);
			swap(pages[3], pages[i]);
			break;
		}
		in_chain[chain] = i + 1;
	}
	KUNIT_ASSERT_EQ(test, page_to_pfn(pages[0]) % 256, page_to_pfn(pages[3]) % 256);
	for (unsigned int i = 0; i < 4; i++) {
		u32 *map = kmap_local_page(pages[i]);

		*map = i;
		kunmap_local(map);
	}
}

static bool is_of(const u32 *map, unsigned int i)
{
	return *map == i;
}

static void task_maps_and_unmaps(void *unused)
{
	u32 *a = kmap(pages[0]), *b = kmap(pages[1]);

	meet.wrong += !is_of(a, 0) || !is_of(b, 1) || a == b;
	kunmap(pages[0]);
	meet.wrong += !is_of(b, 1) || page_address(pages[1]) != b;
	kunmap(pages[1]);
	kmap_flush_unused();
}

static int maps_when_woken(void *unused)
{
	while (!kthread_should_stop()) {
		u32 *b = kmap(pages[1]), *c = kmap(pages[2]);

		meet.wrong += !is_of(b, 1) || !is_of(c, 2) || b == c;
		kunmap(pages[2]);
		kunmap(pages[1]);
		if (!meet.held)
			kmap(pages[1]);
		else
			kunmap(pages[1]);
		meet.held = !meet.held;
		set_current_state(TASK_INTERRUPTIBLE);
		if (!kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);
	}
	return 0;
}

/* Page 3 is mapped all the time; the others' addresses come and go, so only an address itself can be wrong. */
static void interrupt_asks_and_wakes(void)
{
	u32 *always = page_address(pages[3]);

	meet.wrong += !always || !is_of(always, 3);
	for (unsigned int i = 0; i < 3; i++) {
		unsigned long addr = (unsigned long)page_address(pages[i]);

		meet.wrong += addr && (addr < PKMAP_BASE || offset_in_page(addr));
	}
	wake_up_process(meet.intruder);
}

static void others_may_map_and_ask_at_any_instruction(struct kunit *test)
{
	unsigned int n = 1;
	bool came;

	get_highmem(test, NR_MEET);
	pair_up(test);
	meet.wrong = 0;
	meet.held = false;
	meet.intruder = kthread_create(maps_when_woken, NULL, "intruder");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, meet.intruder);
	sched_set_fifo(meet.intruder);
	wake_up_process(meet.intruder);
	KUNIT_ASSERT_NOT_NULL(test, kmap(pages[3]));
	do {
		kmap_flush_unused();
		came = run_interrupted(n, task_maps_and_unmaps, NULL, interrupt_asks_and_wakes);
		KUNIT_EXPECT_EQ_MSG(test, meet.wrong, 0U, "at instruction %u", n);
		kmap_flush_unused();
		for (unsigned int i = 0; i < 3; i++)
			KUNIT_ASSERT_EQ_MSG(test, page_address(pages[i]) != NULL,
					    i == 1 && meet.held, "at instruction %u", n);
		/* Flushing looks at each address: from there on some instructions are enough. */
		n += n < 300 ? 1 : 211;
	} while (came);
	kunmap(pages[3]);
	if (meet.held)
		kunmap(pages[1]);
	KUNIT_EXPECT_EQ(test, kthread_stop(meet.intruder), 0);
	KUNIT_EXPECT_GT(test, n, 300U);
}

static struct kunit_case kmap_cases[] = {
	KUNIT_CASE(a_lowmem_page_is_at_its_linear_address),
	KUNIT_CASE(a_page_has_one_address_for_all_its_users),
	KUNIT_CASE(an_unused_address_stays_until_it_is_flushed),
	KUNIT_CASE(addresses_that_are_used_again_lead_to_the_new_page),
	KUNIT_CASE(unmapping_what_is_not_mapped_is_reported),
	KUNIT_CASE(every_address_can_be_taken),
	KUNIT_CASE(where_it_must_not_sleep_kmap_is_reported_and_gives_up),
	KUNIT_CASE(waiters_get_what_comes_free_and_none_is_lost),
	KUNIT_CASE(others_may_map_and_ask_at_any_instruction),
	{},
};

static struct kunit_suite kmap_suite = { .name = "kmap",
					 .exit = free_all,
					 .test_cases = kmap_cases };
kunit_test_suite(kmap_suite);
