// SPDX-License-Identifier: MIT
/* Tests of kernel/core/wait.c, and of all that waits: no wake-up is lost. */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/prandom.h>
#include <linux/sched/signal.h>
#include <linux/semaphore.h>
#include <linux/timer.h>
#include <linux/wait.h>

#include "tests/support/reports.h"
#include "tests/support/step.h"

static DECLARE_WAIT_QUEUE_HEAD(queue);
static bool condition;

static int init(struct kunit *test)
{
	condition = false;
	init_waitqueue_head(&queue);
	return 0;
}

/* ---- waiters ---- */

#define MAX_WAITERS 8

static struct waiter {
	struct task_struct *task;
	int kind;
	long result;
	bool back;
} waiters[MAX_WAITERS];
static unsigned int nr_waiters;
static char order[MAX_WAITERS + 1]; /* in which they came back, as digits */

enum {
	PLAIN,
	EXCLUSIVE,
	INTERRUPTIBLE,
	INTERRUPTIBLE_EXCLUSIVE,
	KILLABLE,
	TIMEOUT,
	INTERRUPTIBLE_TIMEOUT,
	WOKEN_EXCLUSIVE
};

static long wait_woken_exclusively(void)
{
	DEFINE_WAIT_FUNC(entry, woken_wake_function);

	add_wait_queue_exclusive(&queue, &entry);
	while (!READ_ONCE(condition))
		wait_woken(&entry, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
	remove_wait_queue(&queue, &entry);
	return 0;
}

static long wait_as(int kind)
{
	switch (kind) {
	case PLAIN:
		wait_event(queue, READ_ONCE(condition));
		return 0;
	case EXCLUSIVE:
		wait_event_exclusive(queue, READ_ONCE(condition));
		return 0;
	case INTERRUPTIBLE:
		return wait_event_interruptible(queue, READ_ONCE(condition));
	case INTERRUPTIBLE_EXCLUSIVE:
		return wait_event_interruptible_exclusive(queue, READ_ONCE(condition));
	case KILLABLE:
		return wait_event_killable(queue, READ_ONCE(condition));
	case TIMEOUT:
		return wait_event_timeout(queue, READ_ONCE(condition), 20);
	case WOKEN_EXCLUSIVE:
		return wait_woken_exclusively();
	default:
		return wait_event_interruptible_timeout(queue, READ_ONCE(condition), 20);
	}
}

static int waiter_thread(void *data)
{
	struct waiter *w = data;

	w->result = wait_as(w->kind);
	order[strlen(order)] = '0' + (w - waiters);
	w->back = true;
	return 0;
}

/* Lets all others do what they can. */
static void settle(void)
{
	schedule_timeout_uninterruptible(2);
}

static void add_waiter(struct kunit *test, int kind)
{
	struct waiter *w = &waiters[nr_waiters];

	*w = (struct waiter){ .kind = kind };
	w->task = kthread_run(waiter_thread, w, "waiter");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, w->task);
	nr_waiters++;
	get_task_struct(w->task);
	settle();
}

static unsigned int count_back(void)
{
	unsigned int n = 0;

	settle();
	for (unsigned int i = 0; i < nr_waiters; i++)
		n += READ_ONCE(waiters[i].back);
	return n;
}

/* Whoever still waits must be let go, or the case leaves threads behind. */
static void exit(struct kunit *test)
{
	condition = true;
	wake_up_all(&queue);
	for (unsigned int i = 0; i < nr_waiters; i++) {
		kthread_stop(waiters[i].task);
		put_task_struct(waiters[i].task);
	}
	nr_waiters = 0;
	memset(order, 0, sizeof(order));
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&queue));
}

/* ---- waking ---- */

static void a_wake_up_without_the_condition_wakes_nobody_for_good(struct kunit *test)
{
	add_waiter(test, PLAIN);
	wake_up(&queue);
	KUNIT_EXPECT_EQ(test, count_back(), 0U);
	KUNIT_EXPECT_TRUE(test, waitqueue_active(&queue));
	condition = true;
	KUNIT_EXPECT_EQ(test, count_back(), 0U);
	wake_up(&queue);
	KUNIT_EXPECT_EQ(test, count_back(), 1U);
	KUNIT_EXPECT_FALSE(test, wq_has_sleeper(&queue));
}

