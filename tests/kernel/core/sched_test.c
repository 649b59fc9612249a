// SPDX-License-Identifier: MIT
/* Tests of kernel/core/sched.c and tasks.c. */
#include <asm/processor.h>
#include <k896/check.h>
#include <k896/log.h>
#include <k896/monitor.h>
#include <k896/show.h>
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>
#include <linux/seq_file.h>
#include <linux/wait.h>

#include "tests/support/noticed.h"
#include "tests/support/reports.h"

static long live_threads(void)
{
	return nr_threads;
}
KUNIT_LEDGER("threads", NULL,
	     live_threads); /* drain_all(), the free pages' own, waits for the dying */
KUNIT_INVARIANT("sched", sched_check);

#define TEST_IRQ   5
#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

/* What happened, a letter each. */
static char story[64];
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

/* Whatever a case did to the priority of the task that runs the tests. */
static void exit(struct kunit *test)
{
	sched_set_normal(current, 0);
}

static struct task_struct *make(struct kunit *test, int (*fn)(void *data), void *data, int nice)
{
	struct task_struct *k = kthread_create(fn, data, "sched_test");

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
	set_user_nice(k, nice);
	return k;
}

/* ---- turns ---- */

struct spinner {
	struct task_struct *task;
	unsigned long turns;
};

/*
 * Never calls anything that could give the CPU away. It is halted until the next interrupt, which the scheduler
 * cannot tell from a loop; but a halted CPU costs the host nothing.
 */
static int spin(void *data)
{
	struct spinner *s = data;

	while (!kthread_should_stop()) {
		halt();
		WRITE_ONCE(s->turns, s->turns + 1);
	}
	return 0;
}

static void start_spinners(struct kunit *test, struct spinner *s, const int *nice, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		s[i].turns = 0;
		s[i].task = make(test, spin, &s[i], nice[i]);
	}
	for (unsigned int i = 0; i < n; i++)
		wake_up_process(s[i].task);
}

static void stop_spinners(struct spinner *s, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		kthread_stop(s[i].task);
}

static void two_spinning_threads_both_progress(struct kunit *test)
{
	static const int nice[] = { 0, 0 };
	struct spinner s[2];
	unsigned long before;

	start_spinners(test, s, nice, 2);
	msleep(150);
	KUNIT_EXPECT_GT(test, s[0].turns, 0UL);
	KUNIT_EXPECT_GT(test, s[1].turns, 0UL);
	before = s[0].turns;
	msleep(150);
	KUNIT_EXPECT_GT(test, s[0].turns, before);
	stop_spinners(s, 2);
}

/* A host that is busy takes ticks away. */
static void skip_if_the_clock_is_the_hosts(struct kunit *test)
{
	if (!cycles_are_instructions())
		kunit_skip(test, "counts ticks: make test T=sched");
}

static void equal_priorities_share_alike(struct kunit *test)
{
	static const int nice[] = { 0, 0, 0, 0 };
	struct spinner s[4];

	skip_if_the_clock_is_the_hosts(test);
	set_user_nice(current, -20);
	start_spinners(test, s, nice, 4);
	schedule_timeout_uninterruptible(160);
	for (unsigned int i = 0; i < 4; i++) {
		KUNIT_EXPECT_GE(test, s[i].task->stime, 40UL - RR_TIMESLICE);
		KUNIT_EXPECT_LE(test, s[i].task->stime, 40UL + RR_TIMESLICE);
	}
	stop_spinners(s, 4);
}

/* ---- slices ---- */

static unsigned long starts[16]; /* when somebody else began to run */
static unsigned int nr_starts;
static struct task_struct *last_runner;

static int spin_and_note(void *unused)
{
	for (; !kthread_should_stop(); halt()) {
		if (READ_ONCE(last_runner) == current)
			continue;
		last_runner = current;
		if (nr_starts < ARRAY_SIZE(starts))
			starts[nr_starts++] = jiffies;
	}
	return 0;
}

