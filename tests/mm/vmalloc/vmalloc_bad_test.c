// SPDX-License-Identifier: MIT
/*
 * Calls of vmalloc that must fail: bad sizes and pointers, contexts that must not sleep, no addresses, no
 * memory; and what a fault report says about an address of the window.
 */
#include <k896/check.h>
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/fault-inject.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "tests/support/reports.h"
#include "tests/support/pressure.h"

/* ---- sizes ---- */

static void zero_bytes_are_reported(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, vmalloc(0));
	KUNIT_EXPECT_REPORTS(test, 1);
}

static void more_than_memory_is_refused_with_linuxs_words(struct kunit *test)
{
	static const unsigned long sizes[] = { 0xffffffff, 0xfffff001, 0xfffff000, 0xf0000000 };
	char line[100];

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct reports mark = mark_reports();

		KUNIT_EXPECT_NULL(test, vmalloc(sizes[i]));
		scnprintf(line, sizeof(line),
			  "vmalloc error: size %lu, exceeds total pages, mode:0xcc0(GFP_KERNEL)",
			  sizes[i]);
		EXPECT_REPORTS(test, mark, 1, line);
	}
}

static void more_than_the_window_is_refused_with_linuxs_words(struct kunit *test)
{
	unsigned long size = VMALLOC_END - VMALLOC_START;
	struct reports mark = mark_reports();
	char line[120];

	if (totalram_pages() <= size >> PAGE_SHIFT)
		kunit_skip(test, "the window is larger than memory");
	KUNIT_EXPECT_NULL(test, vmalloc(size));
	scnprintf(line, sizeof(line),
		  "vmap allocation for size %lu failed: use vmalloc=<size> to increase size",
		  size + PAGE_SIZE);
	EXPECT_REPORTS(test, mark, 1, line);
	scnprintf(line, sizeof(line),
		  "vmalloc error: size %lu, vm_struct allocation failed, mode:0xcc0(GFP_KERNEL)",
		  size);
	EXPECT_REPORTS(test, mark, 1, line);
}

static void nowarn_says_nothing(struct kunit *test)
{
	u32 log = log_position();

	KUNIT_EXPECT_NULL(test, __vmalloc(0xf0000000, GFP_KERNEL | __GFP_NOWARN));
	fail_nth_page_alloc(2);
	KUNIT_EXPECT_NULL(test, __vmalloc(1 << 20, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_EQ(test, log_position(), log);
}

/* ---- pointers ---- */

static void a_pointer_into_the_middle_is_reported(struct kunit *test)
{
	char *p = vmalloc(3 * PAGE_SIZE);
	struct reports mark = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, p);
	vfree(p + PAGE_SIZE);
	EXPECT_REPORTS(test, mark, 1, "Trying to vfree() nonexistent vm area");
	mark = mark_reports();
	vfree(p + 8);
	EXPECT_REPORTS(test, mark, 1, "Trying to vfree() bad address");
	EXPECT_REPORTS(test, mark, 1, "allocated by a_pointer_into_the_middle_is_reported+");
	memset(p, 1, 3 * PAGE_SIZE);
	vfree(p);
}

static void a_pointer_of_another_allocator_is_reported(struct kunit *test)
{
	void *small = kmalloc(64, GFP_KERNEL), *large = kmalloc(300000, GFP_KERNEL);
	struct reports mark = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, small);
	KUNIT_ASSERT_NOT_NULL(test, large);
	vfree(large);
	EXPECT_REPORTS(test, mark, 1, "Trying to vfree() nonexistent vm area");
	mark = mark_reports();
	vfree(small + 1);
	EXPECT_REPORTS(test, mark, 1, "Trying to vfree() bad address");
	mark = mark_reports();
	vfree((void *)VMALLOC_END);
	vfree((void *)PAGE_SIZE);
	vunmap((void *)(VMALLOC_START - PAGE_SIZE));
	EXPECT_REPORTS(test, mark, 3, "Trying to vunmap() nonexistent vm area");
	kfree(small);
	kfree(large);
}

static void freeing_twice_is_reported_with_the_first_time(struct kunit *test)
{
	static const unsigned long sizes[] = { 1, 64 * PAGE_SIZE };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *p = vmalloc(sizes[i]);
		struct reports mark;

		KUNIT_ASSERT_NOT_NULL(test, p);
		vfree(p);
		mark = mark_reports();
		vfree(p);
		EXPECT_REPORTS(test, mark, 1, "Trying to vfree() nonexistent vm area");
		EXPECT_REPORTS(test, mark, 1,
			       "freed by freeing_twice_is_reported_with_the_first_time+");
	}
}