static void one_wake_up_is_for_one_exclusive_waiter_and_all_others(struct kunit *test)
{
	add_waiter(test, EXCLUSIVE);
	add_waiter(test, PLAIN);
	add_waiter(test, EXCLUSIVE);
	add_waiter(test, PLAIN);
	add_waiter(test, EXCLUSIVE);
	add_waiter(test, EXCLUSIVE);
	condition = true;
	wake_up(&queue);
	KUNIT_EXPECT_EQ(test, count_back(), 3U);
	KUNIT_EXPECT_TRUE(test, waiters[0].back && waiters[1].back && waiters[3].back);
	wake_up_nr(&queue, 2);
	KUNIT_EXPECT_EQ(test, count_back(), 5U);
	wake_up(&queue);
	KUNIT_EXPECT_EQ(test, count_back(), 6U);
	KUNIT_EXPECT_STREQ(test, order + 3, "245"); /* the first came back among the others */
}

static void wake_up_all_is_for_all(struct kunit *test)
{
	for (unsigned int i = 0; i < 3; i++)
		add_waiter(test, EXCLUSIVE);
	condition = true;
	wake_up_all(&queue);
	KUNIT_EXPECT_EQ(test, count_back(), 3U);
}

static void wake_up_interruptible_lets_the_others_sleep(struct kunit *test)
{
	add_waiter(test, PLAIN);
	add_waiter(test, INTERRUPTIBLE);
	condition = true;
	wake_up_interruptible(&queue);
	KUNIT_EXPECT_EQ(test, count_back(), 1U);
	KUNIT_EXPECT_TRUE(test, waiters[1].back);
	wake_up_interruptible_all(&queue);
	KUNIT_EXPECT_EQ(test, count_back(), 1U);
}

static int refuse(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	*(unsigned int *)entry->private += 1;
	return key ? -1 : 0;
}

static void an_entry_may_have_a_function_of_its_own(struct kunit *test)
{
	unsigned int first = 0, second = 0;
	struct wait_queue_entry a, b;

	init_waitqueue_func_entry(&a, refuse);
	init_waitqueue_func_entry(&b, refuse);
	a.private = &first;
	b.private = &second;
	add_wait_queue_exclusive(&queue, &a);
	add_wait_queue_exclusive(&queue, &b);
	wake_up(&queue); /* the first did not wake anybody: the next one's turn */
	KUNIT_EXPECT_EQ(test, first, 1U);
	KUNIT_EXPECT_EQ(test, second, 1U);
	__wake_up(&queue, TASK_NORMAL, 1, &a); /* below 0: stop */
	KUNIT_EXPECT_EQ(test, first, 2U);
	KUNIT_EXPECT_EQ(test, second, 1U);
	remove_wait_queue(&queue, &a);
	remove_wait_queue(&queue, &b);
}

/* ---- forms ---- */

static void a_true_condition_does_not_sleep(struct kunit *test)
{
	unsigned long switches = current->nvcsw;

	wait_event(queue, true);
	KUNIT_EXPECT_EQ(test, wait_event_timeout(queue, true, 10), 10L);
	KUNIT_EXPECT_EQ(test, wait_event_timeout(queue, true, 0), 1L);
	KUNIT_EXPECT_EQ(test, wait_event_interruptible(queue, true), 0);
	KUNIT_EXPECT_EQ(test, wait_event_interruptible_timeout(queue, true, 10), 10L);
	KUNIT_EXPECT_EQ(test, current->nvcsw, switches);
}

static void a_timeout_returns_zero_after_its_time(struct kunit *test)
{
	unsigned long start = jiffies;

	KUNIT_EXPECT_EQ(test, wait_event_timeout(queue, false, 7), 0L);
	KUNIT_EXPECT_GE(test, jiffies - start, 7UL);
	KUNIT_EXPECT_LE(test, jiffies - start, 8UL);
	KUNIT_EXPECT_EQ(test, wait_event_interruptible_timeout(queue, false, 3), 0L);
	KUNIT_EXPECT_EQ(test, wait_event_timeout(queue, false, 0), 0L);
}

static void a_timeout_returns_what_was_left(struct kunit *test)
{
	add_waiter(test, TIMEOUT);
	add_waiter(test, INTERRUPTIBLE_TIMEOUT);
	schedule_timeout_uninterruptible(5);
	condition = true;
	wake_up(&queue);
	KUNIT_EXPECT_EQ(test, count_back(), 2U);
	for (unsigned int i = 0; i < 2; i++) {
		KUNIT_EXPECT_GE(test, waiters[i].result, 9L);
		KUNIT_EXPECT_LE(test, waiters[i].result, 15L);
	}
}