/* Of whatever level: also the highest that ordinary tasks may have is shared. */
static void equals_take_turns_of_a_full_slice(struct kunit *test)
{
	static const int nice[] = { 0, -20, 19 };
	struct task_struct *k[2];

	skip_if_the_clock_is_the_hosts(test);
	sched_set_fifo(current);
	for (unsigned int i = 0; i < ARRAY_SIZE(nice); i++) {
		nr_starts = 0;
		last_runner = NULL;
		for (unsigned int j = 0; j < 2; j++)
			k[j] = make(test, spin_and_note, NULL, nice[i]);
		wake_up_process(k[0]);
		wake_up_process(k[1]);
		schedule_timeout_uninterruptible(8 * RR_TIMESLICE);
		for (unsigned int j = 0; j < 2; j++)
			kthread_stop(k[j]);
		KUNIT_EXPECT_GE(test, nr_starts, 7U);
		for (unsigned int j = 1; j < min(nr_starts, 7U); j++)
			KUNIT_EXPECT_EQ(test, starts[j] - starts[j - 1],
					(unsigned long)RR_TIMESLICE);
	}
}

static void a_higher_priority_has_all_of_the_time(struct kunit *test)
{
	static const int nice[] = { 10, -10, 0 };
	struct spinner s[3];

	skip_if_the_clock_is_the_hosts(test);
	set_user_nice(current, -20);
	start_spinners(test, s, nice, 3);
	schedule_timeout_uninterruptible(40);
	KUNIT_EXPECT_GE(test, s[1].task->stime, 39UL);
	KUNIT_EXPECT_EQ(test, s[0].turns + s[2].turns, 0UL);

	set_user_nice(s[1].task, 19); /* it falls behind both, while it runs */
	schedule_timeout_uninterruptible(40);
	KUNIT_EXPECT_GE(test, s[2].task->stime, 39UL);
	KUNIT_EXPECT_EQ(test, s[0].turns, 0UL);
	for (unsigned int i = 0; i < 3;
	     i++) /* or the low ones would not get to see that they should stop */
		set_user_nice(s[i].task, 0);
	stop_spinners(s, 3);
}

static void fifo_goes_before_everybody_and_has_no_slices(struct kunit *test)
{
	static const int nice[] = { -20, -20 };
	struct spinner s[2];

	sched_set_fifo(current);
	start_spinners(test, s, nice, 2);
	sched_set_fifo(s[0].task);
	sched_set_fifo(s[1].task);
	KUNIT_EXPECT_EQ(test, s[0].turns + s[1].turns, 0UL);
	set_user_nice(s[0].task, 19); /* has no effect yet */
	KUNIT_EXPECT_EQ(test, s[0].task->prio, MAX_RT_PRIO / 2);
	KUNIT_EXPECT_EQ(test, task_nice(s[0].task), 19);
	for (unsigned int i = 0; i < 2; i++)
		sched_set_normal(s[i].task, 0);
	KUNIT_EXPECT_EQ(test, s[0].task->prio, DEFAULT_PRIO);
	sched_set_normal(current, 0);
	stop_spinners(s, 2);
}

static int note_and_yield(void *data)
{
	for (unsigned int i = 0; i < 3; i++) {
		note(*(char *)data);
		yield();
	}
	return 0;
}

