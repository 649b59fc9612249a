// SPDX-License-Identifier: MIT
/*
 * Tests of the trace: kernel/core/trace*.c, the trace points of the whole kernel, mm/trace_hist.c.
 *
 * Each case watches only its own task, or only events that nobody else causes, so that what is recorded is
 * known exactly.
 */
#include <asm/extable.h>
#include <asm/processor.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mm_slow.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/swap.h>
#include <linux/timer.h>
#include <linux/trace_hist.h>
#include <linux/vmalloc.h>
#include <trace/events/exceptions.h>
#include <trace/events/irq.h>
#include <trace/events/kmem.h>
#include <trace/events/sched.h>
#include <trace/events/timer.h>
#include <trace/events/vmscan.h>

#include "../../kernel/monitor/contexts.h"

#define IRQ_A 5

#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

static void quiet(struct kunit *test)
{
	trace_stop();
	trace_clear();
	trace_hist_clear();
	open_softirq(NET_TX_SOFTIRQ, NULL);
}

/* What is armed elsewhere does not fail here. */
static int init(struct kunit *test)
{
	hold_faults();
	quiet(test);
	return 0;
}

static void exit(struct kunit *test)
{
	release_faults();
	quiet(test);
}

static void watch(struct kunit *test, const char *globs)
{
	KUNIT_ASSERT_EQ(test, trace_start(globs, current), 0);
}

static void watch_all_tasks(struct kunit *test, const char *globs)
{
	KUNIT_ASSERT_EQ(test, trace_start(globs, NULL), 0);
}

static unsigned int count_of(const struct trace_event_call *call)
{
	unsigned int n = 0;

	for_each_trace_entry(ent) n += ent->call == call;
	return n;
}

/* The one record of an event: a case fails where there are more or none. */
static const struct trace_entry *only(struct kunit *test, const struct trace_event_call *call)
{
	const struct trace_entry *found = NULL;

	KUNIT_EXPECT_EQ_MSG(test, count_of(call), 1U, "%s", call->name);
	for_each_trace_entry(ent) if (ent->call == call) found = ent;
	KUNIT_ASSERT_NOT_NULL(test, found);
	return found;
}

#define ONLY(test, name) ((const trace_raw_##name *)only(test, &event_##name))

/* Is @addr in the function at @fn, or in its .cold part? */
static bool is_in(unsigned long addr, const char *fn)
{
	char name[64];

	snprintf(name, sizeof(name), "%ps", (void *)addr);
	return !strncmp(name, fn, strlen(fn));
}

/* ---- kmem ---- */

static void kmalloc_and_kfree_are_recorded_once(struct kunit *test)
{
	const trace_raw_kmalloc *a;
	const trace_raw_kfree *f;
	void *p;

	watch(test, "kmem:kmalloc kfree");
	p = kmalloc(100, GFP_KERNEL | __GFP_NOWARN);
	kfree(p);
	trace_stop();
	a = ONLY(test, kmalloc);
	KUNIT_EXPECT_PTR_EQ(test, a->ptr, (const void *)p);
	KUNIT_EXPECT_EQ(test, a->bytes_req, 100U);
	KUNIT_EXPECT_GE(test, a->bytes_alloc, kmalloc_size_roundup(100)); /* more if debugged */
	KUNIT_EXPECT_EQ(test, a->gfp_flags, GFP_KERNEL | __GFP_NOWARN);
	KUNIT_EXPECT_TRUE(test, is_in(a->call_site, __func__));
	f = ONLY(test, kfree);
	KUNIT_EXPECT_PTR_EQ(test, f->ptr, (const void *)p);
	KUNIT_EXPECT_TRUE(test, is_in(f->call_site, __func__));
	KUNIT_EXPECT_EQ(test, trace_counts().entries, 2UL);
}

