// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/process/wait4.c: by programs that wait (programs.asm: the number is that of the failed
 * check), and by processes that have used what a case says.
 */
#include <k896/run.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <linux/uaccess.h>
#include <uapi/asm/resource.h>
#include <uapi/asm/siginfo.h>
#include <uapi/linux/wait.h>

#include "kernel/signal/signal.h"
#include "kernel/process/task.h"
#include "tests/support/user_mm.h"
#include "tests/support/programs.h"
#include "tests/support/puppet.h"

static void waitpid_finds_who_was_asked_for(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(wait), 0);
}

static void waitid_looks_and_takes(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(waitid), 0);
}

static void stops_are_told_once_to_who_wants_to_know(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(stop), 0);
}

/* ---- what children used ---- */

static struct puppet parent, child, other;

/* What the parent does once it is let go. */
static void make_family(struct kunit *test, long (*act)(struct puppet *puppet))
{
	parent = (struct puppet){ .act = act };
	child = (struct puppet){ .status = 3 << 8 };
	other = (struct puppet){ .status = 4 << 8 };
	make_puppet(test, &parent);
	make_puppet(test, &child);
	make_puppet(test, &other);
	adopt(parent.task, child.task);
	adopt(parent.task, other.task);
}

static void end_family(struct kunit *test)
{
	struct puppet *const all[] = { &parent, &child, &other };

	for (unsigned int i = 0; i < ARRAY_SIZE(all); i++) {
		if (all[i]->task)
			end_puppet(all[i]);
		all[i]->task = NULL;
	}
}

static long let_parent_wait(void)
{
	let_go(&parent);
	wait_until_it_has_left(parent.task);
	return parent.result;
}

static struct signal_struct *signal_of(struct puppet *puppet)
{
	return task_field(puppet->task, signal);
}

/* Ends, after it and children of its own have used that much. */
static void use_and_end(struct puppet *puppet, unsigned long own, unsigned long childrens)
{
	struct signal_struct *sig = signal_of(puppet);

	make_zombie(puppet);
	puppet->task->utime = own + 1;
	puppet->task->stime = own + 2;
	sig->min_flt = own + 3;
	sig->maj_flt = own + 4;
	sig->maxrss = own + 5;
	sig->cutime = childrens + 1;
	sig->cstime = childrens + 2;
	sig->cmin_flt = childrens + 3;
	sig->cmaj_flt = childrens + 4;
	sig->cmaxrss = childrens + 5;
}

static long wait_for_any(void)
{
	return do_syscall(wait4, -1, 0, WNOHANG, 0);
}

static long wait_twice(struct puppet *puppet)
{
	return wait_for_any() > 0 && wait_for_any() > 0;
}

static void what_children_and_theirs_used_is_added_up(struct kunit *test)
{
	const struct signal_struct *sums;

	make_family(test, wait_twice);
	use_and_end(&child, 1000, 20000);
	use_and_end(&other, 300000, 4000000);
	KUNIT_EXPECT_EQ(test, let_parent_wait(), 1L);
	sums = signal_of(&parent);
	KUNIT_EXPECT_EQ(test, sums->cutime, 4321004UL);
	KUNIT_EXPECT_EQ(test, sums->cstime, 4321008UL);
	KUNIT_EXPECT_EQ(test, sums->cmin_flt, 4321012UL);
	KUNIT_EXPECT_EQ(test, sums->cmaj_flt, 4321016UL);
}