static void a_condition_that_is_true_at_the_last_look_is_no_timeout(struct kunit *test)
{
	add_waiter(test, TIMEOUT);
	condition = true; /* and nobody wakes */
	schedule_timeout_uninterruptible(25);
	KUNIT_EXPECT_EQ(test, count_back(), 1U);
	KUNIT_EXPECT_EQ(test, waiters[0].result, 1L);
}

static void a_signal_ends_only_the_interruptible(struct kunit *test)
{
	for (int kind = PLAIN; kind <= INTERRUPTIBLE_TIMEOUT; kind++)
		if (kind != TIMEOUT)
			add_waiter(test, kind);
	for (unsigned int i = 0; i < nr_waiters; i++)
		signal_wake_up(waiters[i].task, false);
	KUNIT_EXPECT_EQ(test, count_back(), 3U);
	for (unsigned int i = 0; i < nr_waiters; i++) {
		bool expected = i == INTERRUPTIBLE || i == INTERRUPTIBLE_EXCLUSIVE ||
				i == nr_waiters - 1;

		KUNIT_EXPECT_EQ(test, waiters[i].back, expected);
		if (expected)
			KUNIT_EXPECT_EQ(test, waiters[i].result, (long)-ERESTARTSYS);
	}
	signal_wake_up(waiters[KILLABLE].task, true);
	KUNIT_EXPECT_EQ(test, count_back(), 4U);
	KUNIT_EXPECT_EQ(test, waiters[KILLABLE].result, (long)-ERESTARTSYS);
}

/* It has been chosen already when the signal comes: the wake-up was not for nothing. */
static void a_signal_does_not_eat_a_wake_up(struct kunit *test)
{
	add_waiter(test, INTERRUPTIBLE_EXCLUSIVE);
	add_waiter(test, INTERRUPTIBLE_EXCLUSIVE);
	signal_wake_up(waiters[0].task, false);
	condition = true;
	wake_up(&queue); /* the first is awake, and still in the queue */
	KUNIT_EXPECT_EQ(test, count_back(), 2U);
	KUNIT_EXPECT_EQ(test, waiters[1].result, 0L);
}

static void by_hand_with_prepare_and_finish(struct kunit *test)
{
	DEFINE_WAIT(entry);

	prepare_to_wait(&queue, &entry, TASK_INTERRUPTIBLE);
	KUNIT_EXPECT_TRUE(test, waitqueue_active(&queue));
	KUNIT_EXPECT_EQ(test, get_current_state(), (unsigned int)TASK_INTERRUPTIBLE);
	wake_up(&queue); /* takes the entry out */
	KUNIT_EXPECT_EQ(test, get_current_state(), (unsigned int)TASK_RUNNING);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&queue));
	KUNIT_EXPECT_TRUE(test, prepare_to_wait_exclusive(&queue, &entry, TASK_UNINTERRUPTIBLE));
	finish_wait(&queue, &entry);
	KUNIT_EXPECT_EQ(test, get_current_state(), (unsigned int)TASK_RUNNING);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&queue));
}

static void exclusive_waiters_with_woken_wake_function_are_woken_one_by_one(struct kunit *test)
{
	for (unsigned int i = 0; i < 3; i++)
		add_waiter(test, WOKEN_EXCLUSIVE);
	condition = true;
	for (unsigned int i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, strlen(order), (size_t)i);
		wake_up(&queue);
		settle();
	}
	KUNIT_EXPECT_STREQ(test, order, "012");
}

static void wait_woken_remembers_a_wake_up(struct kunit *test)
{
	DEFINE_WAIT_FUNC(entry, woken_wake_function);

	add_wait_queue(&queue, &entry);
	wake_up(&queue);
	KUNIT_EXPECT_EQ(test, wait_woken(&entry, TASK_INTERRUPTIBLE, 10), 10L);
	KUNIT_EXPECT_EQ(test, wait_woken(&entry, TASK_INTERRUPTIBLE, 2), 0L);
	remove_wait_queue(&queue, &entry);
}

static DEFINE_SPINLOCK(lock);
static bool lock_was_free;

static void set_under_lock(struct timer_list *timer)
{
	spin_lock(&lock);
	condition = true;
	lock_was_free = true;
	wake_up(&queue);
	spin_unlock(&lock);
}

