// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/core/tasklet.c. Tasklets that a task schedules run when it enables softirqs again; there
 * local_bh_enable() holds one preempt count, so they see 0x101.
 */
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/string.h>

#define IRQ_A 5

#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

struct teller {
	struct tasklet_struct tasklet;
	char letter;
	int again; /* how often it schedules itself */
	unsigned int count_seen;
};

static char story[32];
static unsigned int length;

static void tell(struct tasklet_struct *t)
{
	struct teller *teller = from_tasklet(teller, t, tasklet);

	if (length < sizeof(story) - 1)
		story[length++] = teller->letter;
	teller->count_seen = preempt_count();
	if (teller->again-- > 0)
		tasklet_schedule(t);
}

static struct teller a, b, c;

static int init(struct kunit *test)
{
	memset(story, 0, sizeof(story));
	length = 0;
	a = (struct teller){ .letter = 'a' };
	b = (struct teller){ .letter = 'b' };
	c = (struct teller){ .letter = 'c' };
	tasklet_setup(&a.tasklet, tell);
	tasklet_setup(&b.tasklet, tell);
	tasklet_setup(&c.tasklet, tell);
	return 0;
}

/* ---- running ---- */

static void it_runs_once_however_often_it_is_scheduled(struct kunit *test)
{
	local_bh_disable();
	tasklet_schedule(&a.tasklet);
	tasklet_schedule(&a.tasklet);
	KUNIT_EXPECT_STREQ(test, story, "");
	local_bh_enable();
	KUNIT_EXPECT_STREQ(test, story, "a");
	local_bh_disable();
	tasklet_schedule(&a.tasklet);
	local_bh_enable();
	KUNIT_EXPECT_STREQ(test, story, "aa");
	KUNIT_EXPECT_EQ(test, a.count_seen & SOFTIRQ_MASK, SOFTIRQ_OFFSET);
}

static void they_run_in_order_the_hi_ones_first(struct kunit *test)
{
	local_bh_disable();
	tasklet_schedule(&b.tasklet);
	tasklet_schedule(&a.tasklet);
	tasklet_hi_schedule(&c.tasklet);
	local_bh_enable();
	KUNIT_EXPECT_STREQ(test, story, "cba");
}

static irqreturn_t schedules_a(int irq, void *dev_id)
{
	tasklet_schedule(&a.tasklet);
	return IRQ_HANDLED;
}

static void scheduled_by_a_handler_it_runs_right_after(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, schedules_a, 0, "tasklet_test", NULL), 0);
	raise(IRQ_A);
	KUNIT_EXPECT_STREQ(test, story, "a");
	free_irq(IRQ_A, NULL);
}

static void scheduled_by_a_task_it_runs_soon(struct kunit *test)
{
	tasklet_schedule(&a.tasklet);
	msleep(20);
	KUNIT_EXPECT_STREQ(test, story, "a");
}

static void it_may_schedule_itself(struct kunit *test)
{
	a.again = 2;
	local_bh_disable();
	tasklet_schedule(&a.tasklet);
	tasklet_schedule(&b.tasklet);
	local_bh_enable();
	KUNIT_EXPECT_STREQ(test, story, "abaa");
}

static unsigned long given;

static void take_data(unsigned long data)
{
	given = data;
}

static void the_old_form_gets_its_data(struct kunit *test)
{
	struct tasklet_struct old;

	tasklet_init(&old, take_data, 42);
	local_bh_disable();
	tasklet_schedule(&old);
	local_bh_enable();
	KUNIT_EXPECT_EQ(test, given, 42);
}

static DECLARE_TASKLET_DISABLED(declared, tell);

static void one_declared_disabled_waits(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, atomic_read(&declared.count), 1);
	tasklet_schedule(&declared);
	msleep(20);
	KUNIT_EXPECT_TRUE(test, test_bit(TASKLET_STATE_SCHED, &declared.state));
	tasklet_kill(&declared);
	KUNIT_EXPECT_EQ(test, declared.state, 0);
}

/* ---- disabled ---- */

static void a_disabled_one_waits_for_its_last_enable(struct kunit *test)
{
	tasklet_disable(&a.tasklet);
	tasklet_disable_nosync(&a.tasklet);
	local_bh_disable();
	tasklet_schedule(&a.tasklet);
	tasklet_schedule(&b.tasklet);
	local_bh_enable();
	KUNIT_EXPECT_STREQ(test, story, "b");
	tasklet_enable(&a.tasklet);
	msleep(20);
	KUNIT_EXPECT_STREQ(test, story, "b");
	tasklet_enable(&a.tasklet);
	msleep(20);
	KUNIT_EXPECT_STREQ(test, story, "ba");
}

static void a_disabled_one_costs_no_time(struct kunit *test)
{
	tasklet_disable(&a.tasklet);
	tasklet_hi_schedule(&a.tasklet);
	msleep(20);
	KUNIT_EXPECT_EQ(test, local_softirq_pending(), 0);
	tasklet_enable(&a.tasklet);
	KUNIT_EXPECT_NE(test, local_softirq_pending(), 0);
	msleep(20);
	KUNIT_EXPECT_STREQ(test, story, "a");
}

