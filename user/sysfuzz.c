/* SPDX-License-Identifier: MIT */
/*
 * Every system call number from 0 to 500 with hostile arguments: pointers to nothing, into the kernel, to the edges of
 * pages; lengths that wrap; descriptors that are none; numbers of all sizes.
 *
 *	sysfuzz [CALLS [SEED [FIRST]]]
 *
 * The calls are made by a child; whatever happens to it, death included, the parent starts another that goes on behind
 * the call that did it. The seed and the number of a call decide all its arguments, so "sysfuzz 1 SEED N" repeats call N.
 *
 * Left out is what would end the experiment and not the kernel: signals to others than oneself, switching off the
 * machine. A child that makes no call for a while sleeps or runs in circles, and is killed.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/random.h"

#define PAGE	 4096L
#define NUMBERS	 501
#define STALL_MS 50 /* without progress: asleep for good */

struct shared {
	volatile uint32_t at;	/* the call that is being made */
	volatile uint32_t made; /* how many were */
};

static struct shared *shared;
static uint32_t seed, first, count;
static long scratch, constant, edge;

/* ---- arguments ---- */

static long pointer(struct random *r)
{
	switch (random_below(r, 12)) {
	case 0:
		return 0;
	case 1:
		return 1 + random_below(r, 4095);
	case 2:
		return 0xc0000000 + random_next(r) % 0x40000000;
	case 3:
		return 0xbffffff0 + random_below(r, 32);
	case 4:
		return -1 - (long)random_below(r, 5000);
	case 5:
		return constant + random_below(r, PAGE);
	case 6:
		return edge + PAGE - random_below(r, 64);
	case 7:
		return random_next(r);
	default:
		return scratch + random_below(r, 2 * PAGE);
	}
}

static long number(struct random *r)
{
	static const long special[] = { 0,	    1,	   -1,	  2,	     0x7fffffff, 0x80000000,
					0xfffff000, 4096,  4095,  4097,	     0x1000000,	 0x40000000,
					-100,	    0x100, 0x200, 1UL << 31, 65535,	 65536 };

	switch (random_below(r, 4)) {
	case 0:
		return special[random_below(r, sizeof(special) / sizeof(special[0]))];
	case 1:
		return random_below(r, 16);
	case 2:
		return 1L << random_below(r, 32);
	default:
		return random_next(r) >> random_below(r, 32);
	}
}

static long argument(struct random *r)
{
	return random_below(r, 2) ? pointer(r) : number(r);
}

/* ---- what is left out ---- */

static int is_left_out(long nr)
{
	switch (nr) {
	case SYS_reboot:
	case SYS_exit: /* by number alone they say nothing */
	case SYS_exit_group:
	case SYS_pause:
	case SYS_vhangup:
	case SYS_vfork: /* the child would take the stack apart that both return on */
		return 1;
	}
	return 0;
}

/* Signals and limits go to the process itself. */
static void aim_at_oneself(long nr, long *arg)
{
	switch (nr) {
	case SYS_kill:
	case SYS_tkill:
	case SYS_tgkill:
	case SYS_rt_sigqueueinfo:
	case SYS_rt_tgsigqueueinfo:
	case SYS_prlimit64:
	case SYS_setpgid:
		arg[0] = getpid();
		break;
	case SYS_setpriority:
		arg[0] = arg[1] = 0;
		break;
	case SYS_clone: /* as vfork, unless it has a stack of its own */
		if (!arg[1])
			arg[0] &= ~(CLONE_VM | CLONE_VFORK);
		break;
	case SYS_write: /* not onto the terminal */
	case SYS_writev:
	case SYS_pwrite64:
	case SYS_ioctl:
	case SYS_read:
	case SYS_readv:
		if ((unsigned long)arg[0] <= 2)
			arg[0] = 3 + random_below(&(struct random){ arg[1] | 1 }, 4);
		break;
	}
}

/* ---- the child ---- */

/* The call with all six registers as they stand in @arg. */
long fuzz_call(long nr, const long *arg);