/* Of memory the largest counts: the first's own, one of the second's children, or an earlier one. */
static void the_largest_child_is_remembered(struct kunit *test)
{
	static const unsigned long most[][5] = {
		/* before, own, children's, own, children's */
		{ 0, 900, 20, 500, 30 },
		{ 0, 100, 20, 500, 900 },
		{ 0, 100, 900, 500, 30 },
		{ 900, 100, 20, 500, 30 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(most); i++) {
		make_family(test, wait_twice);
		signal_of(&parent)->cmaxrss = most[i][0] + 5;
		use_and_end(&child, most[i][1], most[i][2]);
		use_and_end(&other, most[i][3], most[i][4]);
		KUNIT_EXPECT_EQ(test, let_parent_wait(), 1L);
		KUNIT_EXPECT_EQ(test, signal_of(&parent)->cmaxrss, 905UL);
		end_family(test);
	}
}

static long look_only(struct puppet *puppet)
{
	long err = do_syscall(waitid, P_ALL, 0, 0, WEXITED | WNOWAIT, 0);

	return err ?: current->signal->cmaj_flt + current->signal->cutime;
}

static void who_is_only_looked_at_is_not_added(struct kunit *test)
{
	make_family(test, look_only);
	use_and_end(&child, 1000, 1000);
	KUNIT_EXPECT_EQ(test, let_parent_wait(), 0L);
	KUNIT_EXPECT_EQ(test, child.task->exit_state, EXIT_DEAD); /* given away afterwards */
}

/* The parent ignores SIGCHLD: nobody asks, and nothing is added. */
static void who_goes_unasked_is_not_added(struct kunit *test)
{
	make_family(test, NULL);
	parent.task->sighand->action[SIGCHLD - 1].sa_handler = SIG_IGN;
	signal_of(&child)->maj_flt = 1000;
	signal_of(&child)->cmin_flt = 1000;
	let_go(&child);
	wait_until_it_has_left(child.task);
	let_parent_wait();
	KUNIT_EXPECT_EQ(test, signal_of(&parent)->cmaj_flt, 0UL);
	KUNIT_EXPECT_EQ(test, signal_of(&parent)->cmin_flt, 0UL);
}

static void usage_is_ones_own_the_childrens_or_both(struct kunit *test)
{
	struct rusage r;

	make_family(test, NULL);
	use_and_end(&child, 10 * HZ, 700 * HZ);
	child.task->nvcsw = 7;
	child.task->nivcsw = 9;
	fill_rusage(&r, child.task, RUSAGE_SELF);
	KUNIT_EXPECT_EQ(test, r.ru_utime.tv_sec, 10);
	KUNIT_EXPECT_EQ(test, r.ru_utime.tv_usec, 1000000 / HZ);
	KUNIT_EXPECT_EQ(test, r.ru_stime.tv_usec, 2000000 / HZ);
	KUNIT_EXPECT_EQ(test, r.ru_minflt, 10 * HZ + 3);
	KUNIT_EXPECT_EQ(test, r.ru_majflt, 10 * HZ + 4);
	KUNIT_EXPECT_EQ(test, r.ru_maxrss, 10 * HZ + 5);
	fill_rusage(&r, child.task, RUSAGE_CHILDREN);
	KUNIT_EXPECT_EQ(test, r.ru_utime.tv_sec, 700);
	KUNIT_EXPECT_EQ(test, r.ru_stime.tv_sec, 700);
	KUNIT_EXPECT_EQ(test, r.ru_minflt, 700 * HZ + 3);
	KUNIT_EXPECT_EQ(test, r.ru_majflt, 700 * HZ + 4);
	KUNIT_EXPECT_EQ(test, r.ru_maxrss, 700 * HZ + 5);
	KUNIT_EXPECT_EQ(test, r.ru_nvcsw, 0);
	fill_rusage(&r, child.task, RUSAGE_BOTH);
	KUNIT_EXPECT_EQ(test, r.ru_utime.tv_sec, 710);
	KUNIT_EXPECT_EQ(test, r.ru_minflt, 710 * HZ + 6);
	KUNIT_EXPECT_EQ(test, r.ru_majflt, 710 * HZ + 8);
	KUNIT_EXPECT_EQ(test, r.ru_maxrss, 700 * HZ + 5);
	KUNIT_EXPECT_EQ(test, r.ru_nvcsw, 7);
	KUNIT_EXPECT_EQ(test, r.ru_nivcsw, 9);
}

/* ---- which child ---- */

/* The status of the child that is found and goes, or -errno. */
static long status_with(pid_t pid, unsigned int options)
{
	pid_t found = do_syscall(wait4, pid, 0, options | WNOHANG, 0);

	return found <= 0 ? found : found == child.task->pid ? 3 : found == other.task->pid ? 4 : 5;
}

static long with_wclone(struct puppet *puppet)
{
	long results = status_with(child.task->pid, __WCLONE) == -ECHILD &&
		       status_with(other.task->pid, 0) == -ECHILD;

	results += (status_with(-1, __WCLONE) == 4) * 10;
	return results + (status_with(-1, 0) == 3) * 100;
}

/* "Clone" children are those whose end is told by another signal than SIGCHLD, or by none. */
static void wclone_is_for_children_of_another_signal(struct kunit *test)
{
	make_family(test, with_wclone);
	set_family_field(other.task, exit_signal, 0);
	make_zombie(&child);
	make_zombie(&other);
	KUNIT_EXPECT_EQ(test, let_parent_wait(), 111L);
}

static long with_wall(struct puppet *puppet)
{
	return status_with(child.task->pid, __WALL) * 10 + status_with(other.task->pid, __WALL);
}

static void wall_is_for_all(struct kunit *test)
{
	make_family(test, with_wall);
	set_family_field(other.task, exit_signal, SIGUSR1);
	make_zombie(&child);
	make_zombie(&other);
	KUNIT_EXPECT_EQ(test, let_parent_wait(), 34L);
}

static long with_groups(struct puppet *puppet)
{
	long results = status_with(0, 0) == 4; /* of one's own group */

	results += (status_with(-other.task->pid, 0) == -ECHILD) * 10;
	results += (status_with(-child.task->pid, 0) == 3) * 100;
	return results + (status_with(-1, 0) == -ECHILD) * 1000;
}

static void a_group_is_waited_for_by_its_number(struct kunit *test)
{
	make_family(test, with_groups);
	put_in_group(other.task, parent.task->pid, parent.task->pid);
	make_zombie(&child);
	make_zombie(&other);
	KUNIT_EXPECT_EQ(test, let_parent_wait(), 1111L);
}

/* ---- what waitid() tells ---- */

#define INFO  FIXED_AT
#define USAGE (FIXED_AT + 256)

static siginfo_t stopped, continued, killed, nobody;
static struct rusage usage;

static long ask(siginfo_t *info, unsigned int options)
{
	long err;

	for (unsigned int i = 0; i < sizeof(*info); i += 4)
		write_user(INFO + i, -1UL);
	err = do_syscall(waitid, P_PID, child.task->pid, INFO, options | WNOHANG, USAGE);
	return err ?: copy_from_user(info, (void *)INFO, sizeof(*info));
}

static void report(struct puppet *puppet, int what)
{
	set_family_field(puppet->task, stop_report, what);
}

static long ask_for_all(struct puppet *puppet)
{
	struct mm_struct *mm = mm_alloc();
	long err;

	if (!mm)
		return -ENOMEM;
	switch_mm_current(mm);
	map_anon_at(FIXED_AT, PAGES(1), RW);
	report(&child, STOP_REPORT(SIGTTOU));
	err = ask(&stopped, WSTOPPED);
	err |= ask(&nobody, WSTOPPED | WCONTINUED | WEXITED);
	report(&child, STOP_REPORT_CONTINUED);
	err |= ask(&continued, WCONTINUED);
	make_zombie(&child);
	child.task->nvcsw = 77;
	err |= ask(&killed, WEXITED | WNOWAIT);
	if (copy_from_user(&usage, (void *)USAGE, sizeof(usage)) ||
	    do_syscall(waitid, P_PID, child.task->pid, INFO, WEXITED | WNOWAIT, 1) != -EFAULT ||
	    do_syscall(waitid, P_PID, child.task->pid, 1, WEXITED | WNOWAIT, 0) != -EFAULT)
		err = -EFAULT;
	return err;
}

static void expect_info(struct kunit *test, const siginfo_t *info, int code, int status)
{
	KUNIT_EXPECT_EQ(test, info->si_signo, SIGCHLD);
	KUNIT_EXPECT_EQ(test, info->si_errno, 0);
	KUNIT_EXPECT_EQ(test, info->si_code, code);
	KUNIT_EXPECT_EQ(test, info->si_status, status);
	KUNIT_EXPECT_EQ(test, info->si_pid, child.task->pid);
	KUNIT_EXPECT_EQ(test, info->si_uid, 0);
}

static void waitid_tells_who_and_why(struct kunit *test)
{
	make_family(test, ask_for_all);
	child.status = SIGTERM;
	KUNIT_EXPECT_EQ(test, let_parent_wait(), 0L);
	expect_info(test, &stopped, CLD_STOPPED, SIGTTOU);
	expect_info(test, &continued, CLD_CONTINUED, SIGCONT);
	expect_info(test, &killed, CLD_KILLED, SIGTERM);
	KUNIT_EXPECT_EQ(test, usage.ru_nvcsw, 77);
	KUNIT_EXPECT_EQ(test, nobody.si_signo | nobody.si_code | nobody.si_pid, 0);
	KUNIT_EXPECT_EQ(test, nobody.si_errno | nobody.si_status, 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(waitpid_finds_who_was_asked_for),
	KUNIT_CASE(waitid_looks_and_takes),
	KUNIT_CASE(stops_are_told_once_to_who_wants_to_know),
	KUNIT_CASE(what_children_and_theirs_used_is_added_up),
	KUNIT_CASE(the_largest_child_is_remembered),
	KUNIT_CASE(who_is_only_looked_at_is_not_added),
	KUNIT_CASE(who_goes_unasked_is_not_added),
	KUNIT_CASE(usage_is_ones_own_the_childrens_or_both),
	KUNIT_CASE(wclone_is_for_children_of_another_signal),
	KUNIT_CASE(wall_is_for_all),
	KUNIT_CASE(a_group_is_waited_for_by_its_number),
	KUNIT_CASE(waitid_tells_who_and_why),
	{},
};

static struct kunit_suite suite = { .name = "wait4", .exit = end_family, .test_cases = cases };
kunit_test_suite(suite);
