// SPDX-License-Identifier: MIT
/* The trace itself: the ring, patterns, and text. kernel/core/trace*.c */
#include <k896/show.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <trace/events/irq.h>
#include <trace/events/kmem.h>

#include "trace_watch.h"

#define IRQ_A 5

#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

/* ---- the ring ---- */

static void print_number(struct seq_file *m, const struct trace_entry *ent)
{
	seq_printf(m, "number=%lu", *(const unsigned long *)(ent + 1));
}

static struct trace_event_call own = { .system = "test", .name = "own", .print = print_number };

struct own_record {
	struct trace_entry ent;
	unsigned long number;
	char padding[40];
};

static void record(unsigned long number, size_t size)
{
	unsigned long flags;
	struct own_record *r = trace_begin(&own, size, &flags);

	if (!r)
		return;
	r->number = number;
	trace_end(&own, &r->ent, flags);
}

/* Sizes vary, so that the end of the ring is met in each possible way. */
static void a_full_ring_loses_the_oldest_and_counts_them(struct kunit *test)
{
	const size_t least = offsetof(struct own_record, padding);
	unsigned long expected, n = 100000;
	struct trace_counts counts;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_case_seed(test));
	for (unsigned long i = 0; i < n; i++)
		record(i,
		       least + prandom_u32_state(&rnd) % sizeof(((struct own_record *)0)->padding));
	counts = trace_counts();
	KUNIT_EXPECT_EQ(test, counts.written, n);
	KUNIT_EXPECT_EQ(test, counts.lost, n - counts.entries);
	KUNIT_EXPECT_GT(test, counts.entries, 1000UL);
	KUNIT_EXPECT_LT(test, counts.entries, 5000UL);
	KUNIT_EXPECT_EQ(test, count_of(&own), counts.entries);
	expected = n - counts.entries;
	for_each_trace_entry(ent)
		KUNIT_ASSERT_EQ(test, ((const struct own_record *)ent)->number, expected++);
	KUNIT_EXPECT_EQ(test, expected, n);
}

static irqreturn_t recording_handler(int irq, void *dev_id)
{
	record(2, sizeof(struct own_record));
	return IRQ_HANDLED;
}

/* It comes in although interrupts are off, as a fault might: it is refused, and the record is whole. */
static void what_comes_up_while_a_record_is_written_is_refused(struct kunit *test)
{
	struct own_record *r;
	unsigned long flags;

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, recording_handler, 0, "trace_test", NULL), 0);
	r = trace_begin(&own, sizeof(*r), &flags);
	r->number = 1;
	raise(IRQ_A);
	trace_end(&own, &r->ent, flags);
	KUNIT_EXPECT_EQ(test, trace_counts().refused, 1UL);
	KUNIT_EXPECT_EQ(test, trace_counts().entries, 1UL);
	raise(IRQ_A);
	free_irq(IRQ_A, NULL);
	KUNIT_EXPECT_EQ(test, trace_counts().entries, 2UL);
	KUNIT_EXPECT_EQ(test, ((const struct own_record *)trace_first())->number, 1UL);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
}

static irqreturn_t allocating_handler(int irq, void *dev_id)
{
	kfree(kmalloc(48, GFP_ATOMIC));
	return IRQ_HANDLED;
}

/* Interrupts at any moment of a task that traces: pairs are complete, times never run backwards. */
static void interrupts_and_a_task_share_the_ring(struct kunit *test)
{
	u64 last = 0;

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, allocating_handler, 0, "trace_test", NULL), 0);
	watch(test, "kmalloc kfree");
	for (unsigned int i = 0; i < 100; i++) {
		void *p = kmalloc(100, GFP_KERNEL);

		raise(IRQ_A);
		kfree(p);
	}
	trace_stop();
	free_irq(IRQ_A, NULL);
	KUNIT_EXPECT_EQ(test, count_of(&event_kmalloc), 200U);
	KUNIT_EXPECT_EQ(test, count_of(&event_kfree), 200U);
	for_each_trace_entry(ent) {
		KUNIT_ASSERT_GE(test, ent->time, last);
		last = ent->time;
	}
}

static void nothing_is_written_while_the_ring_is_held(struct kunit *test)
{
	record(1, sizeof(struct own_record));
	trace_hold();
	trace_hold();
	record(2, sizeof(struct own_record));
	trace_release();
	record(3, sizeof(struct own_record));
	trace_release();
	KUNIT_EXPECT_EQ(test, trace_counts().entries, 1UL);
	KUNIT_EXPECT_EQ(test, trace_counts().refused, 2UL);
	record(4, sizeof(struct own_record));
	KUNIT_EXPECT_EQ(test, trace_counts().entries, 2UL);
	KUNIT_EXPECT_EQ(test, ((const struct own_record *)trace_next(trace_first()))->number, 4UL);
}

