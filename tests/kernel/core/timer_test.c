// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/core/timer.c. Distant times are reached by setting jiffies forward: nothing but the
 * timers follows it. The suite's machines have idle time for free.
 */
#include <asm/processor.h>
#include <k896/check.h>
#include <k896/log.h>
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/timer.h>

#include "tests/support/noticed.h"

KUNIT_INVARIANT("timer_wheel", timer_wheel_check);

#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

/* A timer that remembers when it came. */
struct probe {
	struct timer_list timer;
	unsigned int calls;
	unsigned long came;
	unsigned int order;
	unsigned int count_seen;
	bool irqs_off;
	unsigned int again; /* arms itself so often, for the next tick */
};

static unsigned int order;

static void came(struct timer_list *timer)
{
	struct probe *p = from_timer(p, timer, timer);

	p->calls++;
	p->came = jiffies;
	p->order = order++;
	p->count_seen = preempt_count();
	p->irqs_off = irqs_disabled();
	if (p->again) {
		p->again--;
		mod_timer(timer, jiffies + 1);
	}
}

static void probe_init(struct probe *p)
{
	*p = (struct probe){};
	if (object_is_on_stack(p))
		timer_setup_on_stack(&p->timer, came, 0);
	else
		timer_setup(&p->timer, came, 0);
}

/* Begins right after a tick: what follows has almost 10 ms until the next. */
static void wait_for_tick(void)
{
	schedule_timeout_uninterruptible(1);
}

/* ---- one timer ---- */

static void it_comes_once_and_at_its_time(struct kunit *test)
{
	struct probe p;
	unsigned long due;

	probe_init(&p);
	wait_for_tick();
	due = jiffies + 3;
	KUNIT_EXPECT_EQ(test, mod_timer(&p.timer, due), 0);
	KUNIT_EXPECT_TRUE(test, timer_pending(&p.timer));
	msleep(100);
	KUNIT_EXPECT_EQ(test, p.calls, 1);
	KUNIT_EXPECT_EQ(test, p.came, due);
	KUNIT_EXPECT_FALSE(test, timer_pending(&p.timer));
}

static void its_context_is_softirq_with_interrupts_on(struct kunit *test)
{
	struct probe p;

	probe_init(&p);
	p.timer.expires = jiffies + 1;
	add_timer(&p.timer);
	msleep(30);
	KUNIT_EXPECT_EQ(test, p.calls, 1);
	KUNIT_EXPECT_EQ(test, p.count_seen & (HARDIRQ_MASK | SOFTIRQ_MASK), SOFTIRQ_OFFSET);
	KUNIT_EXPECT_FALSE(test, p.irqs_off);
}

static void a_time_that_has_passed_means_the_next_tick(struct kunit *test)
{
	struct probe now, passed;

	probe_init(&now);
	probe_init(&passed);
	wait_for_tick();
	mod_timer(&now.timer, jiffies);
	mod_timer(&passed.timer, jiffies - 1000);
	KUNIT_EXPECT_EQ(test, now.calls + passed.calls, 0);
	wait_for_tick();
	KUNIT_EXPECT_EQ(test, now.calls, 1);
	KUNIT_EXPECT_EQ(test, passed.calls, 1);
}

static void mod_timer_moves_it_both_ways(struct kunit *test)
{
	struct probe a, b;
	unsigned long start;

	probe_init(&a);
	probe_init(&b);
	wait_for_tick();
	start = jiffies;
	mod_timer(&a.timer, start + 2);
	KUNIT_EXPECT_EQ(test, mod_timer(&a.timer, start + 5), 1);
	mod_timer(&b.timer, start + 500);
	KUNIT_EXPECT_EQ(test, mod_timer(&b.timer, start + 3), 1);
	KUNIT_EXPECT_EQ(test, mod_timer(&b.timer, start + 3), 1);
	msleep(100);
	KUNIT_EXPECT_EQ(test, a.came - start, 5);
	KUNIT_EXPECT_EQ(test, b.came - start, 3);
	KUNIT_EXPECT_EQ(test, a.calls + b.calls, 2);
}

