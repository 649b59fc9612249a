// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/signal/signal.c: what becomes of a signal that is sent, tested on a task that never runs.
 * How signals are delivered to programs is tested in tests/user.
 */
#include <k896/run.h>
#include <k896/task_mmu.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "kernel/signal/signal.h"
#include "tests/support/programs.h"
#include "kernel/monitor/contexts.h"

#define RT1 (SIGRTMIN + 2)
#define RT2 (SIGRTMIN + 5)

/* The task that signals are sent to. Its state is one that no signal ends. */
static struct task_struct *target;
static struct signal_struct limits;

static int make_target(struct kunit *test)
{
	target = kzalloc(sizeof(*target), GFP_KERNEL);
	if (!target)
		return -ENOMEM;
	target->sighand = alloc_sighand();
	target->signal = &limits;
	target->pid = 4711;
	target->__state = TASK_DEAD;
	limits.rlim[RLIMIT_SIGPENDING].rlim_cur = 1000;
	return target->sighand ? 0 : -ENOMEM;
}

static void drop_target(struct kunit *test)
{
	flush_sigqueue(target);
	put_sighand(target->sighand);
	kfree(target);
}

/* With something to be told from. */
static int send(int sig, int code, int value)
{
	struct kernel_siginfo info = { .si_code = code };

	info.si_pid = 12;
	info.si_value.sival_int = value;
	return send_sig_info(sig, &info, target);
}

static int next(struct kernel_siginfo *info)
{
	return dequeue_signal(target, target->blocked, info);
}

static void set_action(int sig, unsigned long handler)
{
	action_of(target, sig)->sa_handler = handler;
}

static bool is_pending(int sig)
{
	return sigismember(&target->pending.signal, sig);
}

static bool flagged(int flag)
{
	return test_bit(flag, &target->thread_flags);
}

/* Pending */

static void a_signal_waits_with_what_is_known_of_it(struct kunit *test)
{
	struct kernel_siginfo info;

	set_action(SIGUSR1, 0x8048000);
	KUNIT_EXPECT_EQ(test, send(SIGUSR1, SI_QUEUE, 7), 0);
	KUNIT_EXPECT_TRUE(test, flagged(TIF_SIGPENDING));
	KUNIT_EXPECT_EQ(test, next(&info), SIGUSR1);
	KUNIT_EXPECT_EQ(test, info.si_signo, SIGUSR1);
	KUNIT_EXPECT_EQ(test, info.si_code, SI_QUEUE);
	KUNIT_EXPECT_EQ(test, info.si_pid, 12);
	KUNIT_EXPECT_EQ(test, info.si_value.sival_int, 7);
	KUNIT_EXPECT_EQ(test, target->thread_flags, 0);
	KUNIT_EXPECT_EQ(test, next(&info), 0);
}

static void one_from_the_kernel_says_so(struct kunit *test)
{
	struct kernel_siginfo info;

	KUNIT_EXPECT_EQ(test, send_sig_info(SIGUSR2, NULL, target), 0);
	KUNIT_EXPECT_EQ(test, next(&info), SIGUSR2);
	KUNIT_EXPECT_EQ(test, info.si_code, SI_KERNEL);
	KUNIT_EXPECT_EQ(test, send_sig(SIGUSR2, target, 0), 0);
	KUNIT_EXPECT_EQ(test, next(&info), SIGUSR2);
	KUNIT_EXPECT_EQ(test, info.si_code, SI_USER);
	KUNIT_EXPECT_EQ(test, info.si_pid, current->pid);
}

static void a_standard_signal_waits_once_and_the_first_counts(struct kunit *test)
{
	struct kernel_siginfo info;

	for (int i = 1; i <= 3; i++)
		KUNIT_EXPECT_EQ(test, send(SIGUSR1, SI_QUEUE, i), 0);
	KUNIT_EXPECT_EQ(test, next(&info), SIGUSR1);
	KUNIT_EXPECT_EQ(test, info.si_value.sival_int, 1);
	KUNIT_EXPECT_EQ(test, next(&info), 0);
}