static void null_is_nothing(struct kunit *test)
{
	struct reports mark = mark_reports();

	vfree(NULL);
	vunmap(NULL);
	vfree_atomic(NULL);
	EXPECT_SILENCE(test, mark);
}

/* ---- contexts; each with every function: tests/kernel/monitor/context_test.c ---- */

#define IRQ	    5 /* a line without a device */
#define raise_irq() asm volatile("int %0" : : "i"(IRQ0_VECTOR + IRQ) : "memory", "cc")

static void (*in_handler)(void);
static void *area;

static irqreturn_t handler(int irq, void *dev_id)
{
	in_handler();
	return IRQ_HANDLED;
}

static void from_interrupt(struct kunit *test, void (*fn)(void))
{
	in_handler = fn;
	KUNIT_ASSERT_EQ(test, request_irq(IRQ, handler, 0, "vmalloc_bad_test", test), 0);
	raise_irq();
	free_irq(IRQ, test);
}

static void handler_allocates(void)
{
	area = vmalloc(PAGE_SIZE);
}

static void in_an_interrupt_vmalloc_is_reported_and_touches_nothing(struct kunit *test)
{
	struct reports mark = mark_reports();
	unsigned long pages = vmalloc_nr_pages(), areas = vmalloc_nr_areas();

	fail_nth_page_alloc(1);
	area = test;
	from_interrupt(test, handler_allocates);
	KUNIT_EXPECT_NULL(test, area);
	EXPECT_REPORTS(test, mark, 1,
		       "BUG: sleeping function called from invalid context at mm/vmalloc/vmalloc.c");
	EXPECT_REPORTS(test, mark, 1, "handler_allocates+");
	KUNIT_EXPECT_FALSE(test, fail_nth_page_alloc_done());
	fail_nth_page_alloc(0);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), pages);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_areas(), areas);
}

static bool put_off;

static void handler_frees(void)
{
	vfree(area);
	put_off = vfree_is_due() && vmalloc_to_page(area);
}

static void an_interrupt_may_free_and_it_happens_soon(struct kunit *test)
{
	struct reports mark = mark_reports();
	void *p = area = vmalloc(3 * PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, p);
	from_interrupt(test, handler_frees);
	EXPECT_SILENCE(test, mark);
	KUNIT_EXPECT_TRUE(test, put_off);
	for (int i = 0; i < 100 && find_vm_area(p); i++)
		msleep(10);
	KUNIT_EXPECT_NULL(test, find_vm_area(p));
	KUNIT_EXPECT_FALSE(test, vfree_is_due());
}

static void handler_frees_twice(void)
{
	vfree(area); /* waits: an interrupt may not do it */
	vfree(area);
}

static void an_interrupt_that_frees_nonsense_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();
	char *p = vmalloc(3 * PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, p);
	area = p + 4;
	from_interrupt(test, handler_frees);
	EXPECT_REPORTS(test, mark, 1, "Trying to vfree() bad address");
	area = p + 3 * PAGE_SIZE;
	from_interrupt(test, handler_frees);
	area = &contig_page_data;
	from_interrupt(test, handler_frees);
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, 3);
	area = p;
	from_interrupt(test, handler_frees_twice);
	KUNIT_EXPECT_REPORTS(test, 1);
}

static void under_a_spinlock_freeing_is_reported_and_put_off(struct kunit *test)
{
	static DEFINE_SPINLOCK(lock);
	void *p = vmalloc(PAGE_SIZE);
	struct reports mark = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, p);
	spin_lock(&lock);
	vfree(p);
	spin_unlock(&lock);
	EXPECT_REPORTS(test, mark, 1,
		       "BUG: sleeping function called from invalid context at mm/vmalloc/vmalloc.c");
	vfree_drain();
	KUNIT_EXPECT_NULL(test, find_vm_area(p));
}

/* ---- no addresses ---- */