static void a_deleted_one_does_not_come(struct kunit *test)
{
	struct probe p;

	probe_init(&p);
	KUNIT_EXPECT_EQ(test, del_timer(&p.timer), 0);
	mod_timer(&p.timer, jiffies + 2);
	KUNIT_EXPECT_EQ(test, del_timer(&p.timer), 1);
	KUNIT_EXPECT_FALSE(test, timer_pending(&p.timer));
	KUNIT_EXPECT_EQ(test, del_timer(&p.timer), 0);
	mod_timer(&p.timer, jiffies + 2);
	KUNIT_EXPECT_EQ(test, del_timer_sync(&p.timer), 1);
	mod_timer(&p.timer, jiffies + 2);
	KUNIT_EXPECT_EQ(test, try_to_del_timer_sync(&p.timer), 1);
	msleep(50);
	KUNIT_EXPECT_EQ(test, p.calls, 0);
}

static void mod_timer_pending_arms_nothing(struct kunit *test)
{
	struct probe p;

	probe_init(&p);
	KUNIT_EXPECT_EQ(test, mod_timer_pending(&p.timer, jiffies + 1), 0);
	KUNIT_EXPECT_FALSE(test, timer_pending(&p.timer));
	mod_timer(&p.timer, jiffies + 100);
	KUNIT_EXPECT_EQ(test, mod_timer_pending(&p.timer, jiffies + 1), 1);
	msleep(30);
	KUNIT_EXPECT_EQ(test, p.calls, 1);
}

static void timer_reduce_only_makes_it_earlier(struct kunit *test)
{
	unsigned long start = jiffies;
	struct probe p;

	probe_init(&p);
	KUNIT_EXPECT_EQ(test, timer_reduce(&p.timer, start + 50), 0);
	KUNIT_EXPECT_EQ(test, timer_reduce(&p.timer, start + 90), 1);
	KUNIT_EXPECT_EQ(test, p.timer.expires, start + 50);
	KUNIT_EXPECT_EQ(test, timer_reduce(&p.timer, start + 20), 1);
	KUNIT_EXPECT_EQ(test, p.timer.expires, start + 20);
	del_timer_sync(&p.timer);
}

static void it_may_arm_itself(struct kunit *test)
{
	struct probe p;
	unsigned long start;

	probe_init(&p);
	p.again = 4;
	wait_for_tick();
	start = jiffies;
	mod_timer(&p.timer, start + 1);
	msleep(100);
	KUNIT_EXPECT_EQ(test, p.calls, 5);
	KUNIT_EXPECT_EQ(test, p.came - start, 5);
}

static unsigned int static_calls;

static void count_static(struct timer_list *timer)
{
	static_calls++;
}
static DEFINE_TIMER(static_timer, count_static);

static void one_defined_statically_is_ready(struct kunit *test)
{
	static_calls = 0;
	KUNIT_EXPECT_FALSE(test, timer_pending(&static_timer));
	mod_timer(&static_timer, jiffies + 1);
	msleep(30);
	KUNIT_EXPECT_EQ(test, static_calls, 1);
}

static void those_of_one_tick_come_in_the_order_of_arming(struct kunit *test)
{
	static struct probe p[20];
	unsigned long due;

	wait_for_tick();
	due = jiffies + 5;
	order = 0;
	for (int i = 0; i < 20; i++) {
		probe_init(&p[i]);
		mod_timer(&p[i].timer, due);
	}
	msleep(80);
	for (int i = 0; i < 20; i++)
		KUNIT_EXPECT_EQ(test, p[i].order, i);
}

/* What its owner does in the function: the struct is no timer any more when it returns. */
static void wipes_itself(struct timer_list *timer)
{
	struct probe *p = from_timer(p, timer, timer);

	memset(timer, 0x6b, sizeof(*timer));
	p->calls++;
}

static void it_is_not_touched_after_its_function(struct kunit *test)
{
	struct probe p = {};

	timer_setup_on_stack(&p.timer, wipes_itself, 0);
	mod_timer(&p.timer, jiffies + 1);
	msleep(30);
	KUNIT_EXPECT_EQ(test, p.calls, 1);
	for (unsigned int i = 0; i < sizeof(p.timer); i++)
		KUNIT_EXPECT_EQ(test, ((u8 *)&p.timer)[i], 0x6b);
}

/* ---- many timers, against an oracle ---- */

#define MANY 10000

/* Memory for @count probes. */
static struct probe *get_probes(struct kunit *test, unsigned int count)
{
	struct probe *p = alloc_pages_exact(count * sizeof(*p), GFP_KERNEL | __GFP_NORETRY);