/* A size that is no constant takes another way; so does one that is too large for a slab; and nothing. */
static void other_ways_to_kmalloc_are_recorded_too(struct kunit *test)
{
	volatile size_t sizes[] = { 20, 200000 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *p;

		watch(test, "kmalloc kfree");
		p = kzalloc(sizes[i], GFP_KERNEL);
		kfree(p);
		trace_stop();
		KUNIT_EXPECT_PTR_EQ(test, ONLY(test, kmalloc)->ptr, (const void *)p);
		KUNIT_EXPECT_EQ(test, ONLY(test, kmalloc)->bytes_req, sizes[i]);
		KUNIT_EXPECT_TRUE(test, is_in(ONLY(test, kmalloc)->call_site, __func__));
		KUNIT_EXPECT_PTR_EQ(test, ONLY(test, kfree)->ptr, (const void *)p);
		KUNIT_EXPECT_TRUE(test, is_in(ONLY(test, kfree)->call_site, __func__));
	}
	watch(test, "kmalloc kfree");
	kfree(NULL);
	trace_stop();
	KUNIT_EXPECT_NULL(test, ONLY(test, kfree)->ptr);
	KUNIT_EXPECT_EQ(test, trace_counts().entries, 1UL);
}

static void a_large_piece_is_recorded_with_its_pages(struct kunit *test)
{
	const trace_raw_kmalloc *a;
	void *p;

	watch(test, "kmem");
	p = kmalloc(200000, GFP_KERNEL);
	kfree(p);
	trace_stop();
	a = ONLY(test, kmalloc);
	KUNIT_EXPECT_EQ(test, a->bytes_alloc, 256UL << 10);
	KUNIT_EXPECT_TRUE(test, is_in(a->call_site, __func__));
	KUNIT_EXPECT_EQ(test, ONLY(test, mm_page_alloc)->order, 6U);
	KUNIT_EXPECT_PTR_EQ(test, ONLY(test, mm_page_alloc)->page,
			    (const struct page *)virt_to_page(p));
	KUNIT_EXPECT_EQ(test, ONLY(test, mm_page_free)->order, 6U);
	KUNIT_EXPECT_EQ(test, trace_counts().entries, 4UL);
}

static void objects_of_a_cache_are_recorded_with_its_name(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("trace_test", 72, 0, 0, NULL);
	const trace_raw_kmem_cache_alloc *a;
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, s);
	watch(test, "kmem_cache_alloc kmem_cache_free kmalloc kfree");
	p = kmem_cache_alloc(s, GFP_ATOMIC);
	kmem_cache_free(s, p);
	trace_stop();
	kmem_cache_destroy(s);
	a = ONLY(test, kmem_cache_alloc);
	KUNIT_EXPECT_PTR_EQ(test, a->ptr, (const void *)p);
	KUNIT_EXPECT_EQ(test, a->bytes_req, 72U);
	KUNIT_EXPECT_GE(test, a->bytes_alloc, 72U);
	KUNIT_EXPECT_EQ(test, a->gfp_flags, GFP_ATOMIC);
	KUNIT_EXPECT_TRUE(test, is_in(a->call_site, __func__));
	KUNIT_EXPECT_PTR_EQ(test, ONLY(test, kmem_cache_free)->ptr, (const void *)p);
	KUNIT_EXPECT_STREQ(test, ONLY(test, kmem_cache_free)->name, "trace_test");
	KUNIT_EXPECT_EQ(test, trace_counts().entries, 2UL);
}

