// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/core/softirq.c. The network's softirqs are used, since there is no network; hard interrupts
 * are made by an int with the vector of an unused line.
 */
#include <k896/log.h>
#include <k896/show.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#define IRQ_A 5
#define IRQ_B 10

#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

/* What happened, a letter each. */
static char story[32];
static unsigned int length;

static void note(char c)
{
	if (length < sizeof(story) - 1)
		story[length++] = c;
}

static int init(struct kunit *test)
{
	memset(story, 0, sizeof(story));
	length = 0;
	return 0;
}

static void exit(struct kunit *test)
{
	open_softirq(NET_TX_SOFTIRQ, NULL);
	open_softirq(NET_RX_SOFTIRQ, NULL);
}

static unsigned int seen_count;
static bool seen_irqs_off, seen_serving;

static void tx(struct softirq_action *self)
{
	note('t');
	seen_count = preempt_count();
	seen_irqs_off = irqs_disabled();
	seen_serving = in_serving_softirq();
}

static void rx(struct softirq_action *self)
{
	note('r');
}

static irqreturn_t raise_both(int irq, void *dev_id)
{
	raise_softirq(NET_RX_SOFTIRQ);
	raise_softirq_irqoff(NET_TX_SOFTIRQ);
	raise_softirq_irqoff(NET_TX_SOFTIRQ);
	note('h');
	return IRQ_HANDLED;
}

static irqreturn_t raise_b(int irq, void *dev_id)
{
	note('(');
	raise(IRQ_B);
	note(')');
	return IRQ_HANDLED;
}

static void on_line(struct kunit *test, unsigned int irq, irq_handler_t handler)
{
	KUNIT_ASSERT_EQ(test, request_irq(irq, handler, 0, "softirq_test", NULL), 0);
}

/* ---- when ---- */

static void it_runs_when_the_handler_returns_in_order_and_once(struct kunit *test)
{
	open_softirq(NET_TX_SOFTIRQ, tx);
	open_softirq(NET_RX_SOFTIRQ, rx);
	on_line(test, IRQ_A, raise_both);
	raise(IRQ_A);
	note('.');
	free_irq(IRQ_A, NULL);
	KUNIT_EXPECT_STREQ(test, story, "htr.");
}

static void it_runs_when_the_outermost_handler_returns(struct kunit *test)
{
	open_softirq(NET_TX_SOFTIRQ, tx);
	open_softirq(NET_RX_SOFTIRQ, rx);
	on_line(test, IRQ_A, raise_b);
	on_line(test, IRQ_B, raise_both);
	raise(IRQ_A);
	free_irq(IRQ_A, NULL);
	free_irq(IRQ_B, NULL);
	KUNIT_EXPECT_STREQ(test, story, "(h)tr");
}

static void its_context_is_softirq_with_interrupts_on(struct kunit *test)
{
	open_softirq(NET_TX_SOFTIRQ, tx);
	on_line(test, IRQ_A, raise_both);
	raise(IRQ_A);
	free_irq(IRQ_A, NULL);
	KUNIT_EXPECT_EQ(test, seen_count, SOFTIRQ_OFFSET);
	KUNIT_EXPECT_FALSE(test, seen_irqs_off);
	KUNIT_EXPECT_TRUE(test, seen_serving);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
	KUNIT_EXPECT_EQ(test, local_softirq_pending(), 0);
}

/* The handler raises both again: they must wait for this one. */
static void is_interrupted(struct softirq_action *self)
{
	open_softirq(NET_RX_SOFTIRQ, rx);
	note('[');
	raise(IRQ_A);
	note(']');
}

static void softirqs_do_not_nest(struct kunit *test)
{
	open_softirq(NET_TX_SOFTIRQ, tx);
	open_softirq(NET_RX_SOFTIRQ, is_interrupted);
	on_line(test, IRQ_A, raise_both);
	local_bh_disable();
	raise_softirq(NET_RX_SOFTIRQ);
	local_bh_enable();
	free_irq(IRQ_A, NULL);
	KUNIT_EXPECT_STREQ(test, story, "[h]tr");
}

/* ---- local_bh_disable ---- */

static void bh_disable_keeps_it_away_until_the_last_enable(struct kunit *test)
{
	open_softirq(NET_TX_SOFTIRQ, tx);
	open_softirq(NET_RX_SOFTIRQ, rx);
	on_line(test, IRQ_A, raise_both);
	local_bh_disable();
	KUNIT_EXPECT_TRUE(test, in_softirq());
	KUNIT_EXPECT_FALSE(test, in_serving_softirq());
	local_bh_disable();
	raise(IRQ_A);
	note('1');
	local_bh_enable();
	note('2');
	local_bh_enable();
	note('3');
	free_irq(IRQ_A, NULL);
	KUNIT_EXPECT_STREQ(test, story, "h12tr3");
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
}