	KUNIT_ASSERT_NOT_NULL(test, p);
	for (unsigned int i = 0; i < count; i++)
		probe_init(&p[i]);
	return p;
}

static void give_probes(struct probe *p, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		del_timer_sync(&p[i].timer);
	free_pages_exact(p, count * sizeof(*p));
}

/* Times of all magnitudes up to a minute, so that each wheel that fits is used. */
static unsigned long random_delay(struct rnd_state *rnd)
{
	return 1 + prandom_u32_state(rnd) % (1 << (1 + prandom_u32_state(rnd) % 12));
}

/*
 * For a minute, some of them are armed, moved or deleted at each step. What each should do is written down
 * beside: due (0: nothing), and how often it should have come.
 */
#define ORACLE	     1000
#define ORACLE_STEPS 200

struct oracle {
	bool armed;
	unsigned long due;
	unsigned int calls;
};

static void account(struct kunit *test, struct probe *p, struct oracle *o)
{
	if (!o->armed || time_before(jiffies, o->due))
		return;
	o->calls++;
	KUNIT_EXPECT_EQ(test, p->came, o->due);
	o->armed = false;
}

/* The tick may come anywhere in a round, but not between what is expected and what is done. */
static void change(struct kunit *test, struct probe *p, struct oracle *o, struct rnd_state *rnd)
{
	unsigned long flags, delay = random_delay(rnd);
	bool arm = prandom_u32_state(rnd) % 4;

	local_irq_save(flags);
	account(test, p, o);
	o->due = jiffies + delay;
	KUNIT_EXPECT_EQ(test, arm ? mod_timer(&p->timer, o->due) : del_timer(&p->timer), o->armed);
	o->armed = arm;
	local_irq_restore(flags);
}

static void expect_its_calls(struct kunit *test, struct probe *p, struct oracle *o)
{
	unsigned long flags;

	local_irq_save(flags);
	account(test, p, o);
	KUNIT_EXPECT_EQ(test, p->calls, o->calls);
	local_irq_restore(flags);
}

static void random_deadlines_are_kept(struct kunit *test)
{
	static struct oracle oracle[ORACLE];
	struct probe *p = get_probes(test, ORACLE);
	struct rnd_state rnd;

	memset(oracle, 0, sizeof(oracle));
	prandom_seed_state(&rnd, kunit_case_seed(test));
	for (int step = 0; step < ORACLE_STEPS && test->status == KUNIT_SUCCESS; step++) {
		schedule_timeout_uninterruptible(1 + prandom_u32_state(&rnd) % 60);
		for (int i = 0; i < ORACLE; i++)
			expect_its_calls(test, &p[i], &oracle[i]);
		for (int i = 0; i < ORACLE / 4; i++) {
			unsigned int which = prandom_u32_state(&rnd) % ORACLE;

			change(test, &p[which], &oracle[which], &rnd);
		}
		KUNIT_EXPECT_EQ(test, timer_wheel_check(), 0);
	}
	give_probes(p, ORACLE);
}

static void ten_thousand_come_in_order(struct kunit *test)
{
	struct probe *p = get_probes(test, MANY);
	unsigned int early_or_late = 0, missing = 0, out_of_order = 0;
	unsigned long start = jiffies;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_case_seed(test));
	order = 0;
	for (int i = 0; i < MANY; i++)
		mod_timer(&p[i].timer, start + 20 + prandom_u32_state(&rnd) % 1000);
	KUNIT_EXPECT_GE(test, timers_pending(), MANY);
	msleep(10500);
	for (int i = 0; i < MANY; i++) {
		missing += p[i].calls != 1;
		early_or_late += p[i].came != p[i].timer.expires;
		out_of_order += i &&
				time_before(p[i].came, p[i - 1].came) !=
					(p[i].order < p[i - 1].order) &&
				p[i].came != p[i - 1].came;
	}
	KUNIT_EXPECT_EQ(test, missing, 0);
	KUNIT_EXPECT_EQ(test, early_or_late, 0);
	KUNIT_EXPECT_EQ(test, out_of_order, 0);
	give_probes(p, MANY);
}

