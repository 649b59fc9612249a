/* SPDX-License-Identifier: MIT */
/*
 * Clocks and sleeping. i386 has most calls twice: the first with seconds of 32 bits, a later one (..64) with 64.
 *
 *	REALTIME		what the machine's clock said at boot, and the time since then
 *	MONOTONIC, RAW, BOOTTIME	since boot; nobody adjusts it, nothing suspends
 *	..._COARSE		the same clocks: the fine ones are cheap enough
 *	..._CPUTIME_ID		ticks in which the process was found running; others' have negative numbers
 *
 * Sleeping counts ticks (linux/timer.h): never less than asked for, up to a tick and a half more. A signal
 * ends it with -EINTR and what was left.
 *
 * Tests: tests/user.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/param.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>
#include <uapi/linux/time.h>

#include "task.h"

#define KTIME_SEC_MAX 9223372036LL /* more seconds do not fit in 63 bits of nanoseconds */

/* ---- the two sizes ---- */

int get_time32(s64 *ns, const struct old_timespec32 __user *from)
{
	struct old_timespec32 ts;

	if (copy_from_user(&ts, from, sizeof(ts)))
		return -EFAULT;
	if (ts.tv_sec < 0 || (u32)ts.tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	*ns = ktime_set(ts.tv_sec, ts.tv_nsec);
	return 0;
}

int get_time64(s64 *ns, const struct __kernel_timespec __user *from)
{
	struct __kernel_timespec ts;

	if (copy_from_user(&ts, from, sizeof(ts)))
		return -EFAULT;
	if (ts.tv_sec < 0 || (u32)ts.tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	*ns = ts.tv_sec < KTIME_SEC_MAX ? ktime_set(ts.tv_sec, (u32)ts.tv_nsec) : KTIME_MAX;
	return 0;
}

static int put_time32(struct old_timespec32 __user *to, s64 ns)
{
	struct old_timespec32 ts;
	u32 rest;

	ts.tv_sec = div_u64_rem(ns, NSEC_PER_SEC, &rest);
	ts.tv_nsec = rest;
	return copy_to_user(to, &ts, sizeof(ts)) ? -EFAULT : 0;
}

static int put_time64(struct __kernel_timespec __user *to, s64 ns)
{
	struct __kernel_timespec ts;
	u32 rest;

	ts.tv_sec = div_u64_rem(ns, NSEC_PER_SEC, &rest);
	ts.tv_nsec = rest;
	return copy_to_user(to, &ts, sizeof(ts)) ? -EFAULT : 0;
}

/* ---- reading clocks ---- */

static int read_clock(int clock, s64 *ns)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
		*ns = ktime_get_real();
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
		*ns = ktime_get();
		return 0;
	case CLOCK_PROCESS_CPUTIME_ID:
	case CLOCK_THREAD_CPUTIME_ID:
		*ns = (u64)(current->utime + current->stime) * TICK_NSEC;
		return 0;
	}
	return clock < 0 ? read_cpu_clock(clock, ns) : -EINVAL;
}

static int clock_resolution(int clock, s64 *ns)
{
	s64 unused;
	int err = read_clock(clock, &unused);

	*ns = clock < 0 || clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID ||
			      clock == CLOCK_REALTIME_COARSE || clock == CLOCK_MONOTONIC_COARSE ?
		      TICK_NSEC :
		      1;
	return err;
}

SYSCALL_DEFINE2(clock_gettime, int, clock, struct old_timespec32 __user *, to)
{
	s64 ns;

	return read_clock(clock, &ns) ?: put_time32(to, ns);
}

SYSCALL_DEFINE2(clock_gettime64, int, clock, struct __kernel_timespec __user *, to)
{
	s64 ns;

	return read_clock(clock, &ns) ?: put_time64(to, ns);
}

SYSCALL_DEFINE2(clock_getres, int, clock, struct old_timespec32 __user *, to)
{
	s64 ns;
	int err = clock_resolution(clock, &ns);

	return err || !to ? err : put_time32(to, ns);
}

SYSCALL_DEFINE2(clock_getres_time64, int, clock, struct __kernel_timespec __user *, to)
{
	s64 ns;
	int err = clock_resolution(clock, &ns);

	return err || !to ? err : put_time64(to, ns);
}