static void realtime_signals_are_all_kept_in_order(struct kunit *test)
{
	static const struct {
		int sig, value;
	} expected[] = { { RT1, 1 }, { RT1, 3 }, { RT1, 4 }, { RT2, 2 }, { RT2, 5 }, { 0, 0 } };
	struct kernel_siginfo info;

	send(RT1, SI_QUEUE, 1);
	send(RT2, SI_QUEUE, 2);
	send(RT1, SI_QUEUE, 3);
	send(RT1, SI_QUEUE, 4);
	send(RT2, SI_QUEUE, 5);
	for (int i = 0; expected[i].sig; i++) {
		KUNIT_EXPECT_EQ(test, next(&info), expected[i].sig);
		KUNIT_EXPECT_EQ(test, info.si_value.sival_int, expected[i].value);
	}
	KUNIT_EXPECT_EQ(test, next(&info), 0);
	send(RT1, SI_QUEUE, 6); /* the end of the list is still right */
	KUNIT_EXPECT_EQ(test, next(&info), RT1);
	KUNIT_EXPECT_EQ(test, info.si_value.sival_int, 6);
}

static void exceptions_come_first_then_the_lowest(struct kunit *test)
{
	static const int order[] = { SIGILL, SIGSEGV, SIGHUP, SIGUSR1, SIGTERM, _NSIG, 0 };
	struct kernel_siginfo info;

	for (int i = 5; i >= 0; i--)
		send(order[i], SI_USER, 0);
	for (int i = 0; i < 7; i++)
		KUNIT_EXPECT_EQ(test, next(&info), order[i]);
}

static void what_is_blocked_waits_without_a_flag(struct kunit *test)
{
	struct kernel_siginfo info;

	sigaddset(&target->blocked, SIGTERM);
	KUNIT_EXPECT_EQ(test, send(SIGTERM, SI_USER, 0), 0);
	KUNIT_EXPECT_EQ(test, target->thread_flags, 0);
	KUNIT_EXPECT_TRUE(test, is_pending(SIGTERM));
	KUNIT_EXPECT_EQ(test, next(&info), 0);
	target->blocked = sigset_of(0);
	KUNIT_EXPECT_EQ(test, next(&info), SIGTERM);
}

/* It was sent while it was blocked, and no signal has been sent since. */
static void what_is_unblocked_is_flagged_when_somebody_looks(struct kunit *test)
{
	const sigset_t all = { { ~0UL, ~0UL } };
	struct kernel_siginfo info;

	sigaddset(&target->blocked, RT1);
	send(RT1, SI_QUEUE, 1);
	KUNIT_EXPECT_EQ(test, dequeue_signal(target, all, &info), 0);
	KUNIT_EXPECT_FALSE(test, flagged(TIF_SIGPENDING));
	target->blocked = sigset_of(0);
	KUNIT_EXPECT_EQ(test, dequeue_signal(target, all, &info), 0);
	KUNIT_EXPECT_TRUE(test, flagged(TIF_SIGPENDING));
	KUNIT_EXPECT_EQ(test, next(&info), RT1);
	KUNIT_EXPECT_FALSE(test, flagged(TIF_SIGPENDING));
}

/* Also when the signal that was fatal has been dequeued. */
static void who_is_to_die_stays_flagged(struct kunit *test)
{
	struct kernel_siginfo info;

	send(SIGTERM, SI_USER, 0);
	KUNIT_EXPECT_EQ(test, next(&info), SIGTERM);
	KUNIT_EXPECT_TRUE(test, fatal_signal_pending(target));
	KUNIT_EXPECT_EQ(test, pending_fatal(target), 0);
}

static void dropping_some_keeps_the_others_in_order(struct kunit *test)
{
	struct kernel_siginfo info;

	send(RT1, SI_QUEUE, 1);
	send(RT2, SI_QUEUE, 2);
	send(RT1, SI_QUEUE, 3);
	drop_pending(target, sigset_of_one(RT1));
	send(RT2, SI_QUEUE, 4);
	KUNIT_EXPECT_FALSE(test, is_pending(RT1));
	KUNIT_EXPECT_EQ(test, next(&info), RT2);
	KUNIT_EXPECT_EQ(test, info.si_value.sival_int, 2);
	KUNIT_EXPECT_EQ(test, next(&info), RT2);
	KUNIT_EXPECT_EQ(test, info.si_value.sival_int, 4);
	KUNIT_EXPECT_EQ(test, next(&info), 0);
}

/* Refused, or ignored */