/* Cycles for one add and one delete, in the middle of @others other timers; the least of several. */
static u32 cost_among(struct probe *p, unsigned int others, struct rnd_state *rnd)
{
	struct probe mine;
	u32 least = U32_MAX;

	probe_init(&mine);
	for (unsigned int i = 0; i < others; i++)
		mod_timer(&p[i].timer, jiffies + 1000 + prandom_u32_state(rnd) % 100000);
	for (int i = 0; i < 50; i++) {
		u64 start = rdtsc_ordered();

		mod_timer(&mine.timer, jiffies + 2000 + i);
		del_timer(&mine.timer);
		least = min_t(u64, least, rdtsc_ordered() - start);
	}
	for (unsigned int i = 0; i < others; i++)
		del_timer(&p[i].timer);
	return least;
}

static void adding_costs_the_same_among_ten_thousand(struct kunit *test)
{
	struct probe *p = get_probes(test, MANY);
	struct rnd_state rnd;
	u32 few, many;

	prandom_seed_state(&rnd, kunit_case_seed(test));
	few = cost_among(p, 10, &rnd);
	many = cost_among(p, MANY, &rnd);
	kunit_info(test, "add and delete among 10: %u, among %u: %u cycles", few, MANY, many);
	KUNIT_EXPECT_LE(test, many, few + few / 4);
	give_probes(p, MANY);
}

/* ---- far ahead ---- */

/* In steps, each of which is worked off within a tick. */
static void set_forward(unsigned long ticks)
{
	while (ticks) {
		unsigned long flags, step = min(ticks, 1UL << 16);

		local_irq_save(flags);
		jiffies_64 += step;
		local_irq_restore(flags);
		wait_for_tick();
		ticks -= step;
	}
}

/*
 * None comes a tick early, each comes at its tick. jiffies is not due - 3 exactly after the steps, which take
 * a tick each themselves.
 */
static void expect_exact(struct kunit *test, unsigned long ahead)
{
	struct probe p;
	unsigned long due;

	probe_init(&p);
	wait_for_tick();
	due = jiffies + ahead;
	mod_timer(&p.timer, due);
	set_forward((ahead - 3) & ~0xffffUL);
	set_forward(due - 3 - jiffies);
	KUNIT_EXPECT_EQ_MSG(test, p.calls, 0, "too early: %lu ahead", ahead);
	while (time_before_eq(jiffies, due))
		wait_for_tick();
	KUNIT_EXPECT_EQ_MSG(test, p.calls, 1, "not come: %lu ahead", ahead);
	KUNIT_EXPECT_EQ_MSG(test, p.came, due, "%lu ahead", ahead);
	del_timer_sync(&p.timer);
}

static void every_wheel_hands_down_in_time(struct kunit *test)
{
	static const unsigned char first_bit[] = { 8, 14, 20 };

	for (unsigned int i = 0; i < ARRAY_SIZE(first_bit); i++) {
		unsigned long begin = 1UL << first_bit[i];

		expect_exact(test, begin - 1);
		expect_exact(test, begin);
		expect_exact(test, begin + 1);
		expect_exact(test, begin * 3 + 77);
	}
}

static void many_far_ones_are_handed_down_together(struct kunit *test)
{
	enum { N = 500 };
	struct probe *p = get_probes(test, N);
	unsigned long start = jiffies;
	struct rnd_state rnd;
	unsigned int wrong = 0;

	prandom_seed_state(&rnd, kunit_case_seed(test));
	for (int i = 0; i < N; i++)
		mod_timer(&p[i].timer, start + 16000 + prandom_u32_state(&rnd) % 1000);
	set_forward(15900);
	while (time_before_eq(jiffies, start + 17000))
		wait_for_tick();
	for (int i = 0; i < N; i++)
		wrong += p[i].calls != 1 || p[i].came != p[i].timer.expires;
	KUNIT_EXPECT_EQ(test, wrong, 0);
	give_probes(p, N);
}

/* Five minutes after boot jiffies wraps; here it does now. */
static void the_wrap_of_jiffies_is_nothing_special(struct kunit *test)
{
	struct probe near, far;

	if (-jiffies > 100000)
		kunit_skip(test, "jiffies has wrapped already");
	probe_init(&near);
	probe_init(&far);
	set_forward(-20 - jiffies);
	mod_timer(&near.timer, 5);
	mod_timer(&far.timer, 20000);
	msleep(400);
	KUNIT_EXPECT_EQ(test, near.calls, 1);
	KUNIT_EXPECT_EQ(test, near.came, 5);
	KUNIT_EXPECT_EQ(test, far.calls, 0);
	KUNIT_EXPECT_EQ(test, del_timer_sync(&far.timer), 1);
}

