// SPDX-License-Identifier: MIT
/* Tests of mm/page/kmap_local.c. Those that need highmem are skipped on a machine without. */
#include <asm/extable.h>
#include <asm/fixmap.h>
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "tests/support/step.h"
#include "tests/support/pressure.h"

static struct page *pages[KM_MAX_IDX];

/* Allocates @n highmem pages, or skips the test. They are freed after it. */
static void get_highmem(struct kunit *test, unsigned int n)
{
	if (!highmem_left(n))
		kunit_skip(test, "no highmem");
	for (unsigned int i = 0; i < n; i++) {
		pages[i] = alloc_page(GFP_HIGHUSER);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
		KUNIT_ASSERT_TRUE(test, PageHighMem(pages[i]));
	}
}

static void free_all(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		if (pages[i])
			__free_page(pages[i]);
		pages[i] = NULL;
	}
}

static bool is_mapped(const void *addr)
{
	unsigned long value;

	return !peek_kernel(addr, &value);
}

/* Lowmem */

static void a_lowmem_page_is_at_its_linear_address(struct kunit *test)
{
	void *addr;

	pages[0] = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pages[0]);
	addr = kmap_atomic(pages[0]);
	KUNIT_EXPECT_PTR_EQ(test, addr, __va(page_to_pfn(pages[0]) << PAGE_SHIFT));
	KUNIT_EXPECT_PTR_EQ(test, addr, page_address(pages[0]));
	kunmap_atomic(addr);
	KUNIT_EXPECT_TRUE(test, is_mapped(addr));
}

/* Windows */

static void a_highmem_page_has_no_address(struct kunit *test)
{
	get_highmem(test, 1);
	KUNIT_EXPECT_NULL(test, page_address(pages[0]));
}

static void a_window_closes(struct kunit *test)
{
	void *addr;

	get_highmem(test, 1);
	addr = kmap_atomic(pages[0]);
	KUNIT_EXPECT_TRUE(test, is_mapped(addr));
	kunmap_atomic(addr);
	KUNIT_EXPECT_FALSE(test, is_mapped(addr));
}

static void two_windows_show_the_same_page(struct kunit *test)
{
	u32 *one, *two;

	get_highmem(test, 1);
	one = kmap_atomic(pages[0]);
	two = kmap_atomic(pages[0]);
	KUNIT_EXPECT_PTR_NE(test, one, two);
	for (unsigned int i = 0; i < PAGE_SIZE / 4; i++)
		one[i] = i * 2654435761U;
	KUNIT_EXPECT_EQ(test, memcmp(one, two, PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, two[1000], 1000 * 2654435761U);
	kunmap_atomic(two);
	kunmap_atomic(one);
}

static void contents_stay_when_the_window_is_reused(struct kunit *test)
{
	u32 *addr;

	get_highmem(test, 2);
	for (u32 i = 0; i < 2; i++) {
		addr = kmap_atomic(pages[i]);
		*addr = i + 1;
		kunmap_atomic(addr);
	}
	for (u32 i = 0; i < 2; i++) {
		addr = kmap_atomic(pages[i]);
		KUNIT_EXPECT_EQ(test, *addr, i + 1);
		kunmap_atomic(addr);
	}
}

static void windows_nest(struct kunit *test)
{
	void *addr[KM_MAX_IDX];

	get_highmem(test, KM_MAX_IDX);
	for (unsigned int i = 0; i < KM_MAX_IDX; i++) {
		addr[i] = kmap_atomic(pages[i]);
		*(u32 *)addr[i] = i;
	}
	for (unsigned int i = 0; i < KM_MAX_IDX; i++)
		KUNIT_EXPECT_EQ(test, *(u32 *)addr[i], i);
	for (unsigned int i = KM_MAX_IDX; i-- > 0;)
		kunmap_atomic(addr[i]);
}

static void the_last_one_opened_is_reused_first(struct kunit *test)
{
	void *outer, *inner, *again;

	get_highmem(test, 1);
	outer = kmap_atomic(pages[0]);
	inner = kmap_atomic(pages[0]);
	kunmap_atomic(inner);
	again = kmap_atomic(pages[0]);
	KUNIT_EXPECT_PTR_EQ(test, again, inner);
	kunmap_atomic(again);
	KUNIT_EXPECT_TRUE(test, is_mapped(outer));
	kunmap_atomic(outer);
}

static void unmapping_the_wrong_one_is_reported(struct kunit *test)
{
	u32 log = log_position();
	void *outer, *inner;

	get_highmem(test, 1);
	outer = kmap_atomic(pages[0]);
	inner = kmap_atomic(pages[0]);
	kunmap_atomic(outer);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "is not the last one mapped"));
	kunmap_local(inner);
	kunmap_atomic(outer);
	KUNIT_EXPECT_EQ(test, current->kmap_ctrl.idx, 0);
}