static void a_full_window_fails_and_recovers(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL), *pages[16];
	void **maps = kvcalloc(4096, sizeof(*maps), GFP_KERNEL), *p;
	unsigned long n = 0, chunk = PMD_SIZE * 4, size = (VMALLOC_END - VMALLOC_START) / 3;
	struct vm_struct *big[4096 / 64];
	unsigned int nr_big = 0;
	u32 log;

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_NOT_NULL(test, maps);
	for (int i = 0; i < 16; i++)
		pages[i] = page;
	/* Two large pieces and then small ones until nothing fits. */
	while (chunk >= 2 * PAGE_SIZE && nr_big < ARRAY_SIZE(big)) {
		struct vm_struct *vm = get_vm_area(nr_big < 2 ? size : chunk, VM_MAP);

		if (vm)
			big[nr_big++] = vm;
		else
			chunk /= 2;
	}
	while (n < 4096 && (maps[n] = vmap(pages, 1, VM_MAP, PAGE_KERNEL)))
		n++;
	KUNIT_ASSERT_LT(test, n, 4096);
	log = log_position();
	KUNIT_EXPECT_NULL(test, vmalloc(1));
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "vmap allocation for size 8192 failed"));
	KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
	if (n) {
		vunmap(maps[--n]);
		p = vmalloc(1);
		KUNIT_ASSERT_NOT_NULL(test, p);
		vfree(p);
	}
	while (n)
		vunmap(maps[--n]);
	while (nr_big)
		free_vm_area(big[--nr_big]);
	kvfree(maps);
	__free_page(page);
	p = vmalloc(1 << 20);
	KUNIT_ASSERT_NOT_NULL(test, p);
	vfree(p);
}

/* ---- no memory ---- */

static void without_memory_it_returns_null_and_nothing_is_lost(struct kunit *test)
{
	unsigned long size =
		min(totalram_pages() / 8, (VMALLOC_END - VMALLOC_START) >> (PAGE_SHIFT + 1)) *
		PAGE_SIZE;
	struct hoard hoard = {};
	u32 log;
	void *p;

	hoard_all(&hoard, GFP_HIGHUSER | __GFP_NORETRY);
	log = log_position();
	p = vmalloc(size);
	hoard_give_all(&hoard);
	KUNIT_EXPECT_NULL(test, p);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "vmalloc error: size "));
	vfree(p);
}

/*
 * Until nothing fails any more: at least as often as @least. What leaks, the books tell after the
 * case.
 */
static void fail_each(struct kunit *test, void (*arm)(unsigned long n), bool (*done)(void),
		      unsigned int least)
{
	struct vm_struct *before =
		get_vm_area(PMD_SIZE, VM_MAP); /* what comes behind it needs a page table */
	unsigned int n;
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, before);
	for (n = 1;; n++) {
		drain_all(); /* so that the area is needed anew */
		arm(n);
		p = __vmalloc(200 * PAGE_SIZE, GFP_KERNEL | __GFP_NOWARN);
		if (!done())
			break;
		KUNIT_EXPECT_NULL_MSG(test, p, "with failure %u", n);
		KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
		vfree(p);
	}
	arm(0);
	KUNIT_EXPECT_NOT_NULL(test, p);
	KUNIT_EXPECT_GE(test, n, least);
	vfree(p);
	free_vm_area(before);
}

static void a_failure_at_any_page_loses_nothing(struct kunit *test)
{
	fail_each(test, fail_nth_page_alloc, fail_nth_page_alloc_done, 201);
}

static void a_failure_of_the_slab_loses_nothing(struct kunit *test)
{
	fail_each(test, fail_nth_slab_alloc, fail_nth_slab_alloc_done, 2);
}

static void vmap_and_kvmalloc_survive_failures(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	for (unsigned int n = 1; n <= 3; n++) {
		void *p;

		drain_all();
		fail_nth_page_alloc(n);
		p = vmap(&page, 1, VM_MAP, PAGE_KERNEL);
		fail_nth_page_alloc(0);
		vunmap(p);
		drain_all();
		fail_nth_slab_alloc(n);
		p = kvmalloc(6 << 20, GFP_KERNEL | __GFP_NOWARN);
		fail_nth_slab_alloc(0);
		kvfree(p);
	}
	__free_page(page);
}

/* ---- whose address is that? ---- */

/* Large enough to lie behind all others, where the gaps between them end. */
static void reports_name_the_area_below_an_address(struct kunit *test)
{
	void *p;
	u32 log;

	drain_all();
	p = vmalloc(1 << 20);
	KUNIT_ASSERT_NOT_NULL(test, p);
	log = log_position();
	vmalloc_describe((unsigned long)p + (1 << 20) + 2 * PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, log_contains(log, " is 8192 bytes above the area "));
	vfree(p);
}

