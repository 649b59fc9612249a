// SPDX-License-Identifier: MIT
/*
 * Tests of lib/kasan.c, kernel/core/kasan_report.c and the pages of the shadow, in a SAN=addr build: planted mistakes are
 * reported with kind, size, address, file and line, and their correct neighbours are not.
 *
 * Those of the allocators' objects are in tests/mm.
 */
#ifdef CONFIG_KASAN
#include <k896/kasan.h>
#include <k896/report.h>
#include <kunit/test.h>
#include <linux/highmem.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqflags.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "tests/support/pressure.h"
#include "tests/support/reports.h"

#pragma GCC diagnostic ignored                                                                     \
	"-Warray-bounds" /* the compiler sees some of what is planted here without being asked */

static bool was_multi_shot;

static int watch(struct kunit *test)
{
	was_multi_shot = kasan_save_enable_multi_shot();
	return 0;
}

static void forget(struct kunit *test)
{
	kasan_restore_multi_shot(was_multi_shot);
}

/* ---- the accesses: each in a line of its own, which it notes ---- */

static int line;

#define HERE (line = __LINE__)

struct block {
	u8 bytes[20];
};

static noinline void read_1(const void *p)
{
	HERE, (void)*(volatile u8 *)p;
}

static noinline void read_2(const void *p)
{
	HERE, (void)*(volatile u16 *)p;
}

static noinline void read_4(const void *p)
{
	HERE, (void)*(volatile u32 *)p;
}

static noinline void read_8(const void *p)
{
	HERE, (void)*(volatile u64 *)p;
}

static struct block block;

static noinline void read_20(const void *p)
{
	HERE, block = *(const struct block *)p;
}

static noinline void write_1(void *p)
{
	HERE, *(volatile u8 *)p = 0;
}

static noinline void write_2(void *p)
{
	HERE, *(volatile u16 *)p = 0;
}

static noinline void write_4(void *p)
{
	HERE, *(volatile u32 *)p = 0;
}

static noinline void write_8(void *p)
{
	HERE, *(volatile u64 *)p = 0;
}

static noinline void write_20(void *p)
{
	HERE, *(struct block *)p = block;
}

/* Only compilers with registers of that size make these calls, with the argument in the register or on the stack. */
#ifdef __clang__
#define CALLBACK __attribute__((__regparm__(0)))
#else
#define CALLBACK
#endif
void CALLBACK __asan_load16_noabort(unsigned long addr);
void CALLBACK __asan_store16_noabort(unsigned long addr);

static noinline void read_16(const void *p)
{
	HERE, __asan_load16_noabort((unsigned long)p);
	barrier();
}

static noinline void write_16(void *p)
{
	HERE, __asan_store16_noabort((unsigned long)p);
	barrier();
}

static noinline bool asked_to_read(const void *p, unsigned int size)
{
	return HERE, kasan_check_read(p, size);
}

static noinline bool asked_to_write(const void *p, unsigned int size)
{
	return HERE, kasan_check_write(p, size);
}

static const struct {
	unsigned int size;
	void (*read)(const void *p);
	void (*write)(void *p);
} accesses[] = {
	{ 1, read_1, write_1 }, { 2, read_2, write_2 },	   { 4, read_4, write_4 },
	{ 8, read_8, write_8 }, { 16, read_16, write_16 }, { 20, read_20, write_20 },
};

/* ---- what must be said ---- */

#define EXPECT_KASAN(test, mark, kind, access, size, addr)                                         \
	do {                                                                                       \
		KUNIT_EXPECT_REPORTS_SINCE(test, (mark).count, 1);                                 \
		KUNIT_EXPECT_TRUE(test, is_logged((mark).log, "BUG: KASAN: %s in ", kind));        \
		KUNIT_EXPECT_TRUE_MSG(test,                                                        \
				      is_logged((mark).log,                                        \
						"%s of size %u at addr %08lx by task %s/%d",       \
						access, (unsigned int)(size),                      \
						(unsigned long)(addr), current->comm,              \
						current->pid),                                     \
				      "no %s of %u at %08lx\n", access, (unsigned int)(size),      \
				      (unsigned long)(addr));                                      \
		EXPECT_PLACE(test, mark, line);                                                    \
	} while (0)

/* Of 40 bytes in the middle of which the compiler knows nothing. */
static u8 forty[40] __aligned(8);