static void a_cleared_ring_is_empty(struct kunit *test)
{
	record(1, sizeof(struct own_record));
	trace_clear();
	KUNIT_EXPECT_NULL(test, trace_first());
	KUNIT_EXPECT_EQ(test, trace_counts().written, 0UL);
}

/* ---- what is recorded ---- */

static void nothing_is_recorded_when_off(struct kunit *test)
{
	struct page *page;

	kfree(kmalloc(100, GFP_KERNEL));
	page = alloc_page(GFP_KERNEL);
	__free_page(page);
	msleep(10);
	KUNIT_EXPECT_EQ(test, trace_counts().written, 0UL);
}

static void events_go_on_and_off_by_pattern(struct kunit *test)
{
	static const struct {
		const char *globs;
		bool kmalloc, kfree, irq_entry;
	} cases[] = {
		{ "kmem:*", true, true, false },
		{ "kmem", true, true, false },
		{ "kmalloc", true, false, false },
		{ "*:kmalloc", true, false, false },
		{ "k*", true, true, false },
		{ "irq,kfree", false, true, true },
		{ " , kmalloc  irq:*entry,", true, false, true },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		trace_stop();
		KUNIT_EXPECT_EQ(test, trace_enable(cases[i].globs, NULL), 0);
		KUNIT_EXPECT_EQ_MSG(test, event_kmalloc.enabled, cases[i].kmalloc, "%s",
				    cases[i].globs);
		KUNIT_EXPECT_EQ_MSG(test, event_kfree.enabled, cases[i].kfree, "%s",
				    cases[i].globs);
		KUNIT_EXPECT_EQ_MSG(test, event_irq_handler_entry.enabled, cases[i].irq_entry, "%s",
				    cases[i].globs);
	}
	KUNIT_EXPECT_EQ(test, trace_disable("softirq_*", NULL), 0);
	KUNIT_EXPECT_TRUE(test, event_irq_handler_entry.enabled);
	KUNIT_EXPECT_EQ(test, trace_disable("irq", NULL), 0);
	KUNIT_EXPECT_FALSE(test, event_irq_handler_entry.enabled);
}

/* Not even those that do fit are switched. */
static void a_pattern_that_fits_nothing_is_reported_and_changes_nothing(struct kunit *test)
{
	static const char *const bad[] = { "nosuch", "kmem:nosuch*", "kmem:",	":",  ":kmalloc",
					   "[",	     "kmem:[a",	     "kmem::*", "\\", "KMALLOC" };
	char line[64], longest[200];
	const char *where;

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		snprintf(line, sizeof(line), "kmalloc %s", bad[i]);
		where = NULL;
		KUNIT_EXPECT_EQ_MSG(test, trace_enable(line, &where), -ENOENT, "%s", bad[i]);
		KUNIT_EXPECT_PTR_EQ(test, where, (const char *)line + 8);
	}
	memset(longest, '*', sizeof(longest));
	longest[0] = 'x';
	longest[sizeof(longest) - 1] = 0;
	KUNIT_EXPECT_EQ(test, trace_enable(longest, &where), -ENOENT);
	KUNIT_EXPECT_EQ(test, trace_enable("", NULL), -ENOENT);
	KUNIT_EXPECT_EQ(test, trace_enable(" ,", &where), -ENOENT);
	KUNIT_EXPECT_EQ(test, trace_start("nosuch", NULL), -ENOENT);
	KUNIT_EXPECT_FALSE(test, event_kmalloc.enabled);
}