__asm__(".text\n"
	"fuzz_call:\n\t"
	"pushl %ebp\n\tpushl %ebx\n\tpushl %esi\n\tpushl %edi\n\t"
	"movl 20(%esp), %eax\n\tmovl 24(%esp), %ebp\n\t"
	"movl (%ebp), %ebx\n\tmovl 4(%ebp), %ecx\n\tmovl 8(%ebp), %edx\n\t"
	"movl 12(%ebp), %esi\n\tmovl 16(%ebp), %edi\n\tmovl 20(%ebp), %ebp\n\t"
	"int $0x80\n\t"
	"popl %edi\n\tpopl %esi\n\tpopl %ebx\n\tpopl %ebp\n\t"
	"ret");

static void make_call(uint32_t at, pid_t self)
{
	struct random r = random_seeded(seed ^ at * 2246822519u);
	long nr = random_below(&r, NUMBERS), arg[6];

	for (int i = 0; i < 6; i++)
		arg[i] = argument(&r);
	if (is_left_out(nr))
		return;
	aim_at_oneself(nr, arg);
	fuzz_call(nr, arg);
	if (syscall(SYS_getpid) != self)
		_exit(0); /* it was some kind of fork() */
}

static void nothing(int sig)
{
}

/* What is asleep is woken every now and then. */
static void prepare(void)
{
	static const struct itimerval often = { { 0, 5000 }, { 0, 5000 } };
	struct sigaction action = { .sa_handler = nothing };
	struct rlimit space = { 256 << 20, 256 << 20 };

	dup2(5, 1); /* what a call executes by chance has nothing to say */
	dup2(5, 2);
	setrlimit(RLIMIT_AS, &space);
	sigaction(SIGALRM, &action, NULL);
	signal(SIGCHLD, SIG_IGN);
	setitimer(ITIMER_REAL, &often, NULL);
	memset((void *)scratch, 0, 2 * PAGE);
	strcpy((char *)scratch, "/dev/zero");
	strcpy((char *)scratch + PAGE, "..");
}

static void child(void)
{
	pid_t self = getpid();

	prepare();
	while (shared->at < first + count) {
		shared->made++;
		make_call(shared->at, self);
		shared->at++;
	}
	_exit(0);
}

/* ---- the parent ---- */

static void open_files(void)
{
	int file = syscall(SYS_memfd_create, "fuzz", 0);

	if (ftruncate(file, 2 * PAGE) || dup2(file, 3) < 0)
		exit(1);
	dup2(open("/dev/zero", O_RDWR), 4);
	dup2(open("/dev/null", O_RDWR), 5);
	dup2(open("/proc/self/exe", O_RDONLY), 6);
}

static void map_memory(void)
{
	char *p = mmap(NULL, 3 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	/* Between fences: a long write to what lies beside it must not reach it. */
	shared = mmap(p + PAGE, PAGE, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	scratch = (long)mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			     -1, 0);
	constant = (long)mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(p + PAGE, PAGE);
	edge = (long)p;
}

/* Until it ends, or has made no call for a while. */
static void watch(pid_t pid)
{
	uint32_t seen = shared->at;
	int still = 0;

	while (waitpid(pid, NULL, WNOHANG) == 0) {
		usleep(1000);
		still = shared->at == seen ? still + 1 : 0;
		seen = shared->at;
		if (still == STALL_MS)
			kill(pid, SIGKILL);
	}
}

int main(int argc, char **argv)
{
	count = argc > 1 ? strtoul(argv[1], NULL, 0) : 10000;
	seed = argc > 2 ? strtoul(argv[2], NULL, 0) : 1;
	first = argc > 3 ? strtoul(argv[3], NULL, 0) : 0;
	printf("sysfuzz: %u calls from %u on, seed %u\n", count, first, seed);
	fflush(stdout);
	open_files();
	map_memory();
	for (shared->at = first; shared->at < first + count; shared->at++) {
		pid_t pid = fork();

		if (pid < 0) {
			perror("sysfuzz: fork");
			return 1;
		}
		if (!pid)
			child();
		watch(pid);
	}
	if (shared->made != count) {
		printf("sysfuzz: %u calls were made\n", shared->made);
		return 1;
	}
	printf("sysfuzz: done\n");
	return 0;
}
