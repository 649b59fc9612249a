// SPDX-License-Identifier: MIT
/* Tests of kernel/core/lockdep_usage.c: locks and interrupts, which are really raised. Only in a DEBUG=1 build. */
#ifdef CONFIG_LOCKDEP
#include <kunit/test.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>

#include "tests/kernel/core/lockdep_locks.h"
#include "tests/support/reports.h"

#define TEST_IRQ     5
#define raise(irq)   asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")
#define INCONSISTENT "WARNING: inconsistent lock state"
#define INVERSION    "WARNING: possible irq lock inversion dependency detected"

static struct lockdep_locks *t;
static void (*to_do)(void);
static unsigned int line_irq;

static irqreturn_t handler(int irq, void *dev_id)
{
	to_do();
	return IRQ_HANDLED;
}

static int init(struct kunit *test)
{
	t = make_lockdep_locks();
	return t ? request_irq(TEST_IRQ, handler, 0, "lockdep_test", NULL) : -ENOMEM;
}

static void finish(struct kunit *test)
{
	free_irq(TEST_IRQ, NULL);
	drop_lockdep_locks(t);
}

static void interrupt(void (*what)(void))
{
	to_do = what;
	raise(TEST_IRQ);
}

/* ---- what handlers do ---- */

static void take_s(void)
{
	line_irq = __LINE__ + 1;
	spin_lock(&t->s);
	spin_unlock(&t->s);
}

static void try_s(void)
{
	if (spin_trylock(&t->s))
		spin_unlock(&t->s);
}

static void take_in_tasklet(struct tasklet_struct *tasklet)
{
	spin_lock(&t->s);
	spin_unlock(&t->s);
}

static DECLARE_TASKLET(tasklet, take_in_tasklet);

static void raise_tasklet(void)
{
	tasklet_schedule(&tasklet);
}

static noinline unsigned int take_s_irqs_on(void)
{
	spin_lock(&t->s);
	spin_unlock(&t->s);
	return __LINE__ - 2;
}

static void take_s_irqs_off(void)
{
	unsigned long flags;

	spin_lock_irqsave(&t->s, flags);
	spin_unlock_irqrestore(&t->s, flags);
}

/* ---- one class ---- */

static void a_lock_of_handlers_with_interrupts_off_is_silent(struct kunit *test)
{
	struct reports before = mark_reports();

	take_s_irqs_off();
	interrupt(take_s);
	take_s_irqs_off();
	EXPECT_SILENCE(test, before);
}

static void a_handlers_lock_with_interrupts_on_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();
	unsigned int line;

	interrupt(take_s);
	line = take_s_irqs_on();
	EXPECT_REPORTS(test, before, 1, INCONSISTENT);
	KUNIT_EXPECT_TRUE(test,
			  log_contains(before.log,
				       "inconsistent {IN-HARDIRQ-W} -> {HARDIRQ-ON-W} usage."));
	EXPECT_PLACE(test, before, line);
	EXPECT_PLACE(test, before, line_irq); /* the other stack */
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "    lock(s);"));
	take_s_irqs_on();
	KUNIT_EXPECT_REPORTS_SINCE(test, before.count, 1);
}

static void so_is_the_other_way_round(struct kunit *test)
{
	struct reports before = mark_reports();
	unsigned int line = take_s_irqs_on();

	interrupt(take_s);
	EXPECT_REPORTS(test, before, 1, INCONSISTENT);
	KUNIT_EXPECT_TRUE(test,
			  log_contains(before.log,
				       "inconsistent {HARDIRQ-ON-W} -> {IN-HARDIRQ-W} usage."));
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "%s/%d [HC1[1]:SC0[0]:HE0:SE1] takes:",
					  current->comm, current->pid));
	EXPECT_PLACE(test, before, line);
	EXPECT_PLACE(test, before, line_irq);
}

static void interrupts_that_come_on_under_it_count(struct kunit *test)
{
	struct reports before = mark_reports();

	interrupt(take_s);
	spin_lock_irq(&t->s);
	EXPECT_SILENCE(test, before);
	local_irq_enable();
	EXPECT_REPORTS(test, before, 1, INCONSISTENT);
	spin_unlock(&t->s);
}

static void a_handler_may_try(struct kunit *test)
{
	struct reports before = mark_reports();

	take_s_irqs_on();
	interrupt(try_s);
	EXPECT_SILENCE(test, before);
}