static void any_byte_of_the_page_will_do_for_unmapping(struct kunit *test)
{
	char *addr;

	get_highmem(test, 1);
	addr = kmap_local_page(pages[0]);
	kunmap_local(addr + PAGE_SIZE - 1);
	KUNIT_EXPECT_FALSE(test, is_mapped(addr));
}

/* ---- across a switch ---- */

#define NR_TASKS 3
#define NESTED	 4

/* Its own pages under its own four addresses, which are those of the others. */
static int keeps_its_windows(void *arg)
{
	unsigned int me = (unsigned long)arg, wrong = 0;
	u32 *map[NESTED];

	for (unsigned int round = 0; round < 50; round++) {
		for (u32 i = 0; i < NESTED; i++) {
			map[i] = kmap_local_page(pages[me * NESTED + i]);
			*map[i] = me * 1000 + i * 100 + round;
			yield();
		}
		for (u32 i = NESTED; i-- > 0;) {
			wrong += *map[i] != me * 1000 + i * 100 + round;
			yield();
			wrong += *map[i] != me * 1000 + i * 100 + round;
			kunmap_local(map[i]);
			yield();
		}
	}
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return wrong;
}

static void windows_stay_with_their_task(struct kunit *test)
{
	struct task_struct *tasks[NR_TASKS];

	get_highmem(test, NR_TASKS * NESTED);
	for (unsigned long i = 0; i < NR_TASKS; i++) {
		tasks[i] = kthread_run(keeps_its_windows, (void *)i, "window%lu", i);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, tasks[i]);
	}
	for (unsigned int i = 0; i < NR_TASKS; i++) {
		while (tasks[i]->kmap_ctrl.idx || !tasks[i]->nvcsw)
			yield();
	}
	for (unsigned int i = 0; i < NR_TASKS; i++)
		KUNIT_EXPECT_EQ(test, kthread_stop(tasks[i]), 0);
}

static int looks_where_nothing_is(void *arg)
{
	bool there = is_mapped(arg);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return there;
}

static void another_task_does_not_see_them(struct kunit *test)
{
	struct task_struct *other;
	u32 *addr;

	get_highmem(test, 1);
	addr = kmap_local_page(pages[0]);
	*addr = 5;
	other = kthread_create(looks_where_nothing_is, addr, "looker");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, other);
	wake_up_process(other);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_EQ(test, kthread_stop(other), 0);
	KUNIT_EXPECT_EQ(test, *addr, 5);
	kunmap_local(addr);
}

/* ---- at every instruction ---- */

static struct {
	u32 *outer, *inner;
	bool wrong;
} seen;

static void map_and_look(void *unused)
{
	seen.outer = kmap_local_page(pages[0]);
	seen.wrong |= *seen.outer != 100;
	seen.inner = kmap_local_page(pages[1]);
	seen.wrong |= *seen.inner != 101 || *seen.outer != 100;
	kunmap_local(seen.inner);
	seen.wrong |= *seen.outer != 100;
	kunmap_local(seen.outer);
}

static void interrupt_maps_too(void)
{
	u32 *one = kmap_atomic(pages[2]), *two = kmap_local_page(pages[3]);

	seen.wrong |= *one != 102 || *two != 103;
	kunmap_local(two);
	kunmap_atomic(one);
}