static int note_twice_three_slices_apart(void *letter)
{
	unsigned long end = jiffies + 3 * RR_TIMESLICE;

	note(*(char *)letter);
	while (time_before(READ_ONCE(jiffies), end))
		halt();
	note(*(char *)letter);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static void fifo_equals_do_not_take_turns(struct kunit *test)
{
	struct task_struct *a = make(test, note_twice_three_slices_apart, "a", 0);
	struct task_struct *b = make(test, note_twice_three_slices_apart, "b", 0);

	sched_set_fifo(a);
	sched_set_fifo(b);
	preempt_disable();
	wake_up_process(a);
	wake_up_process(b);
	preempt_enable();
	schedule_timeout_uninterruptible(1);
	kthread_stop(a);
	kthread_stop(b);
	KUNIT_EXPECT_STREQ(test, story, "aabb");
}

static void yield_goes_round_in_order(struct kunit *test)
{
	struct task_struct *k[3];

	for (unsigned int i = 0; i < 3; i++)
		k[i] = get_task_struct(make(test, note_and_yield, &"ABC"[i], 0));
	for (unsigned int i = 0; i < 3; i++)
		wake_up_process(k[i]);
	for (unsigned int i = 0; i < 8; i++)
		yield();
	KUNIT_EXPECT_STREQ(test, story, "ABCABCABC");
	for (unsigned int i = 0; i < 3; i++) {
		kthread_stop(k[i]);
		put_task_struct(k[i]);
	}
}

static void yield_alone_comes_back(struct kunit *test)
{
	unsigned long switches = current->nvcsw;

	yield();
	schedule();
	KUNIT_EXPECT_EQ(test, current->nvcsw, switches);
	KUNIT_EXPECT_EQ(test, cond_resched(), 0);
}

static void nice_values_are_cut_to_their_range(struct kunit *test)
{
	set_user_nice(current, -100);
	KUNIT_EXPECT_EQ(test, task_nice(current), MIN_NICE);
	set_user_nice(current, 100);
	KUNIT_EXPECT_EQ(test, task_nice(current), MAX_NICE);
	KUNIT_EXPECT_EQ(test, current->prio, MAX_PRIO - 1);
	sched_set_normal(current, 100);
	KUNIT_EXPECT_EQ(test, task_nice(current), MAX_NICE);
	sched_set_normal(current, -100);
	KUNIT_EXPECT_EQ(test, task_nice(current), MIN_NICE);
	sched_set_normal(current, 3);
	KUNIT_EXPECT_EQ(test, task_nice(current), 3);
	KUNIT_EXPECT_EQ(test, current->prio, DEFAULT_PRIO + 3);
}

/* ---- wake-up and preemption ---- */

/* Notes its letter each time it is woken. */
static int note_when_woken(void *data)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
		note(*(char *)data);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

/* Asleep in note_when_woken(), with nothing noted yet. */
static struct task_struct *make_sleeper(struct kunit *test, const char *letter, int nice)
{
	struct task_struct *k = make(test, note_when_woken, (void *)letter, nice);

	wake_up_process(k);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_EQ(test, task_state_to_char(k), 'S');
	return k;
}

/* Its last wake-up notes too. */
static void end_sleeper(struct task_struct *k)
{
	kthread_stop(k);
}

static void a_woken_thread_of_higher_priority_runs_at_once(struct kunit *test)
{
	struct task_struct *high = make_sleeper(test, "H", -10);
	unsigned long before = current->nivcsw;

	note('(');
	KUNIT_EXPECT_EQ(test, wake_up_process(high), 1);
	note(')');
	KUNIT_EXPECT_STREQ(test, story, "(H)");
	KUNIT_EXPECT_EQ(test, current->nivcsw, before + 1);
	end_sleeper(high);
}

static void a_woken_thread_of_equal_or_lower_priority_waits(struct kunit *test)
{
	struct task_struct *same = make_sleeper(test, "S", 0), *low = make_sleeper(test, "L", 10);

	preempt_disable();
	wake_up_process(low);
	wake_up_process(same);
	KUNIT_EXPECT_FALSE(test, need_resched());
	preempt_enable();
	note(')');
	yield();
	KUNIT_EXPECT_STREQ(test, story, ")S");
	schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_STREQ(test, story, ")SL");
	end_sleeper(same);
	end_sleeper(low);
}

static void a_change_of_priority_counts_at_once(struct kunit *test)
{
	struct task_struct *other = make_sleeper(test, "O", 10);

	wake_up_process(other);
	note('1');
	set_user_nice(other, -10); /* now it is higher than this task */
	note('2');
	set_user_nice(other, 0);
	wake_up_process(other);
	note('3');
	set_user_nice(current, 10); /* now this task is lower */
	note('4');
	KUNIT_EXPECT_STREQ(test, story, "1O23O4");
	set_user_nice(current, 0);
	end_sleeper(other);
}

static void preemption_waits_for_preempt_enable(struct kunit *test)
{
	struct task_struct *high = make_sleeper(test, "H", -10);

	preempt_disable();
	preempt_disable();
	wake_up_process(high);
	note('1');
	preempt_enable();
	note('2');
	preempt_enable();
	note('3');
	KUNIT_EXPECT_STREQ(test, story, "12H3");
	end_sleeper(high);
}

static void preemption_waits_for_the_lock(struct kunit *test)
{
	struct task_struct *high = make_sleeper(test, "H", -10);
	static DEFINE_SPINLOCK(lock);
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	wake_up_process(high);
	note('1');
	spin_unlock_irqrestore(&lock, flags);
	note('2');
	spin_lock_bh(&lock);
	wake_up_process(high);
	note('3');
	spin_unlock_bh(&lock);
	note('4');
	KUNIT_EXPECT_STREQ(test, story, "1H23H4");
	end_sleeper(high);
}

static void preemption_waits_for_interrupts(struct kunit *test)
{
	struct task_struct *high = make_sleeper(test, "H", -10);

	local_irq_disable();
	wake_up_process(high);
	note('1');
	local_irq_enable();
	preempt_disable();
	note('2');
	preempt_enable();
	note('3');
	KUNIT_EXPECT_STREQ(test, story, "12H3");
	end_sleeper(high);
}

static struct task_struct *to_wake;

static irqreturn_t wake_it(int irq, void *dev_id)
{
	note('(');
	wake_up_process(to_wake);
	note(')');
	return IRQ_HANDLED;
}

static void an_interrupt_returns_to_whom_it_woke(struct kunit *test)
{
	to_wake = make_sleeper(test, "H", -10);
	KUNIT_ASSERT_EQ(test, request_irq(TEST_IRQ, wake_it, 0, "sched_test", NULL), 0);
	raise(TEST_IRQ);
	note('1');
	KUNIT_EXPECT_STREQ(test, story, "()H1");

	preempt_disable();
	raise(TEST_IRQ);
	note('2');
	preempt_enable();
	note('3');
	KUNIT_EXPECT_STREQ(test, story, "()H1()2H3");
	free_irq(TEST_IRQ, NULL);
	end_sleeper(to_wake);
}

/* It is about to sleep, and loses the CPU: it must stay in the queue, or nobody would ever wake it. */
static void a_task_preempted_on_its_way_to_sleep_stays_runnable(struct kunit *test)
{
	struct task_struct *high = make_sleeper(test, "H", -10);

	set_current_state(TASK_UNINTERRUPTIBLE);
	wake_up_process(high); /* switches to it and comes back */
	KUNIT_EXPECT_EQ(test, get_current_state(), (unsigned int)TASK_UNINTERRUPTIBLE);
	__set_current_state(TASK_RUNNING);
	KUNIT_EXPECT_STREQ(test, story, "H");
	end_sleeper(high);
}

static void a_wake_up_before_schedule_is_not_lost(struct kunit *test)
{
	unsigned long switches = current->nvcsw;

	set_current_state(TASK_UNINTERRUPTIBLE);
	KUNIT_EXPECT_EQ(test, wake_up_process(current), 1);
	schedule();
	KUNIT_EXPECT_EQ(test, current->nvcsw, switches);
	KUNIT_EXPECT_EQ(test, wake_up_process(current), 0);
}

static void wake_up_state_looks_at_the_state(struct kunit *test)
{
	struct task_struct *k = make_sleeper(test, "x", 0);

	KUNIT_EXPECT_EQ(test, wake_up_state(k, TASK_UNINTERRUPTIBLE), 0);
	KUNIT_EXPECT_EQ(test, wake_up_state(k, TASK_INTERRUPTIBLE), 1);
	KUNIT_EXPECT_EQ(test, wake_up_state(k, TASK_INTERRUPTIBLE), 0);
	end_sleeper(k);
}

static void a_signal_ends_an_interruptible_sleep(struct kunit *test)
{
	unsigned long switches = current->nvcsw;

	signal_wake_up(current, false);
	set_current_state(TASK_INTERRUPTIBLE);
	schedule();
	KUNIT_EXPECT_EQ(test, current->nvcsw, switches);
	set_current_state(TASK_KILLABLE); /* not fatal: sleeps */
	schedule_timeout(1);
	KUNIT_EXPECT_EQ(test, current->nvcsw, switches + 1);
	signal_wake_up(current, true);
	set_current_state(TASK_KILLABLE);
	schedule();
	KUNIT_EXPECT_EQ(test, current->nvcsw, switches + 1);
	clear_signals(current);
}

static void nobody_but_the_idle_task_runs_while_all_sleep(struct kunit *test)
{
	unsigned long idle = init_task.stime, mine = current->stime;

	skip_if_the_clock_is_the_hosts(test);
	schedule_timeout_uninterruptible(100);
	KUNIT_EXPECT_GE(test, init_task.stime - idle, 99UL);
	KUNIT_EXPECT_LE(test, current->stime - mine, 1UL);
}

/* ---- looking at them ---- */

static void ps_tells_who_waits_where(struct kunit *test)
{
	struct task_struct *k = make_sleeper(test, "x", 0);
	static char text[4096];
	struct seq_file m;
	char line[80];

	seq_init(&m, text, sizeof(text) - 1, NULL);
	ps_show(&m);
	text[m.count] = 0;
	scnprintf(line, sizeof(line), "%5d     0 S  120 %6lu       0 %5lu %-24s sched_test\n",
		  k->pid, k->stime, stack_not_used(k), "note_when_woken");
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, line));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "    0     0 I  140"));
	scnprintf(line, sizeof(line), "%5d     0 R ", current->pid);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, line));
	end_sleeper(k);
}