static void wait_event_lock_irq_lets_the_lock_go(struct kunit *test)
{
	struct timer_list timer;

	lock_was_free = false;
	timer_setup_on_stack(&timer, set_under_lock, 0);
	mod_timer(&timer, jiffies + 2);
	spin_lock_irq(&lock);
	wait_event_lock_irq(queue, condition, lock);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	spin_unlock_irq(&lock);
	KUNIT_EXPECT_TRUE(test, lock_was_free);
	del_timer_sync(&timer);
	destroy_timer_on_stack(&timer);
}

/* ---- between any two instructions ---- */

static struct semaphore semaphore;
static struct task_struct *looper;
static struct completion shared;

static void loop_by_hand(void)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (READ_ONCE(condition))
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}

static void wait_plainly(void)
{
	wait_event(queue, READ_ONCE(condition));
}

static void wait_interruptibly(void)
{
	wait_event_interruptible_timeout(queue, READ_ONCE(condition), 500);
}

static void wait_exclusively(void)
{
	wait_event_exclusive(queue, READ_ONCE(condition));
}

static void wait_shared(void)
{
	wait_for_completion(&shared);
}

static void take_semaphore(void)
{
	down(&semaphore);
}

static void wake_looper(void)
{
	condition = true;
	wake_up_process(looper);
}

static void wake_queue(void)
{
	condition = true;
	wake_up(&queue);
}

static void complete_shared(void)
{
	complete(&shared);
}

static void give_semaphore(void)
{
	up(&semaphore);
}

static const struct encounter {
	const char *name;
	void (*wait)(void), (*wake)(void);
} encounters[] = {
	{ "loop", loop_by_hand, wake_looper },
	{ "wait_event", wait_plainly, wake_queue },
	{ "wait_event_interruptible_timeout", wait_interruptibly, wake_queue },
	{ "wait_event_exclusive", wait_exclusively, wake_queue },
	{ "completion", wait_shared, complete_shared },
	{ "semaphore", take_semaphore, give_semaphore },
};

static void describe(const struct encounter *e, char *desc)
{
	strscpy(desc, e->name, KUNIT_PARAM_DESC_SIZE);
}
KUNIT_ARRAY_PARAM(encounter, encounters, describe);

struct meeting {
	const struct encounter *encounter;
	unsigned int n;
	struct completion over;
};

static void call_wait(void *arg)
{
	((const struct encounter *)arg)->wait();
}

static int meet(void *data)
{
	struct meeting *m = data;

	looper = current;
	run_interrupted(m->n, call_wait, (void *)m->encounter, m->encounter->wake);
	complete(&m->over);
	return 0;
}

/*
 * The interrupt that ends the wait comes after the n-th instruction. When n is so large that the waiter is
 * asleep before, all places have been tried.
 */
static void no_wake_up_is_lost_between_any_two_instructions(struct kunit *test)
{
	struct meeting m = { .encounter = test->param_value };
	bool asleep = false;

	for (m.n = 1; m.n < 1000 && !asleep; m.n++) {
		struct task_struct *k;

		condition = false;
		init_completion(&shared);
		init_completion(&m.over);
		sema_init(&semaphore, 0);
		k = kthread_run(meet, &m, "meet");
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
		if (wait_for_completion_timeout(&m.over, HZ))
			continue;
		asleep = true;
		KUNIT_EXPECT_TRUE_MSG(test, interrupt_is_to_come(),
				      "asleep after an interrupt at instruction %u\n", m.n);
		m.encounter->wake();
		wait_for_completion(&m.over);
	}
	KUNIT_EXPECT_TRUE(test, asleep);
	KUNIT_EXPECT_GT(test, m.n, 40U);
}

/* ---- stress ---- */

#define STRESSED 8
#define POSTS	 4000

static struct stressed {
	struct task_struct *task;
	struct wait_queue_head wq;
	atomic_t posts;
	unsigned int taken;
	struct rnd_state rnd;
} stressed[STRESSED];

static struct rnd_state post_rnd;
static atomic_t posted;

static struct stressed *pick(struct rnd_state *rnd)
{
	return &stressed[prandom_u32_state(rnd) % STRESSED];
}

static void post(struct stressed *s)
{
	atomic_inc(&posted);
	atomic_inc(&s->posts);
	wake_up(&s->wq);
}

static void post_from_interrupt(void)
{
	post(pick(&post_rnd));
}

static void post_from_timer(struct timer_list *timer)
{
	post_from_interrupt();
	if (atomic_read(&posted) < POSTS)
		mod_timer(timer, jiffies + 1);
}