static void reports_name_the_area_beside_an_address(struct kunit *test)
{
	void *p;
	char line[120];
	u32 log;
	unsigned int allocated_in, freed_in;

	drain_all();
	p = vmalloc(2 * PAGE_SIZE);
	allocated_in = __LINE__ - 1;
	KUNIT_ASSERT_NOT_NULL(test, p);
	log = log_position();
	vmalloc_describe((unsigned long)p + 2 * PAGE_SIZE);
	scnprintf(line, sizeof(line),
		  "%08lx is in the guard page behind the area %px-%px, 8192 bytes",
		  (unsigned long)p + 2 * PAGE_SIZE, p, p + 2 * PAGE_SIZE);
	KUNIT_EXPECT_TRUE_MSG(test, log_contains(log, line), "%s", line);
	KUNIT_EXPECT_TRUE(test, is_logged(log, "(%s:%u)", __FILE__, allocated_in));
	vmalloc_describe((unsigned long)p - PAGE_SIZE + 16);
	KUNIT_EXPECT_TRUE(test, log_contains(log, " is 4080 bytes below the area "));
	vmalloc_describe((unsigned long)p + 5);
	KUNIT_EXPECT_TRUE(test, log_contains(log, " is in the area "));
	vfree(p);
	freed_in = __LINE__ - 1;
	vmalloc_describe((unsigned long)p + 5);
	KUNIT_EXPECT_TRUE(test, log_contains(log, " was in the area "));
	KUNIT_EXPECT_TRUE(test, is_logged(log, "(%s:%u)", __FILE__, freed_in));
	KUNIT_EXPECT_TRUE(test,
			  log_contains(log, "freed by reports_name_the_area_beside_an_address"));
	log = log_position();
	vmalloc_describe((unsigned long)&contig_page_data);
	vmalloc_describe(0);
	KUNIT_EXPECT_EQ(test, log_position(), log);
}

static volatile char *victim;

static void a_read_behind_an_area_names_it(struct kunit *test)
{
	victim = vmalloc(PAGE_SIZE);
	KUNIT_ASSERT_TRUE(test, victim != NULL);
	(void)victim[PAGE_SIZE];
}

static void a_read_below_an_area_names_it(struct kunit *test)
{
	void *below = vmalloc(PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, below);
	victim = vmalloc(PAGE_SIZE);
	KUNIT_ASSERT_TRUE(test, victim != NULL);
	vfree(below);
	(void)victim[-PAGE_SIZE];
}

static void a_write_after_vfree_names_who_freed(struct kunit *test)
{
	victim = vmalloc(40 * PAGE_SIZE);
	KUNIT_ASSERT_TRUE(test, victim != NULL);
	for (int i = 0; i < 40; i++)
		victim[i * PAGE_SIZE] = 1;
	vfree((void *)victim);
	victim[5 * PAGE_SIZE] = 2;
}

static struct kunit_case vmalloc_bad_cases[] = {
	KUNIT_CASE(zero_bytes_are_reported),
	KUNIT_CASE(more_than_memory_is_refused_with_linuxs_words),
	KUNIT_CASE(more_than_the_window_is_refused_with_linuxs_words),
	KUNIT_CASE(nowarn_says_nothing),
	KUNIT_CASE(a_pointer_into_the_middle_is_reported),
	KUNIT_CASE(a_pointer_of_another_allocator_is_reported),
	KUNIT_CASE(freeing_twice_is_reported_with_the_first_time),
	KUNIT_CASE(null_is_nothing),
	KUNIT_CASE(in_an_interrupt_vmalloc_is_reported_and_touches_nothing),
	KUNIT_CASE(an_interrupt_may_free_and_it_happens_soon),
	KUNIT_CASE(an_interrupt_that_frees_nonsense_is_reported),
	KUNIT_CASE(under_a_spinlock_freeing_is_reported_and_put_off),
	KUNIT_CASE(a_full_window_fails_and_recovers),
	KUNIT_CASE(without_memory_it_returns_null_and_nothing_is_lost),
	KUNIT_CASE(a_failure_at_any_page_loses_nothing),
	KUNIT_CASE(a_failure_of_the_slab_loses_nothing),
	KUNIT_CASE(vmap_and_kvmalloc_survive_failures),
	KUNIT_CASE(reports_name_the_area_below_an_address),
	KUNIT_CASE(reports_name_the_area_beside_an_address),
	KUNIT_CASE_PANIC(a_read_behind_an_area_names_it),
	KUNIT_CASE_PANIC(a_read_below_an_area_names_it),
	KUNIT_CASE_PANIC(a_write_after_vfree_names_who_freed),
	{},
};

static struct kunit_suite vmalloc_bad_suite = { .name = "vmalloc_bad",
						.test_cases = vmalloc_bad_cases };
kunit_test_suite(vmalloc_bad_suite);