/* Interrupts off: one would have no room. */
static noinline void fill_stack(unsigned long left)
{
	unsigned long flags, depth = stack_left() - left;
	char *room;

	local_irq_save(flags);
	room = __builtin_alloca(depth);
	memset(room, 0x5a, depth);
	asm volatile("" : : "r"(room) : "memory");
	local_irq_restore(flags);
}

static int use_stack(void *left)
{
	fill_stack((unsigned long)left);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static struct task_struct *make_user_of_stack(struct kunit *test, unsigned long left)
{
	struct task_struct *k = make(test, use_stack, (void *)left, 0);

	wake_up_process(k);
	schedule_timeout_uninterruptible(2);
	return k;
}

static void the_depth_of_a_stack_is_seen(struct kunit *test)
{
	struct task_struct *little, *much;

	drain_all(); /* no stack that has been used before */
	little = make_user_of_stack(test, THREAD_SIZE * 3 / 4);
	much = make_user_of_stack(test, THREAD_SIZE / 4);
	KUNIT_EXPECT_GT(test, stack_not_used(little), THREAD_SIZE / 2);
	KUNIT_EXPECT_LE(test, stack_not_used(much), THREAD_SIZE / 4);
	KUNIT_EXPECT_GT(test, stack_not_used(much), THREAD_SIZE / 8);
	KUNIT_EXPECT_LT(test, stack_not_used(current), THREAD_SIZE);
	kthread_stop(little);
	kthread_stop(much);
}

#ifdef CONFIG_DEBUG_VM
static void who_left_less_than_any_before_says_so(struct kunit *test)
{
	unsigned long before = lowest_stack_left;
	u32 log = log_position();

	drain_all();
	lowest_stack_left = THREAD_SIZE / 2; /* whatever other suites have left */
	kthread_stop(make_user_of_stack(test, THREAD_SIZE / 4));
	KUNIT_EXPECT_TRUE(test, log_contains(log, "sched_test ("));
	KUNIT_EXPECT_TRUE(test, log_contains(log, ") used greatest stack depth: "));
	log = log_position();
	kthread_stop(make_user_of_stack(test, THREAD_SIZE / 2));
	KUNIT_EXPECT_FALSE(test, log_contains(log, ") used greatest stack depth: "));
	lowest_stack_left = min(before, lowest_stack_left);
}
#endif

static int sleep_long(void *data)
{
	while (!kthread_should_stop())
		msleep(50);
	return 0;
}

/* Where everybody sleeps is of no interest: who called that is. */
static void a_task_in_msleep_waits_in_msleep(struct kunit *test)
{
	struct task_struct *k = make(test, sleep_long, NULL, 0);
	char where[40];

	wake_up_process(k);
	schedule_timeout_uninterruptible(2);
	scnprintf(where, sizeof(where), "%ps", (void *)get_wchan(k));
	KUNIT_EXPECT_STREQ(test, where, "msleep");
	kthread_stop(k);
}

static void show_tasks_shows_each_with_its_stack(struct kunit *test)
{
	struct task_struct *k = make_sleeper(test, "x", 0);
	int loglevel = console_loglevel;
	u32 log = log_position();

	console_loglevel = 0;
	show_tasks();
	console_loglevel = loglevel;
	KUNIT_EXPECT_TRUE(test, log_contains(log, "task:swapper"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, "task:sched_test"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, "note_when_woken+0x"));
	end_sleeper(k);
}

static void a_reference_keeps_the_struct_of_a_dead_thread(struct kunit *test)
{
	struct task_struct *k = get_task_struct(make_sleeper(test, "x", 0));
	unsigned int threads = nr_threads;

	kthread_stop(k);
	schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_EQ(test, task_state_to_char(k), 'X');
	KUNIT_EXPECT_EQ(test, wake_up_process(k), 0);
	KUNIT_EXPECT_EQ(test, get_wchan(k), 0UL);
	KUNIT_EXPECT_EQ(test, nr_threads, threads);
	put_task_struct(k);
	KUNIT_EXPECT_EQ(test, nr_threads, threads - 1);
}

/* ---- many ---- */

/*
 * Tokens go round a ring of threads. Who has one sleeps a little and hands it on. A token that lies with a
 * thread for seconds means that the thread was not woken.
 */
#define TOKENS 100

struct station {
	struct task_struct *task;
	struct wait_queue_head wq;
	atomic_t tokens;
	unsigned long since; /* jiffies at which it last had none */
	u32 hops;
	struct rnd_state rnd;
};

static struct station *stations;
static unsigned int nr_stations;

static int pass_tokens_on(void *data)
{
	struct station *s = data, *next = s + 1 < stations + nr_stations ? s + 1 : stations;

	for (;;) {
		WRITE_ONCE(s->since, jiffies);
		wait_event(s->wq, atomic_read(&s->tokens) || kthread_should_stop());
		if (kthread_should_stop())
			return 0;
		WRITE_ONCE(s->since, jiffies);
		schedule_timeout_uninterruptible(prandom_u32_state(&s->rnd) % 20);
		atomic_dec(&s->tokens);
		s->hops++;
		atomic_inc(&next->tokens);
		wake_up(&next->wq);
	}
}

/* Return: how many were started. */
static unsigned int start_stations(struct kunit *test, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		struct station *s = &stations[i];

		init_waitqueue_head(&s->wq);
		prandom_seed_state(&s->rnd, kunit_case_seed(test) + i);
		if (i % (n / TOKENS) == 0 && i / (n / TOKENS) < TOKENS)
			atomic_set(&s->tokens, 1);
		s->task = kthread_create(pass_tokens_on, s, "station/%u", i);
		if (IS_ERR(s->task))
			return i;
	}
	return n;
}