static void a_softirqs_lock_needs_bh_off(struct kunit *test)
{
	struct reports before = mark_reports();

	interrupt(raise_tasklet);
	spin_lock_bh(&t->s);
	spin_unlock_bh(&t->s);
	EXPECT_SILENCE(test, before);
	take_s_irqs_on();
	EXPECT_REPORTS(test, before, 1, INCONSISTENT);
	KUNIT_EXPECT_TRUE(test,
			  log_contains(before.log,
				       "inconsistent {IN-SOFTIRQ-W} -> {SOFTIRQ-ON-W} usage."));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "take_in_tasklet+0x"));
}

static void softirqs_that_come_on_under_it_count(struct kunit *test)
{
	struct reports before = mark_reports();

	interrupt(raise_tasklet);
	local_bh_disable();
	spin_lock(&t->s);
	EXPECT_SILENCE(test, before);
	local_bh_enable();
	EXPECT_REPORTS(test, before, 1, INCONSISTENT);
	spin_unlock(&t->s);
}

/* ---- through others ---- */

static noinline unsigned int t_inside_s(void)
{
	unsigned long flags;

	spin_lock_irqsave(&t->s, flags);
	spin_lock(&t->t);
	spin_unlock(&t->t);
	spin_unlock_irqrestore(&t->s, flags);
	return __LINE__ - 3;
}

static noinline unsigned int u_inside_t(void)
{
	unsigned long flags;

	spin_lock_irqsave(&t->t, flags);
	spin_lock(&t->u);
	spin_unlock(&t->u);
	spin_unlock_irqrestore(&t->t, flags);
	return __LINE__ - 3;
}

static noinline unsigned int take_u_irqs_on(void)
{
	spin_lock(&t->u);
	spin_unlock(&t->u);
	return __LINE__ - 2;
}

static void a_chain_with_interrupts_off_is_silent(struct kunit *test)
{
	struct reports before = mark_reports();

	interrupt(take_s);
	t_inside_s();
	u_inside_t();
	EXPECT_SILENCE(test, before);
}

static void an_unsafe_lock_inside_a_safe_one_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();
	unsigned int on, order;

	interrupt(take_s);
	on = take_u_irqs_on();
	u_inside_t();
	EXPECT_SILENCE(test, before);
	order = t_inside_s(); /* s, a handler's -> t -> u, with interrupts on */
	EXPECT_REPORTS(test, before, 1,
		       "WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected");
	EXPECT_PLACE(test, before, on);
	EXPECT_PLACE(test, before, order);
	EXPECT_PLACE(test, before, line_irq);
	KUNIT_EXPECT_TRUE(test,
			  log_contains(before.log,
				       "but this new dependency connects a HARDIRQ-irq-safe lock:"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, " (s){-...}-{2:2} -> (t){....}-{2:2}"));
	t_inside_s();
	KUNIT_EXPECT_REPORTS_SINCE(test, before.count, 1);
}

static void a_lock_that_becomes_unsafe_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();
	unsigned int order, on;

	interrupt(take_s);
	order = t_inside_s();
	u_inside_t();
	EXPECT_SILENCE(test, before);
	on = take_u_irqs_on();
	EXPECT_REPORTS(test, before, 1, INVERSION);
	KUNIT_EXPECT_TRUE(
		test,
		log_contains(before.log,
			     "but this lock was taken by another, HARDIRQ-safe lock in the past:"));
	EXPECT_PLACE(test, before, on);
	EXPECT_PLACE(test, before, order);
	EXPECT_PLACE(test, before, line_irq);
}

static void a_lock_that_becomes_a_handlers_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();

	t_inside_s();
	u_inside_t();
	take_u_irqs_on();
	EXPECT_SILENCE(test, before);
	interrupt(take_s);
	EXPECT_REPORTS(test, before, 1, INVERSION);
	KUNIT_EXPECT_TRUE(test,
			  log_contains(before.log,
				       "but this lock took another, HARDIRQ-unsafe lock in the past:"));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_lock_of_handlers_with_interrupts_off_is_silent),
	KUNIT_CASE(a_handlers_lock_with_interrupts_on_is_reported),
	KUNIT_CASE(so_is_the_other_way_round),
	KUNIT_CASE(interrupts_that_come_on_under_it_count),
	KUNIT_CASE(a_handler_may_try),
	KUNIT_CASE(a_softirqs_lock_needs_bh_off),
	KUNIT_CASE(softirqs_that_come_on_under_it_count),
	KUNIT_CASE(a_chain_with_interrupts_off_is_silent),
	KUNIT_CASE(an_unsafe_lock_inside_a_safe_one_is_reported),
	KUNIT_CASE(a_lock_that_becomes_unsafe_is_reported),
	KUNIT_CASE(a_lock_that_becomes_a_handlers_is_reported),
	{},
};

static struct kunit_suite suite = { .name = "lockdep_irq",
				    .init = init,
				    .exit = finish,
				    .test_cases = cases };
kunit_test_suite(suite);
#endif