static void numbers_that_are_no_signals_are_refused(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, send(_NSIG + 1, SI_USER, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, send(-1, SI_USER, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, send(INT_MIN, SI_USER, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, send(0, SI_USER, 0), 0);
	KUNIT_EXPECT_TRUE(test, sigisemptyset(target->pending.signal));
}

static void ignored_signals_are_dropped_unless_blocked(struct kunit *test)
{
	static const int by_default[] = { SIGCHLD, SIGURG, SIGWINCH, SIGCONT };

	for (int i = 0; i < 4; i++) {
		KUNIT_EXPECT_EQ(test, send(by_default[i], SI_USER, 0), 0);
		KUNIT_EXPECT_FALSE(test, is_pending(by_default[i]));
	}
	set_action(SIGTERM, SIG_IGN);
	send(SIGTERM, SI_USER, 0);
	KUNIT_EXPECT_FALSE(test, is_pending(SIGTERM));
	KUNIT_EXPECT_EQ(test, target->thread_flags, 0);
	sigaddset(&target->blocked, SIGTERM);
	send(SIGTERM, SI_USER, 0);
	KUNIT_EXPECT_TRUE(test, is_pending(SIGTERM));
	set_action(SIGCHLD, 0x8048000);
	send(SIGCHLD, SI_USER, 0);
	KUNIT_EXPECT_TRUE(test, is_pending(SIGCHLD));
}

static void number_one_is_not_killed(struct kunit *test)
{
	target->pid = 1;
	send(SIGTERM, SI_USER, 0);
	send(SIGKILL, SI_USER, 0);
	KUNIT_EXPECT_TRUE(test, sigisemptyset(target->pending.signal));
	KUNIT_EXPECT_EQ(test, target->thread_flags, 0);
	set_action(SIGTERM, 0x8048000);
	send(SIGTERM, SI_USER, 0);
	KUNIT_EXPECT_TRUE(test, is_pending(SIGTERM));
	KUNIT_EXPECT_FALSE(test, flagged(TIF_FATAL));
}

static void the_kernels_own_sigkill_and_sigstop_reach_number_one(struct kunit *test)
{
	target->pid = 1;
	send_sig_info(SIGTERM, NULL, target);
	KUNIT_EXPECT_TRUE(test, sigisemptyset(target->pending.signal));
	send_sig_info(SIGSTOP, NULL, target);
	KUNIT_EXPECT_TRUE(test, is_pending(SIGSTOP));
	KUNIT_EXPECT_FALSE(test, fatal_signal_pending(target));
	send_sig_info(SIGKILL, NULL, target);
	KUNIT_EXPECT_TRUE(test, fatal_signal_pending(target));
	KUNIT_EXPECT_EQ(test, pending_fatal(target), SIGKILL);
}

static void who_is_ending_takes_none(struct kunit *test)
{
	target->flags |= PF_EXITING;
	KUNIT_EXPECT_EQ(test, send(SIGKILL, SI_USER, 0), 0);
	KUNIT_EXPECT_TRUE(test, sigisemptyset(target->pending.signal));
}

static void kernel_threads_take_none(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, send_sig(SIGKILL, current, 1), 0);
	KUNIT_EXPECT_FALSE(test, signal_pending(current));
}

/* Fatal */

static void a_deadly_signal_decides_at_once(struct kunit *test)
{
	send(SIGTERM, SI_USER, 0);
	KUNIT_EXPECT_TRUE(test, fatal_signal_pending(target));
	KUNIT_EXPECT_EQ(test, pending_fatal(target), SIGTERM);
	send(SIGKILL, SI_USER, 0);
	KUNIT_EXPECT_EQ(test, pending_fatal(target), SIGKILL);
}

static void what_has_a_handler_or_stops_does_not_decide(struct kunit *test)
{
	set_action(SIGTERM, 0x8048000);
	send(SIGTERM, SI_USER, 0);
	send(SIGSTOP, SI_USER, 0);
	KUNIT_EXPECT_TRUE(test, signal_pending(target));
	KUNIT_EXPECT_FALSE(test, fatal_signal_pending(target));
	KUNIT_EXPECT_EQ(test, pending_fatal(target), 0);
}

static void waiting_for_a_deadly_signal_is_not_dying_of_it(struct kunit *test)
{
	sigaddset(&target->real_blocked, SIGTERM); /* sigtimedwait() */
	send(SIGTERM, SI_USER, 0);
	KUNIT_EXPECT_TRUE(test, signal_pending(target));
	KUNIT_EXPECT_FALSE(test, fatal_signal_pending(target));
}

static void stopping_and_going_on_undo_each_other(struct kunit *test)
{
	set_action(SIGCONT, 0x8048000);
	send(SIGTSTP, SI_USER, 0);
	send(SIGTTIN, SI_USER, 0);
	KUNIT_EXPECT_TRUE(test, is_pending(SIGTSTP) && is_pending(SIGTTIN));
	send(SIGCONT, SI_USER, 0);
	KUNIT_EXPECT_FALSE(test, is_pending(SIGTSTP) || is_pending(SIGTTIN));
	KUNIT_EXPECT_TRUE(test, is_pending(SIGCONT));
	send(SIGSTOP, SI_USER, 0);
	KUNIT_EXPECT_FALSE(test, is_pending(SIGCONT));
	KUNIT_EXPECT_TRUE(test, is_pending(SIGSTOP));
}

static void who_is_stopped_decides_for_sigkill_only(struct kunit *test)
{
	struct kernel_siginfo info;

	target->stop_signal = SIGTTIN;
	send(SIGTERM, SI_USER, 0);
	KUNIT_EXPECT_TRUE(test, is_pending(SIGTERM));
	KUNIT_EXPECT_FALSE(test, fatal_signal_pending(target));
	target->stop_report = STOP_REPORT(SIGTTIN);
	send(SIGKILL, SI_USER, 0);
	KUNIT_EXPECT_TRUE(test, fatal_signal_pending(target));
	KUNIT_EXPECT_EQ(test, target->stop_report, 0); /* it is no stop to wait for any more */
	KUNIT_EXPECT_EQ(test, next(&info), SIGKILL);
}

static void sigcont_ends_a_stop_when_it_is_sent(struct kunit *test)
{
	target->stop_signal = SIGSTOP;
	target->stop_report = STOP_REPORT(SIGSTOP);
	target->stop_dequeued = true;
	sigaddset(&target->blocked, SIGCONT);
	send(SIGTERM, SI_USER, 0);
	send(SIGCONT, SI_USER, 0);
	KUNIT_EXPECT_EQ(test, target->stop_signal, 0);
	KUNIT_EXPECT_EQ(test, target->stop_report, STOP_REPORT_CONTINUED);
	KUNIT_EXPECT_FALSE(test, target->stop_dequeued);
	KUNIT_EXPECT_TRUE(test, is_pending(SIGTERM));
	KUNIT_EXPECT_FALSE(test, fatal_signal_pending(target)); /* it will see when it goes on */
	target->stop_report = 0;
	send(SIGCONT, SI_USER, 0); /* if it is not stopped, nothing is reported */
	KUNIT_EXPECT_EQ(test, target->stop_report, 0);
}

/* A fork in progress */

static int send_to_group(int sig)
{
	const struct kernel_siginfo info = { .si_code = SI_USER };

	return do_send_sig_info(sig, &info, target, PIDTYPE_PGID);
}

static void what_is_for_a_group_is_for_the_child_too(struct kunit *test)
{
	sigset_t meanwhile = {};

	limits.multiprocess = &meanwhile;
	sigaddset(&target->blocked, SIGUSR1);
	send(SIGTERM, SI_USER, 0); /* for the parent alone */
	KUNIT_EXPECT_TRUE(test, sigisemptyset(meanwhile));
	send_to_group(SIGTERM); /* which it has already */
	send_to_group(SIGUSR1);
	send_to_group(SIGURG); /* ignored */
	send_to_group(RT1);
	KUNIT_EXPECT_TRUE(test, sigismember(&meanwhile, SIGTERM));
	KUNIT_EXPECT_TRUE(test, sigismember(&meanwhile, SIGUSR1));
	KUNIT_EXPECT_TRUE(test, sigismember(&meanwhile, RT1));
	KUNIT_EXPECT_FALSE(test, sigismember(&meanwhile, SIGURG));
	limits.multiprocess = NULL;
	send_to_group(SIGUSR2);
	KUNIT_EXPECT_FALSE(test, sigismember(&meanwhile, SIGUSR2));
}

static void for_the_child_too_stops_and_sigcont_undo_each_other(struct kunit *test)
{
	sigset_t meanwhile = {};

	limits.multiprocess = &meanwhile;
	set_action(SIGCONT, 0x8048000);
	send_to_group(SIGSTOP);
	send_to_group(SIGTTOU);
	KUNIT_EXPECT_TRUE(test, sigismember(&meanwhile, SIGSTOP));
	send_to_group(SIGCONT);
	KUNIT_EXPECT_EQ(test, meanwhile.sig[0], M(SIGCONT));
	send_to_group(SIGTSTP);
	KUNIT_EXPECT_EQ(test, meanwhile.sig[0], M(SIGTSTP));
	limits.multiprocess = NULL;
}

/* Not enough memory, or the limit */

static void without_memory_a_standard_signal_comes_bare(struct kunit *test)
{
	struct kernel_siginfo info;

	fail_nth_slab_alloc(1);
	KUNIT_EXPECT_EQ(test, send(SIGUSR1, SI_QUEUE, 7), 0);
	KUNIT_EXPECT_TRUE(test, fail_nth_slab_alloc_done());
	KUNIT_EXPECT_EQ(test, next(&info), SIGUSR1);
	KUNIT_EXPECT_EQ(test, info.si_code, SI_USER);
	KUNIT_EXPECT_EQ(test, info.si_value.sival_int, 0);
}

static void without_memory_a_realtime_signal_is_refused(struct kunit *test)
{
	fail_nth_slab_alloc(1);
	KUNIT_EXPECT_EQ(test, send(RT1, SI_QUEUE, 7), -EAGAIN);
	KUNIT_EXPECT_TRUE(test, fail_nth_slab_alloc_done());
	KUNIT_EXPECT_FALSE(test, is_pending(RT1));
	fail_nth_slab_alloc(1);
	KUNIT_EXPECT_EQ(test, send(RT1, SI_USER, 7), 0); /* kill() cannot fail for that */
	KUNIT_EXPECT_TRUE(test, fail_nth_slab_alloc_done());
	KUNIT_EXPECT_TRUE(test, is_pending(RT1));
}

static void the_limit_counts_what_is_queued(struct kunit *test)
{
	struct kernel_siginfo info;

	limits.rlim[RLIMIT_SIGPENDING].rlim_cur = 2;
	for (int round = 0; round < 3; round++) {
		KUNIT_EXPECT_EQ(test, send(RT1, SI_QUEUE, 1), 0);
		KUNIT_EXPECT_EQ(test, send(RT1, SI_QUEUE, 2), 0);
		KUNIT_EXPECT_EQ(test, send(RT1, SI_QUEUE, 3), -EAGAIN);
		KUNIT_EXPECT_EQ(test, next(&info), RT1);
		KUNIT_EXPECT_EQ(test, next(&info), RT1);
		KUNIT_EXPECT_EQ(test, next(&info), 0);
	}
	limits.rlim[RLIMIT_SIGPENDING].rlim_cur = 0;
	KUNIT_EXPECT_EQ(test, send(SIGKILL, SI_USER, 0), 0);
	KUNIT_EXPECT_TRUE(test, is_pending(SIGKILL));
}

/* Above RLIMIT_SIGPENDING a signal loses its information, or is refused. */
static void the_limit_is_for_what_processes_queue(struct kunit *test)
{
	static const struct {
		int sig, code, err;
		bool known;
	} sent[] = {
		{ SIGSEGV, SEGV_MAPERR, 0, true }, { SIGUSR1, SI_USER, 0, true },
		{ SIGCHLD, CLD_EXITED, 0, true },  { SIGUSR1, SI_QUEUE, 0, false },
		{ SIGUSR1, SI_TKILL, 0, false },   { RT1, SI_USER, 0, false },
		{ RT1, SI_QUEUE, -EAGAIN, false }, { RT1, CLD_EXITED, -EAGAIN, false },
	};
	struct kernel_siginfo info;

	limits.rlim[RLIMIT_SIGPENDING].rlim_cur = 0;
	set_action(SIGCHLD, 0x8048000);
	for (unsigned int i = 0; i < ARRAY_SIZE(sent); i++) {
		KUNIT_EXPECT_EQ(test, send(sent[i].sig, sent[i].code, 7), sent[i].err);
		KUNIT_EXPECT_EQ(test, next(&info), sent[i].err ? 0 : sent[i].sig);
		KUNIT_EXPECT_EQ(test, info.si_value.sival_int, sent[i].known ? 7 : 0);
	}
	KUNIT_EXPECT_EQ(test, send_sig_info(SIGUSR1, NULL, target), 0);
	KUNIT_EXPECT_EQ(test, next(&info), SIGUSR1);
	KUNIT_EXPECT_EQ(test, info.si_code, SI_KERNEL);
	KUNIT_EXPECT_EQ(test, send_sig_info(RT1, NULL, target), 0); /* without information */
	KUNIT_EXPECT_EQ(test, next(&info), RT1);
	KUNIT_EXPECT_EQ(test, info.si_code, SI_USER);
}

/* From any context */

static void send_here(void)
{
	send_sig_info(RT1, NULL, target);
}

static void any_context_may_send(struct kunit *test)
{
	unsigned int reports = report_count;
	struct kernel_siginfo info;

	for (int i = 0; i < NR_CONTEXTS; i++) {
		KUNIT_EXPECT_TRUE(test, run_in_context(&contexts[i], send_here));
		KUNIT_EXPECT_EQ(test, next(&info), RT1);
	}
	KUNIT_EXPECT_EQ(test, report_count, reports);
}

/* Handlers */

static void a_copy_of_handlers_is_ones_own(struct kunit *test)
{
	struct sighand_struct *copy;

	set_action(SIGTERM, 0x8048000);
	copy = dup_sighand(target->sighand);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_EXPECT_EQ(test, copy->action[SIGTERM - 1].sa_handler, 0x8048000);
	set_action(SIGTERM, SIG_IGN);
	KUNIT_EXPECT_EQ(test, copy->action[SIGTERM - 1].sa_handler, 0x8048000);
	put_sighand(get_sighand(copy));
	put_sighand(copy);
}

/* The task has a copy of its own afterwards; the other task keeps the old handlers unchanged. */
static void shared_handlers_are_copied_for_who_unshares(struct kunit *test)
{
	struct sighand_struct *old = get_sighand(target->sighand), *own;

	set_action(SIGTERM, 0x8048000);
	own = unshare_sighand(target);
	KUNIT_EXPECT_PTR_EQ(test, target->sighand, own);
	KUNIT_EXPECT_PTR_NE(test, own, old);
	KUNIT_EXPECT_EQ(test, action_of(target, SIGTERM)->sa_handler, 0x8048000);
	set_action(SIGTERM, SIG_IGN);
	KUNIT_EXPECT_EQ(test, old->action[SIGTERM - 1].sa_handler, 0x8048000);
	KUNIT_EXPECT_EQ(test, refcount_read(&old->count), 1U);
	KUNIT_EXPECT_EQ(test, refcount_read(&own->count), 1U);
	put_sighand(old);
}

static void handlers_that_nobody_shares_stay(struct kunit *test)
{
	struct sighand_struct *old = target->sighand;

	KUNIT_EXPECT_PTR_EQ(test, unshare_sighand(target), old);
	KUNIT_EXPECT_PTR_EQ(test, target->sighand, old);
}

static void without_memory_handlers_stay_shared(struct kunit *test)
{
	struct sighand_struct *old = get_sighand(target->sighand);

	fail_nth_slab_alloc(1);
	KUNIT_EXPECT_NULL(test, unshare_sighand(target));
	KUNIT_EXPECT_TRUE(test, fail_nth_slab_alloc_done());
	KUNIT_EXPECT_PTR_EQ(test, target->sighand, old);
	KUNIT_EXPECT_EQ(test, refcount_read(&old->count), 2U);
	put_sighand(old);
}

static void exec_forgets_handlers_but_not_what_is_ignored(struct kunit *test)
{
	set_action(SIGTERM, 0x8048000);
	action_of(target, SIGTERM)->sa_flags = SA_SIGINFO;
	set_action(SIGHUP, SIG_IGN);
	flush_signal_handlers(target, false);
	KUNIT_EXPECT_EQ(test, action_of(target, SIGTERM)->sa_handler, SIG_DFL);
	KUNIT_EXPECT_EQ(test, action_of(target, SIGTERM)->sa_flags, 0);
	KUNIT_EXPECT_EQ(test, action_of(target, SIGHUP)->sa_handler, SIG_IGN);
	flush_signal_handlers(target, true);
	KUNIT_EXPECT_EQ(test, action_of(target, SIGHUP)->sa_handler, SIG_DFL);
}

static void unhandled_is_what_has_no_handler(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, unhandled_signal(target, SIGSEGV));
	set_action(SIGSEGV, SIG_IGN);
	KUNIT_EXPECT_TRUE(test, unhandled_signal(target, SIGSEGV));
	set_action(SIGSEGV, 0x8048000);
	KUNIT_EXPECT_FALSE(test, unhandled_signal(target, SIGSEGV));
	KUNIT_EXPECT_TRUE(test, unhandled_signal(target, SIGBUS));
	target->pid = 1; /* for process 1 every exception is printed */
	KUNIT_EXPECT_TRUE(test, unhandled_signal(target, SIGSEGV));
	KUNIT_EXPECT_TRUE(test, unhandled_signal(current, SIGSEGV));
}