static void a_cache_made_while_tracing_is_traced(struct kunit *test)
{
	struct kmem_cache *s;
	void *p;

	watch(test, "kmem_cache_free");
	s = kmem_cache_create("trace_test", 72, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	p = kmem_cache_alloc(s, GFP_KERNEL);
	kmem_cache_free(s, p);
	trace_stop();
	kmem_cache_destroy(s);
	KUNIT_EXPECT_PTR_EQ(test, ONLY(test, kmem_cache_free)->ptr, (const void *)p);
}

static void pages_are_recorded_when_they_come_and_when_the_last_user_goes(struct kunit *test)
{
	const trace_raw_mm_page_alloc *a;
	const trace_raw_mm_page_free *f;
	struct page *page;

	watch(test, "mm_page_*");
	page = alloc_pages(GFP_HIGHUSER, 2);
	get_page(page);
	__free_pages(page, 2);
	KUNIT_EXPECT_EQ(test, count_of(&event_mm_page_free), 0U);
	__free_pages(page, 2);
	trace_stop();
	a = ONLY(test, mm_page_alloc);
	KUNIT_EXPECT_PTR_EQ(test, a->page, (const struct page *)page);
	KUNIT_EXPECT_EQ(test, a->pfn, page_to_pfn(page));
	KUNIT_EXPECT_EQ(test, a->order, 2U);
	KUNIT_EXPECT_EQ(test, a->gfp_flags, GFP_HIGHUSER);
	KUNIT_EXPECT_TRUE(test, is_in(a->call_site, __func__));
	f = ONLY(test, mm_page_free);
	KUNIT_EXPECT_PTR_EQ(test, f->page, (const struct page *)page);
	KUNIT_EXPECT_EQ(test, f->pfn, page_to_pfn(page));
	KUNIT_EXPECT_EQ(test, f->order, 2U);
}

static void pages_given_back_together_are_recorded_each(struct kunit *test)
{
	struct page *pages[5] = {};

	watch(test, "mm_page_*");
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL, 1, pages), 1UL);
	for (unsigned int i = 1; i < ARRAY_SIZE(pages); i++)
		pages[i] = alloc_page(GFP_KERNEL);
	release_pages(pages, ARRAY_SIZE(pages));
	trace_stop();
	KUNIT_EXPECT_EQ(test, count_of(&event_mm_page_alloc), ARRAY_SIZE(pages));
	KUNIT_EXPECT_EQ(test, count_of(&event_mm_page_free), ARRAY_SIZE(pages));
	KUNIT_EXPECT_EQ(test, count_of(&event_mm_page_free_batched), ARRAY_SIZE(pages));
}

/* As many as were allocated, and none of them twice. */
static void vmalloc_is_seen_page_by_page(struct kunit *test)
{
	void *p;

	watch(test, "mm_page_alloc");
	p = vmalloc(10 * PAGE_SIZE);
	trace_stop();
	KUNIT_ASSERT_NOT_NULL(test, p);
	for (unsigned int i = 0; i < 10; i++) {
		unsigned int seen = 0;

		for_each_trace_entry(ent)
		{
			const trace_raw_mm_page_alloc *a = trace_entry_as(ent, mm_page_alloc);

			seen += a && a->pfn == vmalloc_to_pfn(p + i * PAGE_SIZE);
		}
		KUNIT_EXPECT_EQ(test, seen, 1U);
	}
	vfree(p);
}

static void what_fails_is_recorded_as_nothing(struct kunit *test)
{
	watch(test, "kmalloc mm_page_alloc");
	release_faults();
	fail_nth_slab_alloc(1);
	KUNIT_EXPECT_NULL(test, kmalloc(100, GFP_KERNEL | __GFP_NOWARN));
	fail_nth_page_alloc(1);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_KERNEL | __GFP_NOWARN));
	hold_faults();
	trace_stop();
	KUNIT_EXPECT_NULL(test, ONLY(test, kmalloc)->ptr);
	KUNIT_EXPECT_NULL(test, ONLY(test, mm_page_alloc)->page);
	KUNIT_EXPECT_EQ(test, ONLY(test, mm_page_alloc)->pfn, 0UL);
}

static void allocators_are_slow_exactly_while_a_kmem_event_is_on(struct kunit *test)
{
	unsigned long map_size = fast_map_size;
	unsigned int orders = nr_fast_orders;

	watch(test, "sched irq");
	KUNIT_EXPECT_FALSE(test, mm_slow & MM_SLOW_TRACE);
	watch(test, "kfree");
	KUNIT_EXPECT_TRUE(test, mm_slow & MM_SLOW_TRACE);
	KUNIT_EXPECT_EQ(test, nr_fast_orders, 0U);
	KUNIT_EXPECT_EQ(test, fast_map_size, 0UL);
	KUNIT_EXPECT_EQ(test, trace_enable("mm_page_free", NULL), 0);
	KUNIT_EXPECT_EQ(test, trace_disable("kfree", NULL), 0);
	KUNIT_EXPECT_TRUE(test, mm_slow & MM_SLOW_TRACE);
	KUNIT_EXPECT_EQ(test, trace_disable("mm_page_free", NULL), 0);
	KUNIT_EXPECT_FALSE(test, mm_slow & MM_SLOW_TRACE);
	KUNIT_EXPECT_EQ(test, nr_fast_orders, orders);
	KUNIT_EXPECT_EQ(test, fast_map_size, map_size);
}