static void bh_enable_with_interrupts_off_is_reported(struct kunit *test)
{
	open_softirq(NET_TX_SOFTIRQ, tx);
	local_irq_disable();
	local_bh_disable();
	raise_softirq_irqoff(NET_TX_SOFTIRQ);
	local_bh_enable();
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	KUNIT_EXPECT_STREQ(test, story, "");
	local_irq_enable();
	KUNIT_EXPECT_REPORTS(test, 1);
	msleep(20);
	KUNIT_EXPECT_STREQ(test, story, "t");
}

/* ---- from a task, and floods ---- */

static char server[TASK_COMM_LEN];

static void who_serves(struct softirq_action *self)
{
	note('t');
	strscpy(server, current->comm, sizeof(server));
}

static void raised_by_a_task_it_is_ksoftirqds(struct kunit *test)
{
	open_softirq(NET_TX_SOFTIRQ, who_serves);
	raise_softirq(NET_TX_SOFTIRQ);
	yield();
	KUNIT_EXPECT_STREQ(test, story, "t");
	KUNIT_EXPECT_STREQ(test, server, "ksoftirqd/0");
}

#define FLOOD 10000
static unsigned int left, by_ksoftirqd;

static void flood(struct softirq_action *self)
{
	by_ksoftirqd += !strcmp(current->comm, "ksoftirqd/0");
	ndelay(20000);
	if (--left)
		raise_softirq(NET_TX_SOFTIRQ);
}

/* 10,000 times 20 us: 200 ms in which tasks would not run if each were served at once. */
static void a_flood_leaves_time_for_tasks(struct kunit *test)
{
	unsigned int turns = 0, last = FLOOD;

	left = FLOOD;
	by_ksoftirqd = 0;
	open_softirq(NET_TX_SOFTIRQ, flood);
	raise_softirq(NET_TX_SOFTIRQ);
	while (READ_ONCE(left)) {
		turns += left != last;
		last = left;
		cond_resched();
	}
	KUNIT_EXPECT_GE(test, turns, 5);
	KUNIT_EXPECT_GT(test, by_ksoftirqd, FLOOD / 2);
}

static void a_flood_in_interrupts_is_handed_on(struct kunit *test)
{
	left = 100;
	by_ksoftirqd = 0;
	open_softirq(NET_TX_SOFTIRQ, flood);
	on_line(test, IRQ_A, raise_both);
	raise(IRQ_A);
	KUNIT_EXPECT_GT(test, READ_ONCE(left), 80); /* ten rounds, and the task goes on */
	while (READ_ONCE(left))
		yield();
	free_irq(IRQ_A, NULL);
	KUNIT_EXPECT_GT(test, by_ksoftirqd, 50);
}

/* ---- softirqs that go wrong ---- */

static void leaks(struct softirq_action *self)
{
	preempt_disable();
}

static void a_leaked_preempt_count_is_reported_and_mended(struct kunit *test)
{
	u32 since = log_position();

	open_softirq(NET_TX_SOFTIRQ, leaks);
	on_line(test, IRQ_A, raise_both);
	raise(IRQ_A);
	free_irq(IRQ_A, NULL);
	KUNIT_EXPECT_EQ(test, log_count(since, "huh, entered softirq 2 NET_TX leaks+"), 1);
	KUNIT_EXPECT_TRUE(test, log_contains(since,
					     "with preempt_count 00000100, exited with 00000101?"));
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
	KUNIT_EXPECT_REPORTS(test, 1);
}

static void one_without_a_function_is_nothing(struct kunit *test)
{
	raise_softirq(NET_RX_SOFTIRQ);
	msleep(20);
	KUNIT_EXPECT_EQ(test, local_softirq_pending(), 0);
}

/* ---- /proc/softirqs ---- */

static void softirqs_are_shown_as_linux_shows_them(struct kunit *test)
{
	static char text[1024];
	struct seq_file m;

	seq_init(&m, text, sizeof(text) - 1, NULL);
	softirqs_show(&m);
	text[m.count] = 0;
	KUNIT_EXPECT_EQ(test, strncmp(text, "                    CPU0       \n          HI: ", 46),
			0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "\n     TASKLET: "));
}

static struct kunit_case softirq_cases[] = {
	KUNIT_CASE(it_runs_when_the_handler_returns_in_order_and_once),
	KUNIT_CASE(it_runs_when_the_outermost_handler_returns),
	KUNIT_CASE(its_context_is_softirq_with_interrupts_on),
	KUNIT_CASE(softirqs_do_not_nest),
	KUNIT_CASE(bh_disable_keeps_it_away_until_the_last_enable),
	KUNIT_CASE(bh_enable_with_interrupts_off_is_reported),
	KUNIT_CASE(raised_by_a_task_it_is_ksoftirqds),
	KUNIT_CASE(a_flood_leaves_time_for_tasks),
	KUNIT_CASE(a_flood_in_interrupts_is_handed_on),
	KUNIT_CASE(a_leaked_preempt_count_is_reported_and_mended),
	KUNIT_CASE(one_without_a_function_is_nothing),
	KUNIT_CASE(softirqs_are_shown_as_linux_shows_them),
	{},
};

static struct kunit_suite softirq_suite = {
	.name = "softirq",
	.init = init,
	.exit = exit,
	.test_cases = softirq_cases,
};
kunit_test_suite(softirq_suite);