static void an_access_of_any_size_over_the_end_is_reported(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(accesses); i++) {
		unsigned int size = accesses[i].size;
		void *behind = forty + sizeof(forty), *across = behind - size + 1;
		struct reports mark = mark_reports();

		accesses[i].read(behind);
		EXPECT_KASAN(test, mark, "global-out-of-bounds", "Read", size, behind);
		mark = mark_reports();
		accesses[i].write(across);
		EXPECT_KASAN(test, mark, "global-out-of-bounds", "Write", size, across);
		reports_start_over();
	}
}

static void an_access_of_any_size_up_to_the_end_is_not(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(accesses); i++) {
		for (unsigned int at = 0; at + accesses[i].size <= sizeof(forty); at++) {
			accesses[i].read(forty + at);
			accesses[i].write(forty + at);
		}
	}
	KUNIT_EXPECT_REPORTS(test, 0);
}

static u8 thirteen[13];

static void the_13th_of_13_bytes_is_the_last(struct kunit *test)
{
	struct reports mark = mark_reports();

	for (unsigned int i = 0; i < sizeof(thirteen); i++)
		write_1(thirteen + i);
	EXPECT_SILENCE(test, mark);
	write_1(thirteen + sizeof(thirteen));
	EXPECT_KASAN(test, mark, "global-out-of-bounds", "Write", 1, thirteen + sizeof(thirteen));
}

static void a_partly_allowed_granule_allows_its_first_bytes(struct kunit *test)
{
	struct reports mark = mark_reports();

	read_4(thirteen + 8);
	read_2(thirteen + 11);
	read_8(thirteen + 5);
	EXPECT_SILENCE(test, mark);
	read_2(thirteen + 12);
	EXPECT_KASAN(test, mark, "global-out-of-bounds", "Read", 2, thirteen + 12);
}

/* ---- what lies there ---- */

static void a_global_variable_is_named(struct kunit *test)
{
	struct reports mark = mark_reports();

	write_1(thirteen + 15);
	EXPECT_KASAN(test, mark, "global-out-of-bounds", "Write", 1, thirteen + 15);
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, "The buggy address belongs to the variable:"));
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, " thirteen+0xf/0xd (%s)", __FILE__));
	KUNIT_EXPECT_TRUE(test,
			  is_logged(mark.log,
				    "2 bytes to the right of the global variable 'thirteen' of size 13"));
}

static noinline void touch_stack(int at, unsigned long *touched)
{
	u8 on_stack[13];

	OPTIMIZER_HIDE_VAR(at);
	memset(on_stack, 0, sizeof(on_stack));
	*touched = (unsigned long)on_stack + at;
	HERE, on_stack[at] = 1;
	barrier_data(on_stack);
}

static void a_stack_overrun_names_frame_and_variable(struct kunit *test)
{
	struct reports mark = mark_reports();
	unsigned long touched;

	touch_stack(13, &touched);
	EXPECT_KASAN(test, mark, "stack-out-of-bounds", "Write", 1, touched);
	KUNIT_EXPECT_TRUE(test,
			  is_logged(mark.log, "The buggy address belongs to stack of task %s/%d",
				    current->comm, current->pid));
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, " touch_stack+0x0/"));
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, "This frame has 1 object:"));
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, ") 'on_stack'"));
}

static void a_stack_underrun_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();
	unsigned long touched;

	touch_stack(-1, &touched);
	EXPECT_KASAN(test, mark, "stack-out-of-bounds", "Write", 1, touched);
}

static void a_stack_array_may_be_used_to_its_end(struct kunit *test)
{
	unsigned long touched;

	for (int i = 0; i < 13; i++)
		touch_stack(i, &touched);
	KUNIT_EXPECT_REPORTS(test, 0);
}

static void the_shadow_around_is_shown(struct kunit *test)
{
	struct reports mark = mark_reports();
	unsigned long row = (unsigned long)(thirteen + 13) & ~127UL;
	int column = ((unsigned long)(thirteen + 13) - row) / 8;

	read_1(thirteen + 13);
	EXPECT_KASAN(test, mark, "global-out-of-bounds", "Read", 1, thirteen + 13);
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, "Memory state around the buggy address:"));
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, ">%08lx: ", row));
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, " %08lx: ", row - 128));
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, " 00 05 f9 f9"));
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, "%*c", 12 + column * 3, '^'));
}

/* ---- addresses without a shadow ---- */