static void status_tells_of_signals(struct kunit *test)
{
	static char text[1024];
	struct seq_file m;

	sigaddset(&target->blocked, SIGTERM);
	send(SIGTERM, SI_USER, 0);
	send(RT1, SI_USER, 0);
	set_action(SIGHUP, SIG_IGN);
	set_action(SIGINT, 0x8048000);
	seq_init(&m, text, sizeof(text) - 1, NULL);
	spin_lock_init(&target->alloc_lock);
	proc_pid_status_show(&m, target);
	text[m.count] = 0;
	KUNIT_EXPECT_TRUE(test, strstr(text, "ShdPnd:\t0000000200004000\n"));
	KUNIT_EXPECT_TRUE(test, strstr(text, "SigBlk:\t0000000000004000\n"));
	KUNIT_EXPECT_TRUE(test, strstr(text, "SigIgn:\t0000000000000001\n"));
	KUNIT_EXPECT_TRUE(test, strstr(text, "SigCgt:\t0000000000000002\n"));
	target->__state = TASK_STOPPED;
	KUNIT_EXPECT_EQ(test, task_state_to_char(target), 'T');
}

static void a_sleep_goes_on_after_a_stop(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(sleep_goes_on), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_signal_waits_with_what_is_known_of_it),
	KUNIT_CASE(one_from_the_kernel_says_so),
	KUNIT_CASE(a_standard_signal_waits_once_and_the_first_counts),
	KUNIT_CASE(realtime_signals_are_all_kept_in_order),
	KUNIT_CASE(exceptions_come_first_then_the_lowest),
	KUNIT_CASE(what_is_blocked_waits_without_a_flag),
	KUNIT_CASE(what_is_unblocked_is_flagged_when_somebody_looks),
	KUNIT_CASE(who_is_to_die_stays_flagged),
	KUNIT_CASE(dropping_some_keeps_the_others_in_order),
	KUNIT_CASE(numbers_that_are_no_signals_are_refused),
	KUNIT_CASE(ignored_signals_are_dropped_unless_blocked),
	KUNIT_CASE(number_one_is_not_killed),
	KUNIT_CASE(the_kernels_own_sigkill_and_sigstop_reach_number_one),
	KUNIT_CASE(who_is_ending_takes_none),
	KUNIT_CASE(kernel_threads_take_none),
	KUNIT_CASE(a_deadly_signal_decides_at_once),
	KUNIT_CASE(what_has_a_handler_or_stops_does_not_decide),
	KUNIT_CASE(waiting_for_a_deadly_signal_is_not_dying_of_it),
	KUNIT_CASE(stopping_and_going_on_undo_each_other),
	KUNIT_CASE(who_is_stopped_decides_for_sigkill_only),
	KUNIT_CASE(sigcont_ends_a_stop_when_it_is_sent),
	KUNIT_CASE(what_is_for_a_group_is_for_the_child_too),
	KUNIT_CASE(for_the_child_too_stops_and_sigcont_undo_each_other),
	KUNIT_CASE(without_memory_a_standard_signal_comes_bare),
	KUNIT_CASE(without_memory_a_realtime_signal_is_refused),
	KUNIT_CASE(the_limit_counts_what_is_queued),
	KUNIT_CASE(the_limit_is_for_what_processes_queue),
	KUNIT_CASE(any_context_may_send),
	KUNIT_CASE(a_copy_of_handlers_is_ones_own),
	KUNIT_CASE(shared_handlers_are_copied_for_who_unshares),
	KUNIT_CASE(handlers_that_nobody_shares_stay),
	KUNIT_CASE(without_memory_handlers_stay_shared),
	KUNIT_CASE(exec_forgets_handlers_but_not_what_is_ignored),
	KUNIT_CASE(unhandled_is_what_has_no_handler),
	KUNIT_CASE(status_tells_of_signals),
	KUNIT_CASE(a_sleep_goes_on_after_a_stop),
	{},
};

static struct kunit_suite suite = {
	.name = "signal",
	.init = make_target,
	.exit = drop_target,
	.test_cases = cases,
};
kunit_test_suite(suite);