/* The least of some: nothing came in between. */
static u64 cost_of_pair(void)
{
	u64 least = -1;

	for (unsigned int i = 0; i < 8; i++) {
		u64 start = rdtsc_ordered();

		kfree(kmalloc(64, GFP_KERNEL));
		least = min(least, rdtsc_ordered() - start);
	}
	return least;
}

/* Watched, a pair costs some ten times as much. */
static void after_the_trace_the_fast_path_is_fast_again(struct kunit *test)
{
	u64 before = cost_of_pair(), watched;

	watch(test, "kmem");
	watched = cost_of_pair();
	trace_stop();
	KUNIT_EXPECT_GE(test, trace_counts().entries, 16UL);
	KUNIT_EXPECT_LT(test, cost_of_pair(), (before + watched) / 2);
}

/* ---- interrupts, timers, tasks, faults, reclaim ---- */

static irqreturn_t handler(int irq, void *dev_id)
{
	raise_softirq_irqoff(NET_TX_SOFTIRQ);
	return IRQ_HANDLED;
}

static void allocates(struct softirq_action *self)
{
	kfree(kmalloc(10, GFP_ATOMIC));
}

/* Of this test's line or softirq, or an allocation. */
static bool is_mine(const struct trace_entry *ent)
{
	const trace_raw_irq_handler_entry *entry = trace_entry_as(ent, irq_handler_entry);
	const trace_raw_irq_handler_exit *exit = trace_entry_as(ent, irq_handler_exit);

	if (entry || exit)
		return (entry ? entry->irq : exit->irq) == IRQ_A;
	if (!strncmp(ent->call->name, "softirq", 7))
		return ((const trace_raw_softirq_entry *)ent)->vec == NET_TX_SOFTIRQ;
	return ent->call == &event_kmalloc;
}

static void an_interrupt_is_recorded_from_handler_to_softirq(struct kunit *test)
{
	static const u8 hard = TRACE_FLAG_HARDIRQ | TRACE_FLAG_IRQS_OFF, soft = TRACE_FLAG_SOFTIRQ;
	static const struct {
		const struct trace_event_call *call;
		u8 flags;
	} expected[] = {
		{ &event_irq_handler_entry, hard }, { &event_softirq_raise, hard },
		{ &event_irq_handler_exit, hard },  { &event_softirq_entry, soft },
		{ &event_kmalloc, soft },	    { &event_softirq_exit, soft },
	};
	unsigned int n = 0;

	open_softirq(NET_TX_SOFTIRQ, allocates);
	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, handler, 0, "trace_test", NULL), 0);
	watch(test, "irq kmalloc");
	raise(IRQ_A);
	trace_stop();
	free_irq(IRQ_A, NULL);
	for_each_trace_entry(ent)
	{
		if (!is_mine(ent))
			continue;
		KUNIT_ASSERT_LT(test, n, ARRAY_SIZE(expected));
		KUNIT_EXPECT_STREQ(test, ent->call->name, expected[n].call->name);
		KUNIT_EXPECT_EQ(test, ent->flags & ~TRACE_FLAG_NEED_RESCHED, expected[n].flags);
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, ARRAY_SIZE(expected));
}

static void a_handler_is_recorded_with_name_and_answer(struct kunit *test)
{
	const trace_raw_irq_handler_entry *entry = NULL;
	const trace_raw_irq_handler_exit *exit = NULL;

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, handler, 0, "trace_test", NULL), 0);
	watch(test, "irq_handler_*");
	raise(IRQ_A);
	trace_stop();
	free_irq(IRQ_A, NULL);
	for_each_trace_entry(ent)
	{
		if (is_mine(ent)) {
			entry = trace_entry_as(ent, irq_handler_entry) ?: entry;
			exit = trace_entry_as(ent, irq_handler_exit) ?: exit;
		}
	}
	KUNIT_ASSERT_NOT_NULL(test, entry);
	KUNIT_EXPECT_STREQ(test, entry->name, "trace_test");
	KUNIT_ASSERT_NOT_NULL(test, exit);
	KUNIT_EXPECT_EQ(test, exit->ret, (int)IRQ_HANDLED);
}

static unsigned int timer_calls;

static void timer_fn(struct timer_list *timer)
{
	timer_calls++;
}