/* ---- wrong use ---- */

static void one_without_a_function_is_reported(struct kunit *test)
{
	struct timer_list timer;
	u32 since = log_position();

	timer_setup_on_stack(&timer, NULL, 0);
	KUNIT_EXPECT_EQ(test, mod_timer(&timer, jiffies + 1), 0);
	KUNIT_EXPECT_FALSE(test, timer_pending(&timer));
	timer.expires = jiffies + 1;
	add_timer(&timer);
	KUNIT_EXPECT_FALSE(test, timer_pending(&timer));
	KUNIT_EXPECT_EQ(test, log_count(since, "is armed without a function"), 2);
	KUNIT_EXPECT_TRUE(test, log_contains(since, "one_without_a_function_is_reported+"));
	KUNIT_EXPECT_REPORTS(test, 2);
}

static void one_that_loses_its_function_is_reported(struct kunit *test)
{
	u32 since = log_position();
	struct probe p;

	probe_init(&p);
	mod_timer(&p.timer, jiffies + 1);
	p.timer.function = NULL;
	msleep(30);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_EQ(test, log_count(since, "has lost its function"), 1);
}

static void a_dead_one_cannot_be_armed(struct kunit *test)
{
	u32 since = log_position();
	struct probe p;

	probe_init(&p);
	mod_timer(&p.timer, jiffies + 1);
	KUNIT_EXPECT_EQ(test, timer_shutdown_sync(&p.timer), 1);
	KUNIT_EXPECT_EQ(test, mod_timer(&p.timer, jiffies + 1), 0);
	KUNIT_EXPECT_FALSE(test, timer_pending(&p.timer));
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_EQ(test, log_count(since, "is armed after timer_shutdown()"), 1);
	KUNIT_EXPECT_EQ(test, timer_shutdown(&p.timer), 0);
	timer_setup_on_stack(&p.timer, came, 0);
	mod_timer(&p.timer, jiffies + 1);
	msleep(30);
	KUNIT_EXPECT_EQ(test, p.calls, 1);
}

static void adding_a_pending_one_is_reported(struct kunit *test)
{
	unsigned long due = jiffies + 3;
	u32 since = log_position();
	struct probe p;

	probe_init(&p);
	mod_timer(&p.timer, due);
	add_timer(&p.timer);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_EQ(test, log_count(since, "is added, but pending already"), 1);
	msleep(60);
	KUNIT_EXPECT_EQ(test, p.calls, 1);
}

static void leaks(struct timer_list *timer)
{
	preempt_disable();
}

static void a_leaked_preempt_count_is_reported_and_mended(struct kunit *test)
{
	u32 since = log_position();
	struct timer_list timer;

	timer_setup_on_stack(&timer, leaks, 0);
	mod_timer(&timer, jiffies + 1);
	msleep(30);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_EQ(test, log_count(since, "timer: leaks+"), 1);
	KUNIT_EXPECT_EQ(test, log_count(since, "preempt leak: "), 1);
	KUNIT_EXPECT_FALSE(test,
			   log_contains(since, "huh, entered")); /* mended before softirq.c looks */
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
}

static int deleted;

static void deletes_itself(struct timer_list *timer)
{
	mod_timer(timer, jiffies + 100);
	deleted = try_to_del_timer_sync(timer) * 10 + del_timer_sync(timer);
}

static void waiting_for_itself_is_reported_and_does_not_hang(struct kunit *test)
{
	u32 since = log_position();
	struct timer_list timer;

	timer_setup_on_stack(&timer, deletes_itself, 0);
	mod_timer(&timer, jiffies + 1);
	msleep(30);
	KUNIT_EXPECT_EQ(test, deleted, -10 + 1);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_EQ(test, log_count(since, "waits for the timer that calls it"), 1);
	KUNIT_EXPECT_FALSE(test, timer_pending(&timer));
}

static irqreturn_t deletes_sync(int irq, void *dev_id)
{
	del_timer_sync(dev_id);
	return IRQ_HANDLED;
}

static void del_timer_sync_in_a_handler_is_reported(struct kunit *test)
{
	u32 since = log_position();
	struct probe p;

	probe_init(&p);
	mod_timer(&p.timer, jiffies + 100);
	KUNIT_ASSERT_EQ(test, request_irq(5, deletes_sync, 0, "timer_test", &p.timer), 0);
	raise(5);
	free_irq(5, &p.timer);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_EQ(test, log_count(since, "del_timer_sync() in hard interrupt context"), 1);
	KUNIT_EXPECT_FALSE(test, timer_pending(&p.timer));
}