static void an_address_below_the_kernel_is_called_what_it_is(struct kunit *test)
{
	static const struct {
		unsigned long addr;
		const char *kind;
	} bad[] = {
		{ 0, "null-ptr-deref" },
		{ 0xffc, "null-ptr-deref" },
		{ 0x1000, "user-memory-access" },
		{ TASK_SIZE - 4, "user-memory-access" },
		{ TASK_SIZE, "wild-memory-access" },
		{ PAGE_OFFSET - 4, "wild-memory-access" },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		struct reports mark = mark_reports();

		KUNIT_EXPECT_FALSE(test, asked_to_write((void *)bad[i].addr, 4));
		EXPECT_KASAN(test, mark, bad[i].kind, "Write", 4, bad[i].addr);
	}
}

static void a_range_that_wraps_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();

	KUNIT_EXPECT_FALSE(test, asked_to_read(forty, -1));
	EXPECT_KASAN(test, mark, "out-of-bounds", "Read", -1, forty);
	KUNIT_EXPECT_TRUE(test, kasan_check_read(forty, 0));
	KUNIT_EXPECT_TRUE(test, kasan_check_read(NULL, 0));
}

/* The access is made after the report, so this ends as it does without KASAN. */
static void a_null_pointer_is_reported_before_the_oops(struct kunit *test)
{
	u32 *null = NULL;

	OPTIMIZER_HIDE_VAR(null);
	write_4(null + 4);
}

static void kasan_fault_panic_panics(struct kunit *test)
{
	write_1(thirteen + 13);
}

/* ---- memory that the compiler does not see being touched ---- */

static char full[16], few[4], zeros[12];
static char source[40] = "0123456789abcdef"; /* what is in full, and it ends */
static volatile unsigned int seventeen = 17; /* one too many */

/* The mistakes before have written over the ends. */
static void fill_texts(void)
{
	__memset(full, 0, sizeof(full) + 8);
	__memcpy(full, source, sizeof(full));
	__memset(few, 0, 8);
	__memcpy(few, "ab", 2);
}

static volatile unsigned long sink; /* else the compiler leaves out what has no use */

/* A name, the mistake, and what is said of it: access, size, address. */
#define STRING_MISTAKES(X)                                                                         \
	X(memset, memset(full, 'x', seventeen), "Write", 17, full)                                 \
	X(memset16, memset16((u16 *)full, 0, 9), "Write", 18, full)                                \
	X(memset32, memset32((u32 *)full, 0, 5), "Write", 20, full)                                \
	X(memcpy_to, memcpy(full, source, seventeen), "Write", 17, full)                           \
	X(memcpy_from, memcpy(block.bytes, full, seventeen), "Read", 17, full)                     \
	X(memmove, memmove(full, source, seventeen), "Write", 17, full)                            \
	X(memmove_up, memmove(full + 1, full, seventeen - 1), "Write", 16, full + 1)               \
	X(memcmp, memcmp(full, source, seventeen), "Read", 17, full)                               \
	X(memchr, memchr(full, 'z', seventeen), "Read", 17, full)                                  \
	X(memchr_inv, memchr_inv(zeros, 0, seventeen - 1), "Read", 16, zeros)                      \
	X(strlen, strlen(full), "Read", 17, full)                                                  \
	X(strnlen, strnlen(full, seventeen), "Read", 17, full)                                     \
	X(strcpy, strcpy(full, source), "Write", 17, full)                                         \
	X(strcat, strcat(few, "cd"), "Write", 3, few + 2)                                          \
	X(strncpy, strncpy(full, source, seventeen), "Write", 1, full + 16)                        \
	X(strscpy, strscpy(full, source, seventeen), "Write", 1, full + 16)                        \
	X(strcmp, strcmp(source, full), "Read", 17, full)                                          \
	X(strchrnul, strchrnul(full, 'z'), "Read", 17, full)                                       \
	X(copy_to_user, copy_to_user_nofault((void *)0x1000, full, seventeen), "Read", 17, full)   \
	X(copy_from_user, copy_from_user_nofault(full, (void *)0x1000, seventeen), "Write", 17,    \
	  full)

#define DEFINE_MISTAKE(name, mistake, access, size, addr)                                          \
	static noinline void wrong_##name(void)                                                    \
	{                                                                                          \
		HERE, sink = (unsigned long)(mistake);                                             \
	}
STRING_MISTAKES(DEFINE_MISTAKE)

