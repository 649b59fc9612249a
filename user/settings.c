/* SPDX-License-Identifier: MIT */
/*
 * What a process sets about itself and asks again: personality(), prctl(), limits. What it prints is the same on every
 * i386 Linux.
 *
 *	settings -k	what is so on 32-bit kernels only
 *	settings ask	(for itself) prints what a program finds that was started by exec
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/child.h"
#include "lib/say.h"

#define BAD 0x10L

static int asked_int(int option)
{
	int value = -1;

	return prctl(option, &value) ? -errno : value;
}

static void say_all(void)
{
	printf("personality %#lx, dumpable %d, no new privileges %d, parent's death %d, subreaper %d\n",
	       raw(SYS_personality, 0xffffffffL), prctl(PR_GET_DUMPABLE),
	       prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), asked_int(PR_GET_PDEATHSIG),
	       asked_int(PR_GET_CHILD_SUBREAPER));
}

static int ask(void *arg)
{
	say_all();
	return 0;
}

static int exec_and_ask(void *arg)
{
	execl("/proc/self/exe", "settings", "ask", NULL);
	return 99;
}

/* ---- personality ---- */

/* The rights of the area of @p, from the kernel's own list if there is one. */
static int can_execute(void *p)
{
	char *code = p;

	code[0] = 0xc3; /* ret */
	((void (*)(void))p)();
	return 0;
}

static int is_2_6(void *arg)
{
	struct utsname name;

	uname(&name);
	return !strncmp(name.release, "2.6.", 4);
}

static void t_personality(void)
{
	void *p;

	subject("personality");
	say("at first", raw(SYS_personality, 0xffffffffL));
	say("no randomness", raw(SYS_personality, (long)ADDR_NO_RANDOMIZE));
	say("is kept", raw(SYS_personality, 0xffffffffL) == ADDR_NO_RANDOMIZE);
	say("unknown flags", raw(SYS_personality, 0x7f000000L) == ADDR_NO_RANDOMIZE);
	say("are kept", raw(SYS_personality, 0xffffffffL) == 0x7f000000);
	raw(SYS_personality, (long)ADDR_NO_RANDOMIZE);
	printf("personality, in a child: %s\n", run_in_child(ask, NULL));
	printf("personality, in a program: %s\n", run_in_child(exec_and_ask, NULL));
	raw(SYS_personality, (long)UNAME26);
	printf("personality, 2.6: %s\n", run_in_child(is_2_6, NULL));
	raw(SYS_personality, (long)READ_IMPLIES_EXEC);
	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	printf("personality, to read is to execute: %s\n", run_in_child(can_execute, p));
	munmap(p, 4096);
	raw(SYS_personality, 0L);
	printf("personality, not 2.6: %s\n", run_in_child(is_2_6, NULL));
}

/* ---- prctl ---- */

static void t_prctl(void)
{
	char name[16];

	subject("prctl");
	say("not dumpable", raw(SYS_prctl, PR_SET_DUMPABLE, 0L, 0L, 0L, 0L));
	say("dumpable by root only", raw(SYS_prctl, PR_SET_DUMPABLE, 2L, 0L, 0L, 0L));
	say("no more privileges", raw(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L));
	say("more again", raw(SYS_prctl, PR_SET_NO_NEW_PRIVS, 0L, 0L, 0L, 0L));
	say("with rubbish", raw(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1L, 1L, 0L, 0L));
	say("asked with rubbish", raw(SYS_prctl, PR_GET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L));
	say("a signal", raw(SYS_prctl, PR_SET_PDEATHSIG, (long)SIGUSR1, 0L, 0L, 0L));
	say("no such signal", raw(SYS_prctl, PR_SET_PDEATHSIG, 65L, 0L, 0L, 0L));
	say("a bad place for it", raw(SYS_prctl, PR_GET_PDEATHSIG, BAD, 0L, 0L, 0L));
	say("orphans", raw(SYS_prctl, PR_SET_CHILD_SUBREAPER, 7L, 0L, 0L, 0L));
	say("a bad place for that", raw(SYS_prctl, PR_GET_CHILD_SUBREAPER, BAD, 0L, 0L, 0L));
	say_all();
	printf("prctl, in a child: %s\n", run_in_child(ask, NULL));
	printf("prctl, in a program: %s\n", run_in_child(exec_and_ask, NULL));
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	prctl(PR_SET_PDEATHSIG, 0);
	prctl(PR_SET_DUMPABLE, 1);
	say_all();
	prctl(PR_SET_NAME, "0123456789abcde");
	prctl(PR_SET_NAME, "ab");
	prctl(PR_GET_NAME, name);
	printf("prctl, the name ab and no tail:");
	for (int i = 0; i < 16; i++)
		printf(" %02x", (unsigned char)name[i]);
	printf("\n");
}