SYSCALL_DEFINE2(gettimeofday, struct old_timeval __user *, to, struct timezone __user *, zone)
{
	struct old_timeval tv;
	u32 rest;

	tv.tv_sec = div_u64_rem(ktime_get_real(), NSEC_PER_SEC, &rest);
	tv.tv_usec = rest / NSEC_PER_USEC;
	if (to && copy_to_user(to, &tv, sizeof(tv)))
		return -EFAULT;
	if (zone && clear_user(zone, sizeof(*zone)))
		return -EFAULT;
	return 0;
}

SYSCALL_DEFINE1(time, s32 __user *, to)
{
	s32 seconds = div_u64(ktime_get_real(), NSEC_PER_SEC);

	return to && put_user(seconds, to) ? -EFAULT : seconds;
}

/* ---- sleeping ---- */

int __sched sleep_until(ktime_t deadline)
{
	int err;

	do {
		set_current_state(TASK_INTERRUPTIBLE);
		err = schedule_until(deadline);
	} while (err && !signal_pending(current));
	return err;
}

ktime_t ktime_after_ns(s64 ns)
{
	ktime_t now = ktime_get();

	return ns < KTIME_MAX - now ? now + ns : KTIME_MAX;
}

/* To a moment. Again from the start, if no handler ran: the moment stays the same. */
static long sleep_to(ktime_t deadline)
{
	return sleep_until(deadline) ? -ERESTARTNOHAND : 0;
}

static int put_time(void __user *to, s64 ns, bool wide)
{
	return wide ? put_time64(to, ns) : put_time32(to, ns);
}

/* For a time. What is left is told; if no handler ran (a stop and SIGCONT), it sleeps on to the same moment. */
static long sleep_on(struct restart_block *restart)
{
	void __user *rest = (void __user *)restart->arg[0];
	s64 left;

	if (!sleep_until(restart->expires))
		return 0;
	left = max((s64)restart->expires - ktime_get(), (s64)0);
	if (rest && put_time(rest, left, restart->arg[1]))
		return -EFAULT;
	restart->fn = sleep_on;
	return -ERESTART_RESTARTBLOCK;
}

static long sleep_for(s64 ns, void __user *rest, bool wide)
{
	struct restart_block *restart = &current->restart_block;

	restart->expires = ktime_after_ns(ns);
	restart->arg[0] = (unsigned long)rest;
	restart->arg[1] = wide;
	return sleep_on(restart);
}

/* Which clocks can be slept on. */
static int check_sleep_clock(int clock)
{
	s64 unused;

	if (read_clock(clock, &unused))
		return -EINVAL;
	if (clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC || clock == CLOCK_BOOTTIME)
		return 0;
	return -EOPNOTSUPP;
}

/* Nobody sets the other clock, so their distance stays. */
ktime_t to_monotonic(int clock, s64 ns)
{
	return clock == CLOCK_REALTIME ? ns - (ktime_get_real() - ktime_get()) : ns;
}

SYSCALL_DEFINE2(nanosleep, const struct old_timespec32 __user *, from,
		struct old_timespec32 __user *, rest)
{
	s64 ns;
	int err = get_time32(&ns, from);

	return err ?: sleep_for(ns, rest, false);
}

SYSCALL_DEFINE4(clock_nanosleep, int, clock, int, flags, const struct old_timespec32 __user *, from,
		struct old_timespec32 __user *, rest)
{
	s64 ns;
	int err = check_sleep_clock(clock) ?: get_time32(&ns, from);

	if (err)
		return err;
	if (flags & TIMER_ABSTIME)
		return sleep_to(to_monotonic(clock, ns));
	return sleep_for(ns, rest, false);
}

SYSCALL_DEFINE4(clock_nanosleep_time64, int, clock, int, flags,
		const struct __kernel_timespec __user *, from, struct __kernel_timespec __user *,
		rest)
{
	s64 ns;
	int err = check_sleep_clock(clock) ?: get_time64(&ns, from);

	if (err)
		return err;
	if (flags & TIMER_ABSTIME)
		return sleep_to(to_monotonic(clock, ns));
	return sleep_for(ns, rest, true);
}