static void what_strings_do_over_the_end_is_reported(struct kunit *test)
{
	static const struct {
		void (*mistake)(void);
		const char *access;
		unsigned int size;
		const void *addr;
	} mistakes[] = {
#define ENTRY(name, mistake, access, size, addr) { wrong_##name, access, size, addr },
		STRING_MISTAKES(ENTRY)
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(mistakes); i++) {
		struct reports mark = mark_reports();

		fill_texts();
		mistakes[i].mistake();
		EXPECT_KASAN(test, mark, "global-out-of-bounds", mistakes[i].access,
			     mistakes[i].size, mistakes[i].addr);
		reports_start_over();
	}
	fill_texts();
}

static void what_they_do_up_to_the_end_is_not(struct kunit *test)
{
	fill_texts();
	memset(full, 'x', seventeen - 1);
	memset16((u16 *)full, 0, 8);
	memset32((u32 *)full, 0, 4);
	memcpy(full, source, seventeen - 1);
	memmove(full, source, seventeen - 1);
	KUNIT_EXPECT_EQ(test, memcmp(full, source, seventeen - 1), 0);
	KUNIT_EXPECT_NULL(test, memchr(full, 'z', seventeen - 1));
	KUNIT_EXPECT_NULL(test, memchr_inv(zeros, 0, sizeof(zeros)));
	KUNIT_EXPECT_EQ(test, strnlen(full, seventeen - 1), 16);
	KUNIT_EXPECT_PTR_EQ(test, strcat(few, "c"), few);
	KUNIT_EXPECT_EQ(test, strlen(few), 3);
	KUNIT_EXPECT_EQ(test, strscpy(full, source, seventeen - 1), -E2BIG);
	KUNIT_EXPECT_EQ(test, strlen(full), 15);
	KUNIT_EXPECT_EQ(test, copy_to_user_nofault((void *)0x1000, full, seventeen - 1), -EFAULT);
	KUNIT_EXPECT_REPORTS(test, 0);
}

/* The caller is named, and not lib/string.c. */
static void of_memcpy_the_caller_is_named(struct kunit *test)
{
	struct reports mark = mark_reports();

	fill_texts();
	wrong_strcpy();
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log,
					  "BUG: KASAN: global-out-of-bounds in wrong_strcpy+0x"));
}

static noinline void clear(void *page)
{
	HERE, clear_page(page);
}

static noinline void copy(void *to, const void *from)
{
	HERE, copy_page(to, from);
}

static void whole_pages_are_checked(struct kunit *test)
{
	char *page = (char *)__get_free_pages(GFP_KERNEL, 1);
	struct reports mark = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, page);
	clear(page);
	copy(page + PAGE_SIZE, page);
	EXPECT_SILENCE(test, mark);
	kasan_poison(page + PAGE_SIZE - 8, 8, KASAN_PAGE_REDZONE);
	clear(page);
	EXPECT_KASAN(test, mark, "slab-out-of-bounds", "Write", PAGE_SIZE, page);
	mark = mark_reports();
	copy(page + PAGE_SIZE, page);
	EXPECT_KASAN(test, mark, "slab-out-of-bounds", "Read", PAGE_SIZE, page);
	kasan_unpoison_range(page, 2 * PAGE_SIZE);
	free_pages((unsigned long)page, 1);
}

/* ---- the windows ---- */

static void behind_what_vmalloc_was_asked_for_is_reported(struct kunit *test)
{
	u8 *p = vmalloc(100);
	struct reports mark = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, p);
	for (unsigned int i = 0; i < 100; i++)
		write_1(p + i);
	EXPECT_SILENCE(test, mark);
	write_1(p + 100);
	EXPECT_KASAN(test, mark, "vmalloc-out-of-bounds", "Write", 1, p + 100);
	mark = mark_reports();
	KUNIT_EXPECT_FALSE(test, asked_to_read(p + PAGE_SIZE, 1)); /* its guard page */
	EXPECT_KASAN(test, mark, "vmalloc-out-of-bounds", "Read", 1, p + PAGE_SIZE);
	vfree(p);
	KUNIT_EXPECT_FALSE(test, kasan_byte_accessible(p));
}