static unsigned int count_stuck(void)
{
	unsigned int stuck = 0;

	for (unsigned int i = 0; i < nr_stations; i++)
		stuck += atomic_read(&stations[i].tokens) &&
			 time_after(jiffies, READ_ONCE(stations[i].since) + 5 * HZ);
	return stuck;
}

static void a_thousand_threads_sleep_and_wake_for_a_minute(struct kunit *test)
{
	unsigned int wanted = min(1000UL, nr_free_pages() / 4) / TOKENS * TOKENS, tokens = 0,
		     started, idle = 0;
	size_t size = wanted * sizeof(*stations);

	stations = alloc_pages_exact(size, GFP_KERNEL | __GFP_ZERO);
	KUNIT_ASSERT_NOT_NULL(test, stations);
	nr_stations = wanted;
	started = start_stations(test, wanted);
	KUNIT_EXPECT_EQ(test, started, wanted);
	for (unsigned int i = 0; i < started; i++)
		wake_up_process(stations[i].task);
	for (unsigned int second = 0; second < 60; second++) {
		msleep(1000);
		KUNIT_EXPECT_EQ(test, count_stuck(), 0U);
	}
	for (unsigned int i = 0; i < started; i++)
		kthread_stop(stations[i].task);
	for (unsigned int i = 0; i < started; i++) {
		tokens += atomic_read(&stations[i].tokens);
		idle += !stations[i].hops;
	}
	KUNIT_EXPECT_EQ(test, tokens, (unsigned int)TOKENS);
	KUNIT_EXPECT_EQ(test, idle, 0U);
	free_pages_exact(stations, size);
}

