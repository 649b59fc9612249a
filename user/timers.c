/* SPDX-License-Identifier: MIT */
/*
 * The interval timers, alarm() and RLIMIT_CPU: what is left is never more than what was set, nothing comes too early,
 * and the right signal comes.
 *
 *	timers		what is the same on every i386 Linux
 *	timers -s	the same for what takes seconds of the CPU
 *	timers -k	where Linux is a tick off: timers of the CPU's time
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "lib/child.h"
#include "lib/say.h"

#define MS 1000L /* in us */

static const char *const names[] = { "ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF" };
static volatile sig_atomic_t came[65];

static void on(int sig)
{
	came[sig]++;
}

static long long us_of(struct timeval tv)
{
	return tv.tv_sec * 1000000LL + tv.tv_usec;
}

static long long now_us(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static struct itimerval every(long long us, long long interval)
{
	return (struct itimerval){ { interval / 1000000, interval % 1000000 },
				   { us / 1000000, us % 1000000 } };
}

/* ---- what is left ---- */

/* @slack: how much more may be left. */
static void t_left(int which, long long slack)
{
	static const long long set[] = { 1, 1000, 5001, 999999, 5000000, 2147483647000000LL };
	struct itimerval value, now, off = every(0, 0);
	char what[48];

	for (unsigned int i = 0; i < sizeof(set) / sizeof(set[0]); i++) {
		value = every(set[i], 0);
		setitimer(which, &value, NULL);
		getitimer(which, &now);
		snprintf(what, sizeof(what), "%lld us, not more are left", set[i]);
		say(what, us_of(now.it_value) <= set[i] + slack);
		setitimer(which, &off, NULL);
	}
	value = every(5000000, 7000);
	setitimer(which, &value, NULL);
	setitimer(which, &off, &now);
	say("the old one is told", us_of(now.it_value) <= 5000000 + slack &&
					   us_of(now.it_value) > 4000000 &&
					   us_of(now.it_interval) == 7000);
	getitimer(which, &now);
	say("off", us_of(now.it_value) + us_of(now.it_interval));
	value = every(0, 5000);
	setitimer(which, &value, NULL);
	getitimer(which, &now);
	say("off with an interval", us_of(now.it_value));
	setitimer(which, &off, NULL);
}

static void t_errors(int which)
{
	struct itimerval bad_us = { { 0, 0 }, { 0, 1000000 } },
			 bad_interval = { { 0, -1 }, { 1, 0 } }, negative = { { 0, 0 }, { -1, 0 } };

	say("microseconds too large", raw(SYS_setitimer, which, &bad_us, NULL));
	say("negative interval", raw(SYS_setitimer, which, &bad_interval, NULL));
	say("negative", raw(SYS_setitimer, which, &negative, NULL));
	say("bad address", raw(SYS_setitimer, which, 0x10, NULL));
	say("bad address to ask", raw(SYS_getitimer, which, 0x10));
}

/* ---- the signal ---- */

static void burn(volatile sig_atomic_t *until)
{
	while (!*until)
		getppid();
}

/* How much too early it comes does not count but where @exact. */
static void t_comes(int which, int sig, int exact)
{
	static const clockid_t clock[] = { CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID,
					   CLOCK_PROCESS_CPUTIME_ID };
	struct itimerval value = every(11 * MS, 0), now;
	long long before;

	signal(sig, on);
	came[sig] = 0;
	before = now_us(clock[which]);
	setitimer(which, &value, NULL);
	burn(&came[sig]);
	say("too early", exact && now_us(clock[which]) - before < 11 * MS);
	getitimer(which, &now);
	say("once, then off", us_of(now.it_value));
	value = every(10 * MS, 10 * MS);
	setitimer(which, &value, NULL);
	before = now_us(clock[which]);
	for (int i = 0; i < 3; i++) {
		came[sig] = 0;
		burn(&came[sig]);
	}
	say("three times too early", exact && now_us(clock[which]) - before < 30 * MS);
	value = every(0, 0);
	setitimer(which, &value, NULL);
}

static int ask_for_parents_timer(void *arg)
{
	struct itimerval now;

	getitimer((long)arg, &now);
	return us_of(now.it_value) != 0;
}

static void t_timer(int which, int sig)
{
	struct itimerval value = every(1000000 * MS, 0), off = every(0, 0);

	subject(names[which]);
	signal(sig, SIG_IGN);
	t_left(which, which == ITIMER_REAL ? 0 : 20000);
	t_errors(which);
	t_comes(which, sig, which == ITIMER_REAL);
	setitimer(which, &value, NULL);
	printf("%s, in a child: %s\n", names[which],
	       run_in_child(ask_for_parents_timer, (void *)(long)which));
	setitimer(which, &off, NULL);
}

/* What it sleeps does not count. */
static void t_asleep(void)
{
	struct itimerval value = every(30 * MS, 0), off = every(0, 0);

	subject("asleep");
	signal(SIGVTALRM, on);
	signal(SIGPROF, on);
	came[SIGVTALRM] = came[SIGPROF] = 0;
	setitimer(ITIMER_VIRTUAL, &value, NULL);
	setitimer(ITIMER_PROF, &value, NULL);
	usleep(100 * MS);
	say("time used", came[SIGVTALRM] + came[SIGPROF]);
	setitimer(ITIMER_VIRTUAL, &off, NULL);
	setitimer(ITIMER_PROF, &off, NULL);
}

static void t_alarm(void)
{
	subject("alarm");
	say("nothing before", alarm(2147483647));
	say("the largest is kept", alarm(0xffffffff) >= 2147483646);
	say("a larger one as well", alarm(1) >= 2147483646);
	say("a second", alarm(0));
	say("none", alarm(0));
	ualarm(100000, 0);
	say("a tenth of a second is not none", alarm(0));
	ualarm(600000, 0);
	say("nor is it two", alarm(0));
}

/* ---- no sleep ends too early ---- */

static void t_sleep(void)
{
	int early = 0;
	sigset_t set;

	subject("sleeping");
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < 40; i++) {
		long long us = (i % 5 * 7 + 3) * 997, before = now_us(CLOCK_MONOTONIC);
		struct timespec ts = { 0, us * 1000 };

		sigtimedwait(&set, NULL, &ts);
		early += now_us(CLOCK_MONOTONIC) - before < us;
		before = now_us(CLOCK_MONOTONIC);
		nanosleep(&ts, NULL);
		early += now_us(CLOCK_MONOTONIC) - before < us;
	}
	say("sleeps that were too short", early);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/* ---- RLIMIT_CPU ---- */

static int burn_for_ever(void *arg)
{
	const struct rlimit *limit = arg;

	if (limit)
		setrlimit(RLIMIT_CPU, limit);
	while (getppid() >= 0)
		;
	return 0;
}

/* A signal at once, and the soft limit moves on. */
static int count_signals(void *arg)
{
	struct rlimit limit = { 0, 10 };

	signal(SIGXCPU, on);
	setrlimit(RLIMIT_CPU, &limit);
	burn(&came[SIGXCPU]);
	getrlimit(RLIMIT_CPU, &limit);
	return limit.rlim_cur * 100 + limit.rlim_max;
}

static int inherited(void *arg)
{
	struct rlimit limit = { 0, RLIM_INFINITY };

	signal(SIGXCPU, SIG_IGN);
	setrlimit(RLIMIT_CPU, &limit);
	signal(SIGXCPU, SIG_DFL);
	return strcmp(run_in_child(burn_for_ever, NULL), "signal 24");
}

static void t_limit(void)
{
	struct rlimit soft = { 0, RLIM_INFINITY }, hard = { 0, 0 };

	printf("RLIMIT_CPU, soft: %s\n", run_in_child(burn_for_ever, &soft));
	printf("RLIMIT_CPU, hard: %s\n", run_in_child(burn_for_ever, &hard));
	printf("RLIMIT_CPU, with a handler: %s\n", run_in_child(count_signals, NULL));
	printf("RLIMIT_CPU, of a child: %s\n", run_in_child(inherited, NULL));
}

/* SIGXCPU each second, then SIGKILL. */
static int count_seconds(void *arg)
{
	struct rlimit limit = { 1, 3 };

	signal(SIGXCPU, on);
	setrlimit(RLIMIT_CPU, &limit);
	for (int i = 1; i < 3; i++) {
		came[SIGXCPU] = 0;
		burn(&came[SIGXCPU]);
		getrlimit(RLIMIT_CPU, &limit);
		printf("RLIMIT_CPU, second %d: the limit is now %ld\n", i, (long)limit.rlim_cur);
		fflush(stdout);
	}
	return burn_for_ever(NULL);
}

static void t_seconds(void)
{
	struct rlimit soft = { 1, RLIM_INFINITY };

	printf("RLIMIT_CPU, a second: %s\n", run_in_child(burn_for_ever, &soft));
	printf("RLIMIT_CPU, to the end: %s\n", run_in_child(count_seconds, NULL));
}

/* ---- clocks of processes ---- */

static void t_clocks(void)
{
	struct timespec t;
	clockid_t clock;

	subject("clocks");
	say("of oneself",
	    clock_getcpuclockid(getpid(), &clock) ?: raw(SYS_clock_gettime, clock, &t));
	say("of process 0", clock_getcpuclockid(0, &clock) ?: raw(SYS_clock_gettime, clock, &t));
	say("its resolution", raw(SYS_clock_getres, clock, NULL));
	say("of nobody", clock_getcpuclockid(4194303, &clock) == ESRCH);
	say("of no kind", raw(SYS_clock_gettime, (long)((~getpid() << 3) | 3), &t));
	say("user time", raw(SYS_clock_gettime, (long)((~getpid() << 3) | 1), &t));
}

static void t_exactly(int which, int sig)
{
	subject(names[which]);
	signal(sig, SIG_IGN);
	t_left(which, 0);
	t_comes(which, sig, 1);
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "-s")) {
		t_seconds();
		return 0;
	}
	if (argc > 1) {
		t_exactly(ITIMER_VIRTUAL, SIGVTALRM);
		t_exactly(ITIMER_PROF, SIGPROF);
		return 0;
	}
	t_timer(ITIMER_REAL, SIGALRM);
	t_timer(ITIMER_VIRTUAL, SIGVTALRM);
	t_timer(ITIMER_PROF, SIGPROF);
	say("no such timer", raw(SYS_getitimer, 3L, &(struct itimerval){}));
	t_asleep();
	t_alarm();
	t_sleep();
	t_limit();
	t_clocks();
	return 0;
}