/* ---- families ---- */

/* What the generations tell each other. */
static struct {
	volatile int ready, stop;
	volatile pid_t child, grandparent, new_parent;
} * shared;

static int wait_for_the_signal(void *arg)
{
	sigset_t set;
	siginfo_t info;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	prctl(PR_SET_PDEATHSIG, SIGUSR2);
	shared->ready = 1;
	return sigwaitinfo(&set, &info) == SIGUSR2 && info.si_pid == *(pid_t *)arg ? 11 : 12;
}

static int parent_that_dies(void *arg)
{
	pid_t me = getpid();

	shared->child = start_child(wait_for_the_signal, &me);
	while (!shared->ready)
		usleep(1000);
	return 0;
}

static int orphan(void *arg)
{
	pid_t parent = getppid();

	shared->ready = 1;
	while (getppid() == parent)
		usleep(1000);
	shared->new_parent = getppid();
	return 5;
}

static int parent_of_an_orphan(void *arg)
{
	shared->child = start_child(orphan, NULL);
	while (!shared->ready)
		usleep(1000);
	return 0;
}

static int middle(void *arg)
{
	return strcmp(run_in_child(parent_of_an_orphan, NULL), "exit 0");
}

static void t_families(void)
{
	int status;

	subject("families");
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	printf("families, the parent: %s\n", run_in_child(parent_that_dies, NULL));
	printf("families, who is told of its death: %s\n", end_of(shared->child));
	shared->ready = 0;
	printf("families, the middle: %s\n", run_in_child(middle, NULL));
	say("the orphan is mine", waitpid(shared->child, &status, 0) == shared->child);
	printf("families, the orphan: %s\n", describe(status));
	say("and knew it", shared->new_parent == getpid());
	prctl(PR_SET_CHILD_SUBREAPER, 0);
}

/* ---- limits ---- */

static void t_limits(void)
{
	struct rlimit r = { 1024, 1048577 };

	subject("limits");
	say("more descriptors than there can be", raw(SYS_setrlimit, RLIMIT_NOFILE, &r));
	r.rlim_max = RLIM_INFINITY;
	say("without end", raw(SYS_setrlimit, RLIMIT_NOFILE, &r));
	say("soft above hard", raw(SYS_setrlimit, RLIMIT_FSIZE, &(struct rlimit){ 2, 1 }));
	say("no such limit", raw(SYS_setrlimit, 99L, &r));
	say("of nobody", raw(SYS_prlimit64, 4194303L, 99L, NULL, NULL));
	say("bad address first", raw(SYS_prlimit64, 4194303L, 99L, BAD, NULL));
}

/* A 64-bit kernel keeps numbers of 64 bits, and how many descriptors there can be is set by who runs it. */
static void t_own_limits(void)
{
	struct rlimit most = { 256, 1048576 };
	struct {
		unsigned long long cur, max;
	} wide = { 1ULL << 40, 1ULL << 33 }, now;

	subject("limits");
	say("as many descriptors as there can be", raw(SYS_setrlimit, RLIMIT_NOFILE, &most));
	say("numbers that do not fit", raw(SYS_prlimit64, 0L, RLIMIT_FSIZE, &wide, &now));
	raw(SYS_prlimit64, 0L, RLIMIT_FSIZE, NULL, &now);
	say("are no limit", now.cur == ~0ULL && now.max == ~0ULL);
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "-k")) {
		t_own_limits();
		return 0;
	}
	if (argc > 1)
		return ask(NULL);
	setvbuf(stdout, NULL, _IOLBF, 0);
	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	t_personality();
	t_prctl();
	t_families();
	t_limits();
	return 0;
}
