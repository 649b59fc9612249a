/* SPDX-License-Identifier: MIT */
/*
 * What a process used, its children and theirs: wait4() tells it of the child that it takes, and the parent's sums of all
 * children grow by just that. A child that is stopped is told with what it used so far.
 *
 *	usage
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/child.h"

#define PAGE 4096UL
#define MS   1000L

static int faults;

static void expect(int is, const char *what)
{
	if (!is)
		printf("not so: %s\n", what);
	faults += !is;
}

static long us(struct timeval t)
{
	return t.tv_sec * 1000 * MS + t.tv_usec;
}

static struct rusage used(int who)
{
	struct rusage r;

	getrusage(who, &r);
	return r;
}

static void touch(unsigned long pages)
{
	volatile char *p = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (unsigned long i = 0; i < pages; i++)
		p[i * PAGE] = 1;
}

/* Until it has used this much more of both times. */
static void work(long user, long system)
{
	volatile unsigned int n = 0;

	user += us(used(RUSAGE_SELF).ru_utime);
	while (us(used(RUSAGE_SELF).ru_utime) < user)
		for (int i = 0; i < 10000; i++)
			n++;
	system += us(used(RUSAGE_SELF).ru_stime);
	while (us(used(RUSAGE_SELF).ru_stime) < system)
		getppid();
}

static int grandchild(void *arg)
{
	touch(300);
	work(50 * MS, 40 * MS);
	return 0;
}

static int child(void *arg)
{
	pid_t pid = start_child(grandchild, NULL);

	waitpid(pid, NULL, 0);
	touch(50);
	work(20 * MS, 30 * MS);
	return 0;
}

static int stops(void *arg)
{
	touch(100);
	raise(SIGSTOP);
	return 0;
}

/* Linux counts in nanoseconds and cuts each figure to microseconds. */
static int is_sum(struct timeval sum, struct timeval a, struct timeval b)
{
	return labs(us(sum) - us(a) - us(b)) <= 2;
}

/* Runs it, and compares what is told of it with how much the sums of all children have grown. */
static struct rusage take(int (*run)(void *arg))
{
	struct rusage before = used(RUSAGE_CHILDREN), one, after;

	wait4(start_child(run, NULL), NULL, 0, &one);
	after = used(RUSAGE_CHILDREN);
	expect(is_sum(after.ru_utime, before.ru_utime, one.ru_utime), "user time is added up");
	expect(is_sum(after.ru_stime, before.ru_stime, one.ru_stime), "system time is added up");
	expect(after.ru_minflt == before.ru_minflt + one.ru_minflt, "minor faults are added up");
	expect(after.ru_majflt == before.ru_majflt + one.ru_majflt, "major faults are added up");
	expect(after.ru_maxrss ==
		       (before.ru_maxrss > one.ru_maxrss ? before.ru_maxrss : one.ru_maxrss),
	       "of the largest sizes the largest counts");
	return one;
}

static void a_stopped_child_is_told_with_what_it_used(void)
{
	pid_t pid = start_child(stops, NULL);
	struct rusage r;
	int status = 0;

	memset(&r, 0, sizeof(r));
	expect(wait4(pid, &status, WUNTRACED, &r) == pid && WIFSTOPPED(status), "it is stopped");
	expect(r.ru_minflt >= 100, "a stopped child's faults");
	kill(pid, SIGCONT);
	expect(waitpid(pid, &status, 0) == pid && WIFEXITED(status), "it ends");
}

int main(int argc, char **argv)
{
	struct rusage one;

	one = take(child);
	expect(us(one.ru_utime) >= 70 * MS, "the user time of a child and its own child");
	expect(us(one.ru_stime) >= 70 * MS, "the system time of a child and its own child");
	expect(one.ru_minflt >= 350, "the faults of a child and its own child");
	expect(one.ru_maxrss >= 300 * 4, "the largest size is the grandchild's");
	one = take(grandchild);
	expect(one.ru_minflt >= 300 && one.ru_minflt < 650, "of one child only its own faults");
	a_stopped_child_is_told_with_what_it_used();
	puts(faults ? "usage: faults" : "usage: all sums are right");
	return faults != 0;
}