static void a_timer_is_recorded_when_its_time_comes(struct kunit *test)
{
	const trace_raw_timer_expire_entry *found = NULL;
	unsigned int entries = 0, exits = 0;
	struct timer_list timer;

	timer_calls = 0;
	timer_setup_on_stack(&timer, timer_fn, 0);
	watch_all_tasks(test, "timer");
	mod_timer(&timer, jiffies + 2);
	msleep(50);
	del_timer_sync(&timer);
	trace_stop();
	for_each_trace_entry(ent)
	{
		const trace_raw_timer_expire_entry *entry = trace_entry_as(ent, timer_expire_entry);
		const trace_raw_timer_expire_exit *exit = trace_entry_as(ent, timer_expire_exit);

		if (entry && entry->timer == &timer) {
			found = entry;
			entries++;
		}
		exits += exit && exit->timer == &timer;
	}
	KUNIT_EXPECT_EQ(test, timer_calls, 1U);
	KUNIT_EXPECT_EQ(test, entries, 1U);
	KUNIT_EXPECT_EQ(test, exits, 1U);
	KUNIT_ASSERT_NOT_NULL(test, found);
	KUNIT_EXPECT_PTR_EQ(test, found->function, (const void *)timer_fn);
	KUNIT_EXPECT_EQ(test, found->baseclk, timer.expires);
	KUNIT_EXPECT_TRUE(test, found->ent.flags & TRACE_FLAG_SOFTIRQ);
}

static int thread_fn(void *unused)
{
	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);
	}
	return 0;
}

/* Made, run until it sleeps, woken, run until its end. */
static void a_thread_is_recorded_when_woken_and_when_switched_to(struct kunit *test)
{
	unsigned int woken = 0, left_asleep = 0, left_dead = 0, entered = 0;
	struct task_struct *task;
	pid_t pid;

	watch_all_tasks(test, "sched");
	task = kthread_run(thread_fn, NULL, "trace_thread");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	pid = task->pid;
	msleep(20);
	kthread_stop(task);
	trace_stop();
	for_each_trace_entry(ent)
	{
		const trace_raw_sched_switch *sw = trace_entry_as(ent, sched_switch);
		const trace_raw_sched_wakeup *up = trace_entry_as(ent, sched_wakeup);

		woken += up && up->pid == pid;
		if (sw && sw->prev_pid == pid) {
			KUNIT_EXPECT_STREQ(test, sw->prev_comm, "trace_thread");
			KUNIT_EXPECT_EQ(test, ent->pid, pid);
			left_asleep += sw->prev_state == 'S';
			left_dead += sw->prev_state == 'X';
		}
		if (sw && sw->next_pid == pid) {
			KUNIT_EXPECT_EQ(test, sw->next_prio, 120);
			entered++;
		}
	}
	KUNIT_EXPECT_EQ(test, woken, 2U);
	KUNIT_EXPECT_EQ(test, left_asleep, 1U);
	KUNIT_EXPECT_EQ(test, left_dead, 1U);
	KUNIT_EXPECT_EQ(test, entered, 2U);
}

static void a_fault_of_the_kernel_is_recorded(struct kunit *test)
{
	const trace_raw_page_fault_kernel *f;
	u8 byte;

	watch(test, "exceptions");
	KUNIT_EXPECT_EQ(test, peek_kernel_byte((void *)0x10, &byte), -EFAULT);
	trace_stop();
	f = ONLY(test, page_fault_kernel);
	KUNIT_EXPECT_EQ(test, f->address, 0x10UL);
	KUNIT_EXPECT_EQ(test, f->error_code, 0UL);
	KUNIT_EXPECT_TRUE(test, is_in(f->ip, "peek_kernel_byte"));
	KUNIT_EXPECT_TRUE(test, f->ent.flags & TRACE_FLAG_IRQS_OFF);
}

static void direct_reclaim_is_recorded_with_what_it_found(struct kunit *test)
{
	unsigned long freed;

	watch(test, "vmscan:*direct_reclaim*");
	freed = try_to_free_pages(GFP_NOIO, 3);
	trace_stop();
	KUNIT_EXPECT_EQ(test, ONLY(test, mm_vmscan_direct_reclaim_begin)->order, 3);
	KUNIT_EXPECT_EQ(test, ONLY(test, mm_vmscan_direct_reclaim_begin)->gfp_flags, GFP_NOIO);
	KUNIT_EXPECT_EQ(test, ONLY(test, mm_vmscan_direct_reclaim_end)->nr_reclaimed, freed);
}