/* ---- kill ---- */

static void kill_lets_a_scheduled_one_run(struct kunit *test)
{
	preempt_disable(); /* ksoftirqd must not be first */
	tasklet_schedule(&a.tasklet);
	preempt_enable();
	tasklet_kill(&a.tasklet);
	KUNIT_EXPECT_STREQ(test, story, "a");
	KUNIT_EXPECT_EQ(test, a.tasklet.state, 0);
	tasklet_kill(&a.tasklet);
	KUNIT_EXPECT_STREQ(test, story, "a");
}

static void kill_takes_a_disabled_one_out(struct kunit *test)
{
	tasklet_disable(&b.tasklet);
	local_bh_disable();
	tasklet_schedule(&a.tasklet);
	tasklet_schedule(&b.tasklet);
	tasklet_schedule(&c.tasklet);
	local_bh_enable();
	tasklet_kill(&b.tasklet);
	KUNIT_EXPECT_EQ(test, b.tasklet.state, 0);
	tasklet_enable(&b.tasklet);
	local_bh_disable();
	tasklet_schedule(&a.tasklet); /* the queue is whole */
	tasklet_schedule(&b.tasklet);
	local_bh_enable();
	KUNIT_EXPECT_STREQ(test, story, "acab");
}

static void kills_itself(struct tasklet_struct *t)
{
	story[length++] = 'k';
	tasklet_kill(t);
}

/* a b c wait; b goes from the middle, then c from the end, and whoever comes next is queued behind a. */
static void kill_takes_one_out_from_between_others(struct kunit *test)
{
	struct teller *all[] = { &a, &b, &c };

	for (unsigned int i = 0; i < ARRAY_SIZE(all); i++)
		tasklet_disable(&all[i]->tasklet);
	local_bh_disable();
	for (unsigned int i = 0; i < ARRAY_SIZE(all); i++)
		tasklet_schedule(&all[i]->tasklet);
	local_bh_enable();
	tasklet_kill(&b.tasklet);
	tasklet_kill(&c.tasklet);
	local_bh_disable();
	for (unsigned int i = 0; i < ARRAY_SIZE(all); i++)
		tasklet_enable(&all[i]->tasklet);
	local_bh_enable();
	KUNIT_EXPECT_STREQ(test, story, "a");
	local_bh_disable();
	tasklet_schedule(&c.tasklet);
	tasklet_schedule(&b.tasklet);
	local_bh_enable();
	KUNIT_EXPECT_STREQ(test, story, "acb");
}

static void killing_itself_is_reported_and_does_not_hang(struct kunit *test)
{
	tasklet_setup(&a.tasklet, kills_itself);
	local_bh_disable();
	tasklet_schedule(&a.tasklet);
	local_bh_enable();
	KUNIT_EXPECT_STREQ(test, story, "k");
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_EQ(test, a.tasklet.state, 0);
}

/* ---- going wrong ---- */

static void leaks(struct tasklet_struct *t)
{
	preempt_disable();
}

static void a_leaked_preempt_count_is_reported_and_mended(struct kunit *test)
{
	u32 since = log_position();

	tasklet_setup(&a.tasklet, leaks);
	local_bh_disable();
	tasklet_schedule(&a.tasklet);
	tasklet_schedule(&b.tasklet);
	local_bh_enable();
	KUNIT_EXPECT_EQ(test, log_count(since, "preempt leak: 00000101 -> 00000102"), 1);
	KUNIT_EXPECT_TRUE(test, log_contains(since, "tasklet: leaks+"));
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_EQ(test, b.count_seen, SOFTIRQ_OFFSET + PREEMPT_OFFSET);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
}

static struct kunit_case tasklet_cases[] = {
	KUNIT_CASE(it_runs_once_however_often_it_is_scheduled),
	KUNIT_CASE(they_run_in_order_the_hi_ones_first),
	KUNIT_CASE(scheduled_by_a_handler_it_runs_right_after),
	KUNIT_CASE(scheduled_by_a_task_it_runs_soon),
	KUNIT_CASE(it_may_schedule_itself),
	KUNIT_CASE(the_old_form_gets_its_data),
	KUNIT_CASE(one_declared_disabled_waits),
	KUNIT_CASE(a_disabled_one_waits_for_its_last_enable),
	KUNIT_CASE(a_disabled_one_costs_no_time),
	KUNIT_CASE(kill_lets_a_scheduled_one_run),
	KUNIT_CASE(kill_takes_a_disabled_one_out),
	KUNIT_CASE(kill_takes_one_out_from_between_others),
	KUNIT_CASE(killing_itself_is_reported_and_does_not_hang),
	KUNIT_CASE(a_leaked_preempt_count_is_reported_and_mended),
	{},
};

static struct kunit_suite tasklet_suite = { .name = "tasklet",
					    .init = init,
					    .test_cases = tasklet_cases };
kunit_test_suite(tasklet_suite);