static int allocating_thread(void *unused)
{
	kfree(kmalloc(77, GFP_KERNEL));
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void only_the_task_that_is_watched_is_recorded(struct kunit *test)
{
	struct task_struct *task;

	watch(test, "kmalloc");
	task = kthread_run(allocating_thread, NULL, "trace_thread");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	msleep(20);
	kthread_stop(task);
	kfree(kmalloc(78, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, trace_pid(), current->pid);
	trace_stop();
	KUNIT_EXPECT_EQ(test, trace_pid(), TRACE_ALL_TASKS);
	for_each_trace_entry(ent) {
		KUNIT_EXPECT_EQ(test, ent->pid, current->pid);
		KUNIT_EXPECT_NE(test, trace_entry_as(ent, kmalloc)->bytes_req, 77U);
	}
	KUNIT_EXPECT_GE(test, count_of(&event_kmalloc), 1U);
}

/* ---- as text ---- */

static char text[4096];

static void shown(unsigned long max)
{
	struct seq_file m;

	seq_init(&m, text, sizeof(text) - 1, NULL);
	trace_show(&m, max);
	text[m.count] = 0;
}

static void a_line_is_that_of_ftrace(struct kunit *test)
{
	struct own_record r = {
		.ent = { .call = &own, .time = 12345678901ULL, .pid = 42, .comm = "worker" },
		.number = 7,
	};
	static const struct {
		u8 flags, depth;
		const char *column;
	} cases[] = {
		{ 0, 0, "....." },
		{ TRACE_FLAG_IRQS_OFF | TRACE_FLAG_HARDIRQ, 1, "d.h1." },
		{ TRACE_FLAG_HARDIRQ | TRACE_FLAG_SOFTIRQ | TRACE_FLAG_IRQS_OFF, 0, "d.H.." },
		{ TRACE_FLAG_SOFTIRQ | TRACE_FLAG_NEED_RESCHED, 10, ".Nsa." },
		{ TRACE_FLAG_BH_OFF, 20, "b..f." },
		{ TRACE_FLAG_BH_OFF | TRACE_FLAG_IRQS_OFF, 2, "D..2." },
	};
	char expected[128];
	struct seq_file m;

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		r.ent.flags = cases[i].flags;
		r.ent.preempt_depth = cases[i].depth;
		seq_init(&m, text, sizeof(text) - 1, NULL);
		trace_print_entry(&m, &r.ent);
		text[m.count] = 0;
		snprintf(expected, sizeof(expected),
			 "          worker-42      [000] %s    12.345678: own: number=7\n",
			 cases[i].column);
		KUNIT_EXPECT_STREQ(test, text, expected);
	}
	r.ent.pid = 0;
	seq_init(&m, text, sizeof(text) - 1, NULL);
	trace_print_entry(&m, &r.ent);
	text[m.count] = 0;
	KUNIT_EXPECT_TRUE(test, strstr(text, "          <idle>-0       [000]") == text);
}

static void the_newest_are_shown_below_a_header(struct kunit *test)
{
	for (unsigned long i = 0; i < 5; i++)
		record(i, sizeof(struct own_record));
	shown(2);
	KUNIT_EXPECT_TRUE(test,
			  strstr(text,
				 "# tracer: nop\n#\n"
				 "# entries-in-buffer/entries-written: 5/5   #P:1\n#\n") == text);
	KUNIT_EXPECT_NULL(test, strstr(text, "number=2"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, ": own: number=3\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, ": own: number=4\n"));
}

static void lines_of_the_allocators_are_linuxs(struct kunit *test)
{
	void *p;

	watch(test, "kmalloc kfree mm_page_alloc");
	p = kmalloc(200000, GFP_KERNEL);
	kfree(p);
	trace_stop();
	shown(ULONG_MAX);
	KUNIT_EXPECT_NOT_NULL(test,
			      strstr(text, " migratetype=0 gfp_flags=GFP_KERNEL|__GFP_COMP\n"));
	KUNIT_EXPECT_NOT_NULL(test,
			      strstr(text,
				     ": kmalloc: call_site=lines_of_the_allocators_are_linuxs+0x"));
	KUNIT_EXPECT_NOT_NULL(test,
			      strstr(text,
				     " bytes_req=200000 bytes_alloc=262144 gfp_flags=GFP_KERNEL "
				     "node=-1 accounted=false\n"));
	KUNIT_EXPECT_NOT_NULL(test,
			      strstr(text,
				     ": kfree: call_site=lines_of_the_allocators_are_linuxs+0x"));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_full_ring_loses_the_oldest_and_counts_them),
	KUNIT_CASE(what_comes_up_while_a_record_is_written_is_refused),
	KUNIT_CASE(interrupts_and_a_task_share_the_ring),
	KUNIT_CASE(nothing_is_written_while_the_ring_is_held),
	KUNIT_CASE(a_cleared_ring_is_empty),
	KUNIT_CASE(nothing_is_recorded_when_off),
	KUNIT_CASE(events_go_on_and_off_by_pattern),
	KUNIT_CASE(a_pattern_that_fits_nothing_is_reported_and_changes_nothing),
	KUNIT_CASE(only_the_task_that_is_watched_is_recorded),
	KUNIT_CASE(a_line_is_that_of_ftrace),
	KUNIT_CASE(the_newest_are_shown_below_a_header),
	KUNIT_CASE(lines_of_the_allocators_are_linuxs),
	{},
};

static struct kunit_suite suite = {
	.name = "trace",
	.init = trace_test_init,
	.exit = trace_test_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