static void kswapd_is_recorded_when_it_wakes_and_sleeps(struct kunit *test)
{
	msleep(50);
	watch_all_tasks(test, "vmscan:*kswapd*");
	wakeup_kswapd(GFP_ATOMIC, 1);
	msleep(50);
	trace_stop();
	KUNIT_EXPECT_EQ(test, ONLY(test, mm_vmscan_wakeup_kswapd)->order, 1);
	KUNIT_EXPECT_EQ(test, ONLY(test, mm_vmscan_wakeup_kswapd)->gfp_flags, GFP_ATOMIC);
	KUNIT_EXPECT_EQ(test, ONLY(test, mm_vmscan_kswapd_wake)->order, 1);
	KUNIT_EXPECT_STREQ(test, ONLY(test, mm_vmscan_kswapd_wake)->ent.comm, "kswapd0");
	KUNIT_EXPECT_EQ(test, ONLY(test, mm_vmscan_kswapd_sleep)->nid, 0);
}

/* ---- contexts ---- */

static char answers[NR_QUESTIONS + 1];
static unsigned int depth;

static void note_and_allocate(void)
{
	ask_context(answers);
	depth = preempt_count() & PREEMPT_MASK;
	kfree(kmalloc(33, GFP_ATOMIC));
}

static void describe(const struct context *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}
KUNIT_ARRAY_PARAM(context, contexts, describe);