/* ---- the books ---- */

/* Wheel 0 reaches 256 ticks, wheel 1 64 times as far. Interrupts are off, so nothing comes meanwhile. */
static void the_check_notices_a_timer_in_a_wrong_place(struct kunit *test)
{
	struct probe near, far, passed;
	unsigned long flags, next;

	probe_init(&near);
	probe_init(&far);
	probe_init(&passed);
	local_irq_save(flags);
	mod_timer(&near.timer, jiffies + 100);
	mod_timer(&far.timer, jiffies + 5000);
	mod_timer(&passed.timer, jiffies - 5); /* waits in wheel 0 for the next tick */
	KUNIT_EXPECT_EQ(test, timer_wheel_check(), 0);
	next = near.timer.expires + 1;
	EXPECT_NOTICED(test, near.timer.expires, next, timer_wheel_check());
	EXPECT_NOTICED(test, near.timer.expires, jiffies + 5000, timer_wheel_check());
	EXPECT_NOTICED(test, far.timer.expires, jiffies - 5, timer_wheel_check());
	EXPECT_NOTICED(test, far.timer.expires, far.timer.expires + 256, timer_wheel_check());
	EXPECT_NOTICED(test, far.timer.expires, jiffies + 100, timer_wheel_check());
	EXPECT_NOTICED(test, near.timer.entry.next->prev, NULL, timer_wheel_check());
	list_del(&near.timer.entry);
	KUNIT_EXPECT_NE(test, timer_wheel_check(), 0); /* one is missing */
	list_add_tail(&near.timer.entry, &far.timer.entry);
	KUNIT_EXPECT_NE(test, timer_wheel_check(), 0); /* among those of another time */
	list_move_tail(&near.timer.entry, &passed.timer.entry);
	KUNIT_EXPECT_NE(test, timer_wheel_check(), 0);
	near.timer.expires = jiffies - 5;
	KUNIT_EXPECT_EQ(test, timer_wheel_check(), 0);
	del_timer(&near.timer);
	del_timer(&far.timer);
	del_timer(&passed.timer);
	local_irq_restore(flags);
}

static struct kunit_case timer_cases[] = {
	KUNIT_CASE(the_wrap_of_jiffies_is_nothing_special),
	KUNIT_CASE(it_comes_once_and_at_its_time),
	KUNIT_CASE(its_context_is_softirq_with_interrupts_on),
	KUNIT_CASE(a_time_that_has_passed_means_the_next_tick),
	KUNIT_CASE(mod_timer_moves_it_both_ways),
	KUNIT_CASE(a_deleted_one_does_not_come),
	KUNIT_CASE(mod_timer_pending_arms_nothing),
	KUNIT_CASE(timer_reduce_only_makes_it_earlier),
	KUNIT_CASE(it_may_arm_itself),
	KUNIT_CASE(one_defined_statically_is_ready),
	KUNIT_CASE(those_of_one_tick_come_in_the_order_of_arming),
	KUNIT_CASE(it_is_not_touched_after_its_function),
	KUNIT_CASE(random_deadlines_are_kept),
	KUNIT_CASE(ten_thousand_come_in_order),
	KUNIT_CASE(adding_costs_the_same_among_ten_thousand),
	KUNIT_CASE(every_wheel_hands_down_in_time),
	KUNIT_CASE(many_far_ones_are_handed_down_together),
	KUNIT_CASE(one_without_a_function_is_reported),
	KUNIT_CASE(one_that_loses_its_function_is_reported),
	KUNIT_CASE(a_dead_one_cannot_be_armed),
	KUNIT_CASE(adding_a_pending_one_is_reported),
	KUNIT_CASE(a_leaked_preempt_count_is_reported_and_mended),
	KUNIT_CASE(waiting_for_itself_is_reported_and_does_not_hang),
	KUNIT_CASE(del_timer_sync_in_a_handler_is_reported),
	KUNIT_CASE(the_check_notices_a_timer_in_a_wrong_place),
	{},
};

static struct kunit_suite timer_suite = { .name = "timer", .test_cases = timer_cases };
kunit_test_suite(timer_suite);