/* ---- the books ---- */

static void the_check_notices_what_is_wrong(struct kunit *test)
{
	struct task_struct *k = make(test, note_when_woken, "x", 10);
	struct list_head *place;

	preempt_disable();
	wake_up_process(k);
	KUNIT_EXPECT_EQ(test, sched_check(), 0);
	EXPECT_FAULTS(test, k->on_rq, 0, sched_check(), 1);
	EXPECT_FAULTS(test, k->level, k->level - 1, sched_check(), 1);
	place = k->run_list.prev;
	list_del(&k->run_list);
	KUNIT_EXPECT_EQ(test, sched_check(), 2); /* one is missing, and its level is empty */
	list_add(&k->run_list, &current->run_list);
	KUNIT_EXPECT_EQ(test, sched_check(), 2); /* at another level */
	list_move(&k->run_list, place);
	KUNIT_EXPECT_EQ(test, sched_check(), 0);
	preempt_enable();
	end_sleeper(k);
}

/* ---- cases that must panic ---- */

static int overflow(void *data)
{
	*end_of_stack(current) = 0;
	schedule();
	return 0;
}

static void an_overflown_stack_is_noticed(struct kunit *test)
{
	kthread_run(overflow, NULL, "overflow");
	msleep(10);
}

static void a_panic_lists_every_task(struct kunit *test)
{
	make_sleeper(test, "x", 5);
	panic("with a sleeping thread");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(two_spinning_threads_both_progress),
	KUNIT_CASE(equal_priorities_share_alike),
	KUNIT_CASE(equals_take_turns_of_a_full_slice),
	KUNIT_CASE(a_higher_priority_has_all_of_the_time),
	KUNIT_CASE(fifo_goes_before_everybody_and_has_no_slices),
	KUNIT_CASE(fifo_equals_do_not_take_turns),
	KUNIT_CASE(yield_goes_round_in_order),
	KUNIT_CASE(yield_alone_comes_back),
	KUNIT_CASE(nice_values_are_cut_to_their_range),
	KUNIT_CASE(a_woken_thread_of_higher_priority_runs_at_once),
	KUNIT_CASE(a_woken_thread_of_equal_or_lower_priority_waits),
	KUNIT_CASE(a_change_of_priority_counts_at_once),
	KUNIT_CASE(preemption_waits_for_preempt_enable),
	KUNIT_CASE(preemption_waits_for_the_lock),
	KUNIT_CASE(preemption_waits_for_interrupts),
	KUNIT_CASE(an_interrupt_returns_to_whom_it_woke),
	KUNIT_CASE(a_task_preempted_on_its_way_to_sleep_stays_runnable),
	KUNIT_CASE(a_wake_up_before_schedule_is_not_lost),
	KUNIT_CASE(wake_up_state_looks_at_the_state),
	KUNIT_CASE(a_signal_ends_an_interruptible_sleep),
	KUNIT_CASE(nobody_but_the_idle_task_runs_while_all_sleep),
	KUNIT_CASE(ps_tells_who_waits_where),
	KUNIT_CASE(the_depth_of_a_stack_is_seen),
#ifdef CONFIG_DEBUG_VM
	KUNIT_CASE(who_left_less_than_any_before_says_so),
#endif
	KUNIT_CASE(a_task_in_msleep_waits_in_msleep),
	KUNIT_CASE(show_tasks_shows_each_with_its_stack),
	KUNIT_CASE(a_reference_keeps_the_struct_of_a_dead_thread),
	KUNIT_CASE(a_thousand_threads_sleep_and_wake_for_a_minute),
	KUNIT_CASE(the_check_notices_what_is_wrong),
	KUNIT_CASE_PANIC(an_overflown_stack_is_noticed),
	KUNIT_CASE_PANIC(a_panic_lists_every_task),
	{},
};

static struct kunit_suite suite = { .name = "sched",
				    .init = init,
				    .exit = exit,
				    .test_cases = cases };
kunit_test_suite(suite);