static void behind_a_window_onto_a_page_is_reported(struct kunit *test)
{
	struct page *page = highmem_left(10) ? alloc_page(GFP_HIGHUSER) : NULL;
	struct reports mark = mark_reports();
	u8 *p, *q;

	if (!page || !PageHighMem(page)) {
		if (page)
			__free_page(page);
		kunit_skip(test, "not enough highmem");
	}
	p = kmap_local_page(page);
	q = kmap_local_page(page);
	write_4(p + PAGE_SIZE - 4);
	write_4(q + PAGE_SIZE - 4);
	EXPECT_SILENCE(test, mark);
	KUNIT_EXPECT_FALSE(test, asked_to_read(q + PAGE_SIZE, 4)); /* p is not far */
	EXPECT_KASAN(test, mark, "vmalloc-out-of-bounds", "Read", 4, q + PAGE_SIZE);
	kunmap_local(q);
	kunmap_local(p);
	KUNIT_EXPECT_FALSE(test, kasan_byte_accessible(p));

	p = kmap(page);
	write_4(p + PAGE_SIZE - 4);
	kunmap(page);
	kmap_flush_unused();
	KUNIT_EXPECT_FALSE(test, kasan_byte_accessible(p));
	__free_page(page);
}

/* ---- stacks that are used again ---- */

static noinline int end_here(void *unused)
{
	u8 array[64];

	memset(array, 1, sizeof(array));
	barrier_data(array);
	kthread_exit(0);
}

static noinline int use_all_of_the_stack(void *unused)
{
	u8 *bottom = current->stack;

	for (u8 *p = (u8 *)__builtin_frame_address(0) - 512; p > bottom + 512; p--)
		if (!kasan_byte_accessible(p))
			return 1;
	return 0;
}

static void a_new_thread_finds_a_clean_stack(struct kunit *test)
{
	for (unsigned int i = 0; i < 4; i++) {
		struct task_struct *k = kthread_run(end_here, NULL, "ends");

		KUNIT_ASSERT_FALSE(test, IS_ERR(k));
		k = kthread_run(use_all_of_the_stack, NULL, "begins");
		KUNIT_ASSERT_FALSE(test, IS_ERR(k));
		KUNIT_EXPECT_EQ(test, kthread_stop(k), 0);
	}
	KUNIT_EXPECT_REPORTS(test, 0);
}

/* ---- the report itself ---- */

static void a_place_is_reported_once(struct kunit *test)
{
	kasan_restore_multi_shot(false);
	for (int i = 0; i < 1000; i++)
		write_1(thirteen + 13);
	KUNIT_EXPECT_REPORTS(test, 1);
}

/* REPORT_BURST places, and one more. */
static noinline void write_at_many_places(u8 *p)
{
	WRITE_ONCE(p[0], 1);
	WRITE_ONCE(p[1], 1);
	WRITE_ONCE(p[2], 1);
	WRITE_ONCE(p[3], 1);
	WRITE_ONCE(p[4], 1);
	WRITE_ONCE(p[5], 1);
	WRITE_ONCE(p[6], 1);
	WRITE_ONCE(p[7], 1);
	WRITE_ONCE(p[8], 1);
	WRITE_ONCE(p[9], 1);
	WRITE_ONCE(p[10], 1);
}

static void a_place_that_was_not_printed_reports_the_next_time(struct kunit *test)
{
	u32 log = log_position();

	kasan_restore_multi_shot(false);
	write_at_many_places(thirteen + 13);
	KUNIT_EXPECT_EQ(test, log_count(log, "BUG: KASAN: "), 1U * REPORT_BURST);
	log = log_position();
	reports_start_over();
	write_at_many_places(thirteen + 13);
	KUNIT_EXPECT_EQ(test, log_count(log, "BUG: KASAN: "), 1U);
	KUNIT_EXPECT_REPORTS(test, REPORT_BURST + 2);
}

static void another_caller_of_memset_is_another_place(struct kunit *test)
{
	kasan_restore_multi_shot(false);
	for (int i = 0; i < 10; i++) {
		fill_texts();
		wrong_memset();
		wrong_memcpy_to();
	}
	KUNIT_EXPECT_REPORTS(test, 2);
}

static void a_report_has_context_and_stack(struct kunit *test)
{
	struct reports mark = mark_reports();
	unsigned long flags;

	local_irq_save(flags);
	write_1(thirteen + 13);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	local_irq_restore(flags);
	EXPECT_KASAN(test, mark, "global-out-of-bounds", "Write", 1, thirteen + 13);
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, "in task, interrupts off, preempt_count() 0x"));
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, " write_1+0x"));
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, " %s+0x", __func__));
	KUNIT_EXPECT_EQ(test,
			log_count(mark.log,
				  "=================================================================="),
			2U);
}

#define IRQ	    5 /* a line without a device */
#define raise_irq() asm volatile("int %0" : : "i"(IRQ0_VECTOR + IRQ) : "memory", "cc")

static irqreturn_t write_too_far(int irq, void *dev_id)
{
	write_1(thirteen + 13);
	return IRQ_HANDLED;
}

