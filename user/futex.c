/* SPDX-License-Identifier: MIT */
/*
 * futex() between processes: without waiters, with a word that has changed, bad addresses, time limits, signals; memory
 * shared by fork, mapped twice, of this process alone. What it prints is the same on every i386 Linux.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/child.h"
#include "lib/say.h"

#define PAGE  4096L
#define RW    (PROT_READ | PROT_WRITE)
#define ABOVE 0xfffff000L
#define MS    1000000L

struct time32 {
	int32_t sec, nsec;
};
struct time64 {
	int64_t sec, nsec;
};

static uint32_t *word; /* two pages shared with children, other words behind it */

static long futex(uint32_t *addr, int op, uint32_t val, void *timeout, uint32_t *addr2,
		  uint32_t val3)
{
	return raw(SYS_futex, addr, op, val, timeout, addr2, val3);
}

static void t_simple(void)
{
	struct time32 ms = { 0, MS }, bad_ns = { 0, 1000000000 }, negative = { -1, 0 };

	subject("futex");
	*word = 1;
	say("wake nobody", futex(word, FUTEX_WAKE, 1, NULL, NULL, 0));
	say("wake nobody, private",
	    futex(word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, INT32_MAX, NULL, NULL, 0));
	say("wait, changed", futex(word, FUTEX_WAIT, 2, NULL, NULL, 0));
	say("wait, changed, private", futex(word, FUTEX_WAIT_PRIVATE, 2, NULL, NULL, 0));
	say("wait, changed, with a time", futex(word, FUTEX_WAIT, 2, &ms, NULL, 0));
	say("wait, time is up", futex(word, FUTEX_WAIT, 1, &ms, NULL, 0));
	say("wait, time is up, private", futex(word, FUTEX_WAIT_PRIVATE, 1, &ms, NULL, 0));
	say("wait, nanoseconds too large", futex(word, FUTEX_WAIT, 1, &bad_ns, NULL, 0));
	say("wait, negative time", futex(word, FUTEX_WAIT, 1, &negative, NULL, 0));
	say("wait, bad time", futex(word, FUTEX_WAIT, 1, (void *)0x10, NULL, 0));
	say("wait, unaligned", futex((uint32_t *)((char *)word + 2), FUTEX_WAIT, 1, NULL, NULL, 0));
	say("wake, unaligned", futex((uint32_t *)((char *)word + 1), FUTEX_WAKE, 1, NULL, NULL, 0));
	say("wait, bad address", futex((void *)0x10, FUTEX_WAIT, 1, NULL, NULL, 0));
	say("wait, bad address, private",
	    futex((void *)0x10, FUTEX_WAIT_PRIVATE, 1, NULL, NULL, 0));
	say("wait above", futex((void *)ABOVE, FUTEX_WAIT, 1, NULL, NULL, 0));
	say("wake, bad address", futex((void *)0x10, FUTEX_WAKE, 1, NULL, NULL, 0));
	say("wake, bad address, private",
	    futex((void *)0x10, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
	say("wake above", futex((void *)ABOVE, FUTEX_WAKE, 1, NULL, NULL, 0));
	say("no bits to wait for", futex(word, FUTEX_WAIT_BITSET, 1, NULL, NULL, 0));
	say("no bits to wake", futex(word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0));
	say("the clock where there is none",
	    futex(word, FUTEX_WAKE | FUTEX_CLOCK_REALTIME, 1, NULL, NULL, 0));
	say("a wait on the clock", futex(word, FUTEX_WAIT | FUTEX_CLOCK_REALTIME, 1, &ms, NULL, 0));
	say("no such operation", futex(word, 99, 1, NULL, NULL, 0));
	say("move a negative number", futex(word, FUTEX_REQUEUE, 1, (void *)-1L, word + 1, 0));
	say("move nobody", futex(word, FUTEX_REQUEUE, 1, (void *)1L, word + 1, 0));
	say("move, the word has changed",
	    futex(word, FUTEX_CMP_REQUEUE, 1, (void *)1L, word + 1, 7));
	say("move, the word has not", futex(word, FUTEX_CMP_REQUEUE, 1, (void *)1L, word + 1, 1));
	say("move to a bad address",
	    futex(word, FUTEX_CMP_REQUEUE, 1, (void *)1L, (void *)0x10, 1));
}

/* No later than a moment that has gone: at once; and the 64-bit call. */
static void t_moments(void)
{
	struct time64 now, gone = { 0, 0 }, rubbish = { 0, 0x5000000000000001 };

	subject("moments");
	say("gone", raw(SYS_futex_time64, word, FUTEX_WAIT_BITSET, *word, &gone, NULL, -1L));
	say("gone on the wall clock",
	    raw(SYS_futex_time64, word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, *word, &gone,
		NULL, -1L));
	raw(SYS_clock_gettime64, (long)CLOCK_REALTIME, &now);
	now.nsec += 20 * MS;
	now.sec += now.nsec / 1000000000;
	now.nsec %= 1000000000;
	say("soon on the wall clock",
	    raw(SYS_futex_time64, word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, *word, &now, NULL,
		-1L));
	raw(SYS_clock_gettime64, (long)CLOCK_MONOTONIC, &now);
	now.nsec += 20 * MS;
	now.sec += now.nsec / 1000000000;
	now.nsec %= 1000000000;
	say("soon", raw(SYS_futex_time64, word, FUTEX_WAIT_BITSET, *word, &now, NULL, -1L));
	say("the upper half of the nanoseconds",
	    raw(SYS_futex_time64, word, FUTEX_WAIT, *word, &rubbish, NULL, 0L));
	gone.sec = -1;
	say("negative", raw(SYS_futex_time64, word, FUTEX_WAIT, *word, &gone, NULL, 0L));
}

/* ---- children that wait ---- */

/* A way to wait, for a child. */
struct wait {
	uint32_t *addr;
	int op;
	uint32_t bits;
	void *timeout;
};

static int wait_once(void *arg)
{
	const struct wait *w = arg;
	long result = futex(w->addr, w->op, *w->addr, w->timeout, NULL, w->bits);

	return result ? -result : 0;
}

/* Until that many sleep on the word: those moved from it to itself are counted. */
static void until_waiting(uint32_t *addr, long count)
{
	while (futex(addr, FUTEX_REQUEUE, 0, (void *)INT32_MAX, addr, 0) != count)
		usleep(1000);
}

static void t_wake(void)
{
	struct wait w = { word, FUTEX_WAIT, 0, NULL };
	pid_t child[3];

	subject("waking");
	for (int i = 0; i < 3; i++) {
		child[i] = start_child(wait_once, &w);
		until_waiting(word, i + 1);
	}
	say("one of three", futex(word, FUTEX_WAKE, 1, NULL, NULL, 0));
	printf("waking, the first: %s\n", end_of(child[0]));
	say("not another word", futex(word + 1, FUTEX_WAKE, 9, NULL, NULL, 0));
	say("not a private one", futex(word, FUTEX_WAKE_PRIVATE, 9, NULL, NULL, 0));
	say("all others", futex(word, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0));
	printf("waking, the second: %s", end_of(child[1]));
	printf(", the third: %s\n", end_of(child[2]));
}

static void t_bits(void)
{
	struct wait even = { word, FUTEX_WAIT_BITSET, 0x55555555, NULL },
		    odd = { word, FUTEX_WAIT_BITSET, 0xaaaaaaaa, NULL };
	pid_t first = start_child(wait_once, &even), second;

	subject("bits");
	until_waiting(word, 1);
	second = start_child(wait_once, &odd);
	until_waiting(word, 2);
	say("those of an odd bit", futex(word, FUTEX_WAKE_BITSET, 9, NULL, NULL, 2));
	printf("bits, the odd one: %s\n", end_of(second));
	say("whoever is left", futex(word, FUTEX_WAKE, 9, NULL, NULL, 0));
	printf("bits, the even one: %s\n", end_of(first));
}

static void t_move(void)
{
	struct wait w = { word, FUTEX_WAIT, 0, NULL };
	uint32_t *other = word + PAGE / 4;
	pid_t child[4];

	subject("moving");
	for (int i = 0; i < 4; i++) {
		child[i] = start_child(wait_once, &w);
		until_waiting(word, i + 1);
	}
	say("one woken, two moved", futex(word, FUTEX_CMP_REQUEUE, 1, (void *)2L, other, *word));
	printf("moving, the first: %s\n", end_of(child[0]));
	say("on the other word", futex(other, FUTEX_WAKE, 9, NULL, NULL, 0));
	printf("moving, the second: %s", end_of(child[1]));
	printf(", the third: %s\n", end_of(child[2]));
	say("on the first word", futex(word, FUTEX_WAKE, 9, NULL, NULL, 0));
	printf("moving, the fourth: %s\n", end_of(child[3]));
}

/* ---- whose memory ---- */

/* The same page of a file at another address. */
static void t_twice(void)
{
	int fd = memfd_create("word", 0);
	uint32_t *a, *b;
	struct wait w = { .op = FUTEX_WAIT };
	pid_t child;

	subject("mapped twice");
	ftruncate(fd, 3 * PAGE);
	a = mmap(NULL, 3 * PAGE, RW, MAP_SHARED, fd, 0);
	b = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 2 * PAGE);
	w.addr = a + 2 * PAGE / 4 + 5;
	child = start_child(wait_once, &w);
	until_waiting(w.addr, 1);
	say("another page", futex(a + 5, FUTEX_WAKE, 9, NULL, NULL, 0));
	say("by its other address, to read only", futex(b + 5, FUTEX_WAKE, 9, NULL, NULL, 0));
	printf("mapped twice, the waiter: %s\n", end_of(child));
	say("where no page has been", futex(a + PAGE / 4, FUTEX_WAIT, 1, NULL, NULL, 0));
	munmap(b, PAGE);
	say("where none is any more", futex(b, FUTEX_WAKE, 9, NULL, NULL, 0));
	munmap(a, 3 * PAGE);
	close(fd);
}

/* After fork, private memory has the same address and is not the same word. */
static void t_alone(void)
{
	uint32_t *mine = mmap(NULL, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct time32 short_time = { 0, 100 * MS };
	struct wait w = { mine, FUTEX_WAIT, 0, &short_time };
	pid_t child;

	subject("private memory");
	*mine = 3;
	child = start_child(wait_once, &w);
	say("of the parent", futex(mine, FUTEX_WAKE, 9, NULL, NULL, 0));
	printf("private memory, the child's time is up: %d\n", !strcmp(end_of(child), "exit 110"));
	mprotect(mine, PAGE, PROT_NONE);
	say("no rights", futex(mine, FUTEX_WAKE, 1, NULL, NULL, 0));
	say("no rights, to wait", futex(mine, FUTEX_WAIT_PRIVATE, 3, NULL, NULL, 0));
	munmap(mine, PAGE);
}

/* ---- signals ---- */

static void count(int sig)
{
	((volatile uint32_t *)word)[1]++;
}

static int wait_with_handler(void *arg)
{
	struct sigaction act = { .sa_handler = count };

	sigaction(SIGUSR1, &act, NULL);
	return wait_once(arg);
}

static int wait_with_restart(void *arg)
{
	struct sigaction act = { .sa_handler = count, .sa_flags = SA_RESTART };

	sigaction(SIGUSR1, &act, NULL);
	return wait_once(arg);
}

/* It changes nothing for the waiter to stop and go on. */
static void stop_and_go(pid_t child)
{
	int status;

	kill(child, SIGSTOP);
	waitpid(child, &status, WUNTRACED);
	kill(child, SIGCONT);
	waitpid(child, &status, WCONTINUED);
	until_waiting(word, 1);
}

static void t_signals(void)
{
	struct time32 long_time = { 1000, 0 };
	struct wait w = { word, FUTEX_WAIT, 0, NULL }, timed = { word, FUTEX_WAIT, 0, &long_time };
	pid_t child = start_child(wait_with_handler, &w);

	subject("signals");
	until_waiting(word, 1);
	kill(child, SIGUSR1);
	printf("signals, a handler ran: %s\n", end_of(child));
	child = start_child(wait_with_handler, &timed);
	until_waiting(word, 1);
	kill(child, SIGUSR1);
	printf("signals, with a time: %s\n", end_of(child));
	child = start_child(wait_with_restart, &w);
	until_waiting(word, 1);
	word[1] = 0;
	kill(child, SIGUSR1);
	while (!((volatile uint32_t *)word)[1])
		usleep(1000);
	until_waiting(word, 1);
	say("it waits again", futex(word, FUTEX_WAKE, 9, NULL, NULL, 0));
	printf("signals, then woken: %s\n", end_of(child));
	child = start_child(wait_once, &timed);
	until_waiting(word, 1);
	stop_and_go(child);
	say("it was stopped and waits on", futex(word, FUTEX_WAKE, 9, NULL, NULL, 0));
	printf("signals, then woken: %s\n", end_of(child));
	child = start_child(wait_once, &w);
	until_waiting(word, 1);
	kill(child, SIGKILL);
	printf("signals, killed: %s\n", end_of(child));
	say("nobody is left", futex(word, FUTEX_WAKE, 9, NULL, NULL, 0));
}

/* ---- a task that ends and shares the memory ---- */

static volatile uint32_t ends_now; /* where clone() says that it is there; 0 at its end */

static int end_at_once(void *arg)
{
	_exit(3);
}

static void t_end(void)
{
	static char stack[65536];
	pid_t child = clone(end_at_once, stack + sizeof(stack),
			    CLONE_VM | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD, NULL,
			    &ends_now, NULL, &ends_now);
	uint32_t seen;

	while ((seen = ends_now))
		futex((uint32_t *)&ends_now, FUTEX_WAIT, seen, NULL, NULL, 0);
	printf("an end that somebody waits for: %s\n", end_of(child));
}

/* ---- what the C library makes of it ---- */

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void hello_once(void)
{
	printf("pthread_once: here\n");
}

/* One of two processes that add to a counter under a mutex in shared memory. */
struct both {
	pthread_mutex_t mutex;
	int counter;
};

static int count_up(void *arg)
{
	struct both *both = arg;

	for (int i = 0; i < 2000; i++) {
		pthread_mutex_lock(&both->mutex);
		int now = both->counter;

		if (i % 100 == 0)
			usleep(1);
		both->counter = now + 1;
		pthread_mutex_unlock(&both->mutex);
	}
	return 0;
}

static void t_library(void)
{
	struct both *both = (void *)(word + 100);
	pthread_mutexattr_t attr;
	pid_t child;

	pthread_once(&once, hello_once);
	pthread_once(&once, hello_once);
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&both->mutex, &attr);
	child = start_child(count_up, both);
	count_up(both);
	printf("a mutex of two processes: %s", end_of(child));
	printf(", counted %d\n", both->counter);
}

int main(void)
{
	word = mmap(NULL, 2 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	t_simple();
	t_moments();
	t_wake();
	t_bits();
	t_move();
	t_twice();
	t_alone();
	t_signals();
	t_end();
	t_library();
	return 0;
}