/* On the way out of the interrupt another task takes the CPU, which maps at the same addresses. */
static struct task_struct *intruder;

static int maps_when_woken(void *unused)
{
	while (!kthread_should_stop()) {
		u32 *one = kmap_local_page(pages[2]), *two = kmap_local_page(pages[3]);

		seen.wrong |= *one != 102 || *two != 103;
		kunmap_local(two);
		kunmap_local(one);
		set_current_state(TASK_INTERRUPTIBLE);
		if (!kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);
	}
	return 0;
}

static void interrupt_switches(void)
{
	wake_up_process(intruder);
}

static void at_every_instruction(struct kunit *test, void (*inject)(void))
{
	unsigned int n = 1;

	for (u32 i = 0; i < 4; i++) {
		u32 *map = kmap_local_page(pages[i]);

		*map = 100 + i;
		kunmap_local(map);
	}
	seen.wrong = false;
	while (run_interrupted(n, map_and_look, NULL, inject)) {
		KUNIT_EXPECT_FALSE_MSG(test, seen.wrong, "interrupted at instruction %u", n);
		KUNIT_EXPECT_EQ(test, current->kmap_ctrl.idx, 0);
		n++;
	}
	KUNIT_EXPECT_GT(test, n, 40);
	for (unsigned int i = 0; i < 4; i++)
		KUNIT_EXPECT_FALSE(test, is_mapped((void *)__fix_to_virt(FIX_KMAP_BEGIN + i)));
}

static void an_interrupt_may_map_at_any_time(struct kunit *test)
{
	get_highmem(test, 4);
	at_every_instruction(test, interrupt_maps_too);
}

static void preemption_may_come_at_any_time(struct kunit *test)
{
	unsigned long before;

	get_highmem(test, 4);
	intruder = kthread_create(maps_when_woken, NULL, "intruder");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, intruder);
	sched_set_fifo(intruder);
	wake_up_process(intruder);
	before = current->nivcsw;
	at_every_instruction(test, interrupt_switches);
	KUNIT_EXPECT_GT(test, current->nivcsw - before, 40);
	kthread_stop(intruder);
}

/* No sleeping in between, whatever the page: code is written for both kinds. */
static void a_mapping_is_atomic(struct kunit *test)
{
	unsigned int before = preempt_count();
	void *addr;

	pages[0] = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pages[0]);
	addr = kmap_atomic(pages[0]);
	KUNIT_EXPECT_EQ(test, preempt_count(), before + 1);
	kunmap_atomic(addr);
	KUNIT_EXPECT_EQ(test, preempt_count(), before);
}

/* Whole pages */

static void clear_highpage_clears_all_of_it(struct kunit *test)
{
	char *addr;

	get_highmem(test, 1);
	addr = kmap_atomic(pages[0]);
	memset(addr, 0x55, PAGE_SIZE);
	kunmap_atomic(addr);
	clear_highpage(pages[0]);
	addr = kmap_atomic(pages[0]);
	KUNIT_EXPECT_NULL(test, memchr_inv(addr, 0, PAGE_SIZE));
	kunmap_atomic(addr);
}

static void copy_highpage_copies_all_of_it(struct kunit *test)
{
	char *from, *to;

	get_highmem(test, 2);
	from = kmap_atomic(pages[0]);
	for (unsigned int i = 0; i < PAGE_SIZE; i++)
		from[i] = i * 7 + i / 256;
	kunmap_atomic(from);
	copy_highpage(pages[1], pages[0]);
	from = kmap_atomic(pages[0]);
	to = kmap_atomic(pages[1]);
	KUNIT_EXPECT_EQ(test, memcmp(from, to, PAGE_SIZE), 0);
	kunmap_atomic(to);
	kunmap_atomic(from);
}

static void clear_first(void *unused)
{
	clear_highpage(pages[0]);
}

static void interrupt_clears_too(void)
{
	interrupt_maps_too();
	clear_highpage(pages[1]);
}