/* The flags say what code asking there is answered. Other tasks, too: some contexts are threads. */
static void each_context_is_recorded(struct kunit *test)
{
	const struct trace_entry *ent = NULL;

	watch_all_tasks(test, "kmalloc");
	KUNIT_EXPECT_TRUE(test, run_in_context(test->param_value, note_and_allocate));
	trace_stop();
	for_each_trace_entry(e) if (trace_entry_as(e, kmalloc)->bytes_req == 33) ent = e;
	KUNIT_ASSERT_NOT_NULL(test, ent);
	KUNIT_EXPECT_EQ(test, !!(ent->flags & TRACE_FLAG_HARDIRQ), answers[IN_HARDIRQ] == '1');
	KUNIT_EXPECT_EQ(test, !!(ent->flags & TRACE_FLAG_SOFTIRQ),
			answers[IN_SERVING_SOFTIRQ] == '1');
	KUNIT_EXPECT_EQ(test, !!(ent->flags & TRACE_FLAG_IRQS_OFF), answers[IRQS_DISABLED] == '1');
	KUNIT_EXPECT_EQ(test, !!(ent->flags & TRACE_FLAG_BH_OFF),
			answers[IN_SOFTIRQ] == '1' && answers[IN_SERVING_SOFTIRQ] == '0');
	KUNIT_EXPECT_EQ(test, ent->preempt_depth, depth);
}

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
	unsigned long expected, n = 10000;
	struct trace_counts counts;

	for (unsigned long i = 0; i < n; i++)
		record(i, least + i * 7 % sizeof(((struct own_record *)0)->padding));
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
	for_each_trace_entry(ent)
	{
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
	for_each_trace_entry(ent)
	{
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

/* ---- who allocates most ---- */

static noinline void *allocate_here(size_t size)
{
	return kmalloc(size, GFP_KERNEL);
}

static unsigned long site_of_allocate_here(void)
{
	for_each_trace_entry(ent)
	{
		const trace_raw_kmalloc *a = trace_entry_as(ent, kmalloc);

		if (a && is_in(a->call_site, "allocate_here"))
			return a->call_site;
	}
	return 0;
}

static void a_call_site_is_charged_with_what_it_took(struct kunit *test)
{
	struct trace_site site = {};
	void *p[3];

	watch(test, "kmem");
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = allocate_here(1000 + i);
	kfree(p[1]);
	trace_stop();
	KUNIT_ASSERT_TRUE(test, trace_hist_find(site_of_allocate_here(), "kmalloc", &site));
	KUNIT_EXPECT_EQ(test, site.hits, 3UL);
	KUNIT_EXPECT_EQ(test, site.bytes_req, 3003ULL);
	KUNIT_EXPECT_GE(test, site.bytes_alloc, 3 * 1024ULL);
	KUNIT_EXPECT_EQ(test, site.live, (unsigned long)site.bytes_alloc / 3 * 2);
	kfree(p[0]);
	kfree(p[2]);
}

/* More than the table follows: what was dropped is said, what was followed comes back to nothing. */
static void live_memory_goes_back_to_nothing(struct kunit *test)
{
	struct trace_site site = {};
	void *first = NULL, **p;

	watch(test, "kmem");
	for (unsigned int i = 0; i < 4000; i++) {
		p = allocate_here(sizeof(void *));
		*p = first;
		first = p;
	}
	KUNIT_EXPECT_TRUE(test, trace_hist_find(site_of_allocate_here(), "kmalloc", &site) ||
					trace_counts().lost);
	while (first) {
		p = first;
		first = *p;
		kfree(p);
	}
	p = allocate_here(8);
	kfree(p);
	trace_stop();
	KUNIT_ASSERT_TRUE(test, trace_hist_find(site_of_allocate_here(), "kmalloc", &site));
	KUNIT_EXPECT_EQ(test, site.hits, 4001UL);
	KUNIT_EXPECT_EQ(test, site.live, 0UL);
}

static void the_table_is_sorted_as_wanted(struct kunit *test)
{
	const char *few, *many;
	struct seq_file m;
	void *p;

	watch(test, "kmalloc kfree mm_page_alloc mm_page_free");
	p = kmalloc(200000, GFP_KERNEL);
	kfree(p);
	for (unsigned int i = 0; i < 9; i++)
		kfree(allocate_here(8));
	trace_stop();
	for (unsigned int order = TRACE_HIST_BY_BYTES; order <= TRACE_HIST_BY_COUNT; order++) {
		seq_init(&m, text, sizeof(text) - 1, NULL);
		trace_hist_show(&m, order);
		text[m.count] = 0;
		few = strstr(text, "the_table_is_sorted_as_wanted+0x");
		many = strstr(text, "allocate_here+0x");
		KUNIT_ASSERT_NOT_NULL(test, few);
		KUNIT_ASSERT_NOT_NULL(test, many);
		KUNIT_EXPECT_EQ(test, few < many, order == TRACE_HIST_BY_BYTES);
	}
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "Totals:\n    Hits: 11\n    Entries: 3\n"));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(kmalloc_and_kfree_are_recorded_once),
	KUNIT_CASE(other_ways_to_kmalloc_are_recorded_too),
	KUNIT_CASE(a_large_piece_is_recorded_with_its_pages),
	KUNIT_CASE(objects_of_a_cache_are_recorded_with_its_name),
	KUNIT_CASE(a_cache_made_while_tracing_is_traced),
	KUNIT_CASE(pages_are_recorded_when_they_come_and_when_the_last_user_goes),
	KUNIT_CASE(pages_given_back_together_are_recorded_each),
	KUNIT_CASE(vmalloc_is_seen_page_by_page),
	KUNIT_CASE(what_fails_is_recorded_as_nothing),
	KUNIT_CASE(allocators_are_slow_exactly_while_a_kmem_event_is_on),
	KUNIT_CASE(after_the_trace_the_fast_path_is_fast_again),
	KUNIT_CASE(an_interrupt_is_recorded_from_handler_to_softirq),
	KUNIT_CASE(a_handler_is_recorded_with_name_and_answer),
	KUNIT_CASE(a_timer_is_recorded_when_its_time_comes),
	KUNIT_CASE(a_thread_is_recorded_when_woken_and_when_switched_to),
	KUNIT_CASE(a_fault_of_the_kernel_is_recorded),
	KUNIT_CASE(direct_reclaim_is_recorded_with_what_it_found),
	KUNIT_CASE(kswapd_is_recorded_when_it_wakes_and_sleeps),
	KUNIT_CASE_PARAM(each_context_is_recorded, context_gen_params),
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
	KUNIT_CASE(a_call_site_is_charged_with_what_it_took),
	KUNIT_CASE(live_memory_goes_back_to_nothing),
	KUNIT_CASE(the_table_is_sorted_as_wanted),
	{},
};

static struct kunit_suite suite = { .name = "trace",
				    .init = init,
				    .exit = exit,
				    .test_cases = cases };
kunit_test_suite(suite);
