// SPDX-License-Identifier: MIT
/* The trace points outside of the allocators: that each fires once for its cause, with its fields. */
#include <asm/extable.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/swap.h>
#include <linux/timer.h>
#include <trace/events/exceptions.h>
#include <trace/events/irq.h>
#include <trace/events/kmem.h>
#include <trace/events/sched.h>
#include <trace/events/timer.h>
#include <trace/events/vmscan.h>

#include "kernel/monitor/contexts.h"
#include "mm/page/reclaim.h"
#include "trace_watch.h"

#define IRQ_A 5

#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

static void exit(struct kunit *test)
{
	open_softirq(NET_TX_SOFTIRQ, NULL);
	trace_test_exit(test);
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
	for_each_trace_entry(ent) {
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
	for_each_trace_entry(ent) {
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
	for_each_trace_entry(ent) {
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
	for_each_trace_entry(ent) {
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
	freed = reclaim_ops.try_to_free_pages(GFP_NOIO, 3);
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
	for_each_trace_entry(e)
		if (trace_entry_as(e, kmalloc)->bytes_req == 33)
			ent = e;
	KUNIT_ASSERT_NOT_NULL(test, ent);
	KUNIT_EXPECT_EQ(test, !!(ent->flags & TRACE_FLAG_HARDIRQ), answers[IN_HARDIRQ] == '1');
	KUNIT_EXPECT_EQ(test, !!(ent->flags & TRACE_FLAG_SOFTIRQ),
			answers[IN_SERVING_SOFTIRQ] == '1');
	KUNIT_EXPECT_EQ(test, !!(ent->flags & TRACE_FLAG_IRQS_OFF), answers[IRQS_DISABLED] == '1');
	KUNIT_EXPECT_EQ(test, !!(ent->flags & TRACE_FLAG_BH_OFF),
			answers[IN_SOFTIRQ] == '1' && answers[IN_SERVING_SOFTIRQ] == '0');
	KUNIT_EXPECT_EQ(test, ent->preempt_depth, depth);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(an_interrupt_is_recorded_from_handler_to_softirq),
	KUNIT_CASE(a_handler_is_recorded_with_name_and_answer),
	KUNIT_CASE(a_timer_is_recorded_when_its_time_comes),
	KUNIT_CASE(a_thread_is_recorded_when_woken_and_when_switched_to),
	KUNIT_CASE(a_fault_of_the_kernel_is_recorded),
	KUNIT_CASE(direct_reclaim_is_recorded_with_what_it_found),
	KUNIT_CASE(kswapd_is_recorded_when_it_wakes_and_sleeps),
	KUNIT_CASE_PARAM(each_context_is_recorded, context_gen_params),
	{},
};

static struct kunit_suite suite = {
	.name = "trace_events",
	.init = trace_test_init,
	.exit = exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