static void a_mistake_in_an_interrupt_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();

	KUNIT_ASSERT_EQ(test, request_irq(IRQ, write_too_far, 0, "kasan_test", test), 0);
	raise_irq();
	free_irq(IRQ, test);
	EXPECT_KASAN(test, mark, "global-out-of-bounds", "Write", 1, thirteen + 13);
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, "in hardirq, interrupts off"));
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, " write_too_far+0x"));
}

static bool makes_a_mistake;

static bool describe_wrongly(const struct kasan_access *access)
{
	if (makes_a_mistake)
		write_2(forty + sizeof(forty));
	return false;
}

static struct kasan_describer describer = { .describe = describe_wrongly };

static void a_mistake_in_a_report_is_counted(struct kunit *test)
{
	static bool registered;
	struct reports mark = mark_reports();

	if (!registered)
		register_kasan_describer(&describer);
	registered = true;
	makes_a_mistake = true;
	asked_to_write((void *)0x1000, 1);
	makes_a_mistake = false;
	KUNIT_EXPECT_REPORTS(test, 2);
	KUNIT_EXPECT_EQ(test, log_count(mark.log, "BUG: KASAN: "), 1U);
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, "BUG: KASAN: user-memory-access"));
	reports_start_over();
}

static void nothing_is_said_while_a_task_has_it_off(struct kunit *test)
{
	kasan_disable_current();
	kasan_disable_current();
	write_1(thirteen + 13);
	kasan_enable_current();
	write_1(thirteen + 13);
	kasan_enable_current();
	KUNIT_EXPECT_REPORTS(test, 0);
	write_1(thirteen + 13);
	KUNIT_EXPECT_REPORTS(test, 1);
}

static noinline __no_sanitize_address void look_anywhere(const u8 *p)
{
	(void)*(volatile const u8 *)p;
}

static void what_may_look_anywhere_is_not_checked(struct kunit *test)
{
	u8 value = READ_ONCE_NOCHECK(thirteen[13]);

	look_anywhere(thirteen + 13 + value % 2);
	KUNIT_EXPECT_REPORTS(test, 0);
}

static struct kunit_case kasan_cases[] = {
	KUNIT_CASE(an_access_of_any_size_over_the_end_is_reported),
	KUNIT_CASE(an_access_of_any_size_up_to_the_end_is_not),
	KUNIT_CASE(the_13th_of_13_bytes_is_the_last),
	KUNIT_CASE(a_partly_allowed_granule_allows_its_first_bytes),
	KUNIT_CASE(a_global_variable_is_named),
	KUNIT_CASE(a_stack_overrun_names_frame_and_variable),
	KUNIT_CASE(a_stack_underrun_is_reported),
	KUNIT_CASE(a_stack_array_may_be_used_to_its_end),
	KUNIT_CASE(the_shadow_around_is_shown),
	KUNIT_CASE(an_address_below_the_kernel_is_called_what_it_is),
	KUNIT_CASE(a_range_that_wraps_is_reported),
	KUNIT_CASE_PANIC(a_null_pointer_is_reported_before_the_oops),
	KUNIT_CASE_PANIC(kasan_fault_panic_panics),
	KUNIT_CASE(what_strings_do_over_the_end_is_reported),
	KUNIT_CASE(what_they_do_up_to_the_end_is_not),
	KUNIT_CASE(of_memcpy_the_caller_is_named),
	KUNIT_CASE(whole_pages_are_checked),
	KUNIT_CASE(behind_what_vmalloc_was_asked_for_is_reported),
	KUNIT_CASE(behind_a_window_onto_a_page_is_reported),
	KUNIT_CASE(a_new_thread_finds_a_clean_stack),
	KUNIT_CASE(a_place_is_reported_once),
	KUNIT_CASE(a_place_that_was_not_printed_reports_the_next_time),
	KUNIT_CASE(another_caller_of_memset_is_another_place),
	KUNIT_CASE(a_report_has_context_and_stack),
	KUNIT_CASE(a_mistake_in_an_interrupt_is_reported),
	KUNIT_CASE(a_mistake_in_a_report_is_counted),
	KUNIT_CASE(nothing_is_said_while_a_task_has_it_off),
	KUNIT_CASE(what_may_look_anywhere_is_not_checked),
	{},
};

static struct kunit_suite kasan_suite = {
	.name = "kasan",
	.init = watch,
	.exit = forget,
	.test_cases = kasan_cases,
};
kunit_test_suite(kasan_suite);
#endif