/* One store at a time clears it, and each is an instruction: of those some are enough. */
static void an_interrupt_may_clear_another_page_at_any_time(struct kunit *test)
{
	unsigned int n = 1;
	bool came;

	get_highmem(test, 4);
	for (u32 i = 2; i < 4; i++) {
		u32 *map = kmap_local_page(pages[i]);

		*map = 100 + i;
		kunmap_local(map);
	}
	seen.wrong = false;
	do {
		for (u32 i = 0; i < 2; i++) {
			void *map = kmap_local_page(pages[i]);

			memset(map, 0x55, PAGE_SIZE);
			kunmap_local(map);
		}
		came = run_interrupted(n, clear_first, NULL, interrupt_clears_too);
		for (u32 i = 0; i < 1 + came; i++) {
			void *map = kmap_local_page(pages[i]);

			KUNIT_EXPECT_NULL_MSG(test, memchr_inv(map, 0, PAGE_SIZE),
					      "page %u, at instruction %u", i, n);
			kunmap_local(map);
		}
		KUNIT_EXPECT_FALSE_MSG(test, seen.wrong, "at instruction %u", n);
		KUNIT_ASSERT_EQ(test, current->kmap_ctrl.idx, 0);
		KUNIT_EXPECT_FALSE(test, is_mapped((void *)__fix_to_virt(FIX_KMAP_BEGIN)));
		n += n < 40 || n > 1024 ? 1 : 41;
	} while (came);
	KUNIT_EXPECT_GT(test, n, 1000U);
}

/* ---- parts ---- */

static void parts_of_a_page_are_copied_and_cleared(struct kunit *test)
{
	char text[6] = {}, *map;

	get_highmem(test, 1);
	clear_highpage(pages[0]);
	memcpy_to_page(pages[0], PAGE_SIZE - 5, "hello", 5);
	memcpy_from_page(text, pages[0], PAGE_SIZE - 5, 5);
	KUNIT_EXPECT_STREQ(test, text, "hello");
	memzero_page(pages[0], PAGE_SIZE - 4, 3);
	map = kmap_local_page(pages[0]);
	KUNIT_EXPECT_EQ(test, memcmp(map + PAGE_SIZE - 5, "h\0\0\0o", 5), 0);
	KUNIT_EXPECT_PTR_EQ(test, kmap_to_page(map + 7), pages[0]);
	kunmap_local(map);
}

static void one_too_many_is_a_bug(struct kunit *test)
{
	get_highmem(test, 1);
	for (int i = 0; i <= KM_MAX_IDX; i++)
		kmap_local_page(pages[0]);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_lowmem_page_is_at_its_linear_address),
	KUNIT_CASE(a_highmem_page_has_no_address),
	KUNIT_CASE(a_window_closes),
	KUNIT_CASE(two_windows_show_the_same_page),
	KUNIT_CASE(contents_stay_when_the_window_is_reused),
	KUNIT_CASE(windows_nest),
	KUNIT_CASE(the_last_one_opened_is_reused_first),
	KUNIT_CASE(unmapping_the_wrong_one_is_reported),
	KUNIT_CASE(any_byte_of_the_page_will_do_for_unmapping),
	KUNIT_CASE(windows_stay_with_their_task),
	KUNIT_CASE(another_task_does_not_see_them),
	KUNIT_CASE(an_interrupt_may_map_at_any_time),
	KUNIT_CASE(preemption_may_come_at_any_time),
	KUNIT_CASE(a_mapping_is_atomic),
	KUNIT_CASE(clear_highpage_clears_all_of_it),
	KUNIT_CASE(an_interrupt_may_clear_another_page_at_any_time),
	KUNIT_CASE(copy_highpage_copies_all_of_it),
	KUNIT_CASE(parts_of_a_page_are_copied_and_cleared),
	KUNIT_CASE_PANIC(one_too_many_is_a_bug),
	{},
};

static struct kunit_suite kmap_local_suite = {
	.name = "kmap_local",
	.exit = free_all,
	.test_cases = cases,
};
kunit_test_suite(kmap_local_suite);
