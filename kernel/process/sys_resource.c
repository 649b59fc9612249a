/* SPDX-License-Identifier: MIT */
/*
 * Limits and what has been used: getrlimit, setrlimit, prlimit64, getrusage, times.
 *
 * Times are ticks of the timer interrupt, by what it found running: cheap, and as coarse as that. Limits are
 * kept as 32-bit numbers, all ones being "none"; where 64-bit numbers come in, anything larger is none.
 *
 * Who enforces which: RLIMIT_AS, DATA, STACK: mm; NOFILE: the descriptor table; NPROC: fork.c; SIGPENDING:
 * signals; CPU: cpu_timer.c. The others are kept and given back.
 *
 * Tests: tests/user.
 */
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/mm_types.h>
#include <linux/param.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "task.h"

/* ---- used ---- */

static struct old_timeval ticks_to_timeval(unsigned long ticks)
{
	return (struct old_timeval){ ticks / HZ, ticks % HZ * (USEC_PER_SEC / HZ) };
}

/* Sums of a process: of itself, of its children that were waited for. */
struct sums {
	unsigned long utime, stime, min_flt, maj_flt, maxrss;
};

/* Resident pages at most, of a task that has a memory; one that has left it never has one again. */
static unsigned long most_pages(struct task_struct *p)
{
	const struct mm_struct *mm;
	unsigned long most, flags;

	if (!READ_ONCE(p->mm))
		return 0;
	spin_lock_irqsave(&p->alloc_lock, flags);
	mm = task_field(p, mm);
	most = mm ? get_mm_hiwater_rss(mm) : 0;
	spin_unlock_irqrestore(&p->alloc_lock, flags);
	return most;
}

static void add_self(struct sums *sums, struct task_struct *p)
{
	const struct signal_struct *sig = task_field(p, signal);

	sums->utime += p->utime;
	sums->stime += p->stime;
	sums->min_flt += sig->min_flt;
	sums->maj_flt += sig->maj_flt;
	sums->maxrss = max3(sums->maxrss, sig->maxrss, most_pages(p) << (PAGE_SHIFT - 10));
}

static void add_children(struct sums *sums, const struct signal_struct *sig)
{
	sums->utime += sig->cutime;
	sums->stime += sig->cstime;
	sums->min_flt += sig->cmin_flt;
	sums->maj_flt += sig->cmaj_flt;
	sums->maxrss = max(sums->maxrss, sig->cmaxrss);
}

void fill_rusage(struct rusage *r, struct task_struct *p, int who)
{
	struct sums sums = {};

	memset(r, 0, sizeof(*r));
	if (who != RUSAGE_CHILDREN) {
		add_self(&sums, p);
		r->ru_nvcsw = p->nvcsw;
		r->ru_nivcsw = p->nivcsw;
	}
	if (who == RUSAGE_CHILDREN || who == RUSAGE_BOTH)
		add_children(&sums, task_field(p, signal));
	r->ru_utime = ticks_to_timeval(sums.utime);
	r->ru_stime = ticks_to_timeval(sums.stime);
	r->ru_minflt = sums.min_flt;
	r->ru_majflt = sums.maj_flt;
	r->ru_maxrss = sums.maxrss;
}

SYSCALL_DEFINE2(getrusage, int, who, struct rusage __user *, to)
{
	struct rusage r;

	if (who != RUSAGE_SELF && who != RUSAGE_CHILDREN && who != RUSAGE_THREAD)
		return -EINVAL;
	fill_rusage(&r, current, who);
	return copy_to_user(to, &r, sizeof(r)) ? -EFAULT : 0;
}

/* Ticks since boot; the jiffies' start in the negative does not show. */
SYSCALL_DEFINE1(times, struct tms __user *, to)
{
	const struct signal_struct *sig = current->signal;
	struct tms tms = { current->utime, current->stime, sig->cutime, sig->cstime };

	if (to && copy_to_user(to, &tms, sizeof(tms)))
		return -EFAULT;
	return (get_jiffies_64() - INITIAL_JIFFIES) & LONG_MAX;
}

/* ---- limits ---- */

#define NR_OPEN (1024 * 1024) /* Linux's fs.nr_open: the most descriptors that a limit may allow */

/* The limit as it was goes to @old. Only root is here: it may raise them, too. */
static int do_prlimit(struct task_struct *p, unsigned int resource, const struct rlimit *new,
		      struct rlimit *old)
{
	struct signal_struct *sig = task_field(p, signal);
	struct rlimit *limit;
	unsigned long flags;

	if (resource >= RLIM_NLIMITS || (new &&new->rlim_cur > new->rlim_max))
		return -EINVAL;
	if (new &&resource == RLIMIT_NOFILE &&new->rlim_max > NR_OPEN)
		return -EPERM;
	limit = &sig->rlim[resource];
	spin_lock_irqsave(&sig->timer_lock, flags);
	*old = *limit;
	if (new)
		*limit = *new;
	update_cpu_timers(sig);
	spin_unlock_irqrestore(&sig->timer_lock, flags);
	return 0;
}

SYSCALL_DEFINE2(ugetrlimit, unsigned int, resource, struct rlimit __user *, to)
{
	struct rlimit r;
	int err = do_prlimit(current, resource, NULL, &r);

	if (err)
		return err;
	return copy_to_user(to, &r, sizeof(r)) ? -EFAULT : 0;
}

/* The first getrlimit knew only 31 bits. */
SYSCALL_DEFINE2(getrlimit, unsigned int, resource, struct rlimit __user *, to)
{
	struct rlimit r;
	int err = do_prlimit(current, resource, NULL, &r);

	if (err)
		return err;
	r.rlim_cur = min(r.rlim_cur, (unsigned long)LONG_MAX);
	r.rlim_max = min(r.rlim_max, (unsigned long)LONG_MAX);
	return copy_to_user(to, &r, sizeof(r)) ? -EFAULT : 0;
}

SYSCALL_DEFINE2(setrlimit, unsigned int, resource, const struct rlimit __user *, from)
{
	struct rlimit new, old;

	if (copy_from_user(&new, from, sizeof(new)))
		return -EFAULT;
	return do_prlimit(current, resource, &new, &old);
}

static u64 widen(unsigned long limit)
{
	return limit == RLIM_INFINITY ? RLIM64_INFINITY : limit;
}

static unsigned long narrow(u64 limit)
{
	return min(limit, (u64)RLIM_INFINITY);
}

static int change_limits(struct task_struct *p, unsigned int resource, const struct rlimit *new,
			 struct rlimit64 __user *to)
{
	struct rlimit old;
	struct rlimit64 was;
	int err = task_field(p, signal) ? do_prlimit(p, resource, new, &old) : -EPERM;

	if (err || !to)
		return err;
	was = (struct rlimit64){ widen(old.rlim_cur), widen(old.rlim_max) };
	return copy_to_user(to, &was, sizeof(was)) ? -EFAULT : 0;
}

SYSCALL_DEFINE4(prlimit64, pid_t, pid, unsigned int, resource, const struct rlimit64 __user *, from,
		struct rlimit64 __user *, to)
{
	struct task_struct *p;
	struct rlimit64 wide;
	struct rlimit new = {};
	int err;

	if (from && copy_from_user(&wide, from, sizeof(wide)))
		return -EFAULT;
	if (from)
		new = (struct rlimit){ narrow(wide.rlim_cur), narrow(wide.rlim_max) };
	p = pid ? find_get_task_by_vpid(pid) : get_task_struct(current);
	if (!p)
		return -ESRCH;
	err = change_limits(p, resource, from ? &new : NULL, to);
	put_task_struct(p);
	return err;
}