static bool take_post(struct stressed *s)
{
	return atomic_dec_if_positive(&s->posts) >= 0;
}

/* Takes what is posted to it, now and then posts to another, and is interrupted in the middle of all that. */
static void take_one(void *arg)
{
	struct stressed *s = arg;

	switch (prandom_u32_state(&s->rnd) % 3) {
	case 0:
		wait_event(s->wq, take_post(s) || kthread_should_stop());
		break;
	case 1:
		wait_event_interruptible_timeout(s->wq, take_post(s) || kthread_should_stop(),
						 1000 * HZ);
		break;
	default:
		wait_event_idle_exclusive(s->wq, take_post(s) || kthread_should_stop());
	}
	s->taken++;
}

static int take_posts(void *data)
{
	struct stressed *s = data;

	while (!kthread_should_stop()) {
		if (s == stressed) /* only one at a time may be stepped */
			run_interrupted(prandom_u32_state(&s->rnd) % 400 + 1, take_one, s,
					post_from_interrupt);
		else
			take_one(s);
		if (atomic_read(&posted) < POSTS && prandom_u32_state(&s->rnd) % 4)
			post(pick(&s->rnd));
	}
	return 0;
}

static unsigned int unread(void)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < STRESSED; i++)
		n += atomic_read(&stressed[i].posts);
	return n;
}

static void no_wake_up_is_lost_under_stress(struct kunit *test)
{
	struct timer_list timer;
	unsigned int taken = 0;

	prandom_seed_state(&post_rnd, kunit_case_seed(test));
	atomic_set(&posted, 0);
	for (unsigned int i = 0; i < STRESSED; i++) {
		struct stressed *s = &stressed[i];

		memset(s, 0, sizeof(*s));
		init_waitqueue_head(&s->wq);
		prandom_seed_state(&s->rnd, kunit_case_seed(test) + i + 1);
		s->task = kthread_create(take_posts, s, "stressed/%u", i);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, s->task);
		set_user_nice(s->task, (int)(i % 3) * 10 - 10);
	}
	for (unsigned int i = 0; i < STRESSED; i++)
		wake_up_process(stressed[i].task);
	timer_setup_on_stack(&timer, post_from_timer, 0);
	mod_timer(&timer, jiffies + 1);

	for (unsigned int second = 0; second < 120 && atomic_read(&posted) < POSTS; second++)
		msleep(1000);
	del_timer_sync(&timer);
	destroy_timer_on_stack(&timer);
	msleep(1000);
	KUNIT_EXPECT_GE(test, atomic_read(&posted), POSTS);
	KUNIT_EXPECT_EQ(test, unread(), 0U);
	for (unsigned int i = 0; i < STRESSED; i++) {
		kthread_stop(stressed[i].task);
		taken += stressed[i].taken;
	}
	KUNIT_EXPECT_GE(test, taken, (unsigned int)POSTS);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_wake_up_without_the_condition_wakes_nobody_for_good),
	KUNIT_CASE(one_wake_up_is_for_one_exclusive_waiter_and_all_others),
	KUNIT_CASE(wake_up_all_is_for_all),
	KUNIT_CASE(wake_up_interruptible_lets_the_others_sleep),
	KUNIT_CASE(an_entry_may_have_a_function_of_its_own),
	KUNIT_CASE(a_true_condition_does_not_sleep),
	KUNIT_CASE(a_timeout_returns_zero_after_its_time),
	KUNIT_CASE(a_timeout_returns_what_was_left),
	KUNIT_CASE(a_condition_that_is_true_at_the_last_look_is_no_timeout),
	KUNIT_CASE(a_signal_ends_only_the_interruptible),
	KUNIT_CASE(a_signal_does_not_eat_a_wake_up),
	KUNIT_CASE(by_hand_with_prepare_and_finish),
	KUNIT_CASE(exclusive_waiters_with_woken_wake_function_are_woken_one_by_one),
	KUNIT_CASE(wait_woken_remembers_a_wake_up),
	KUNIT_CASE(wait_event_lock_irq_lets_the_lock_go),
	KUNIT_CASE_PARAM(no_wake_up_is_lost_between_any_two_instructions, encounter_gen_params),
	KUNIT_CASE(no_wake_up_is_lost_under_stress),
	{},
};

static struct kunit_suite suite = { .name = "wait",
				    .init = init,
				    .exit = exit,
				    .test_cases = cases };
kunit_test_suite(suite);
