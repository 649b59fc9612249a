/* SPDX-License-Identifier: MIT */
/*
 * What memory and processes cost as a program sees it.
 *
 *	ubench [GLOB]		rows "bench NAME min CYCLES med CYCLES n SAMPLES", those whose names match; exit status 2: none
 *
 * Names, sample counts and methods are those with which Linux was measured (tests/data/linux-6.1-i386.tsv). A sample is
 * the time of several operations in a row, divided by their number. Under "make bench" the time stamp counter counts
 * instructions.
 */
#define _GNU_SOURCE
#include <fnmatch.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_SAMPLES 20000
#define PAGE	    4096
#define MIB	    (1UL << 20)

static uint32_t *samples; /* shared memory: children leave theirs here */
static const char *wanted = "*";
static unsigned int rows;

/* ---- measuring ---- */

static inline uint64_t now(void)
{
	uint64_t cycles;

	__asm__ volatile("lfence\n\trdtsc\n\tlfence" : "=A"(cycles) : : "memory");
	return cycles;
}

static int is_wanted(const char *name)
{
	return !fnmatch(wanted, name, 0);
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void report(const char *name, unsigned int n)
{
	if (!is_wanted(name))
		return;
	qsort(samples, n, sizeof(*samples), by_value);
	printf("bench %s min %u med %u n %u\n", name, samples[0], samples[n / 2], n);
	fflush(stdout);
	rows++;
}

static uint32_t each(uint64_t cycles, uint32_t operations)
{
	return (cycles + operations / 2) / operations;
}

/* @n samples of @k times the statements, after one round that is not counted. */
#define MEASURE(name, n, k, ...)                                                                   \
	do {                                                                                       \
		unsigned int sample_, op_;                                                         \
		uint64_t begin_, end_;                                                             \
                                                                                                   \
		if (!is_wanted(name))                                                              \
			break;                                                                     \
		for (op_ = 0; op_ < (k); op_++) {                                                  \
			__VA_ARGS__;                                                               \
		}                                                                                  \
		for (sample_ = 0; sample_ < (n); sample_++) {                                      \
			begin_ = now();                                                            \
			for (op_ = 0; op_ < (k); op_++) {                                          \
				__VA_ARGS__;                                                       \
			}                                                                          \
			end_ = now();                                                              \
			samples[sample_] = each(end_ - begin_, (k));                               \
		}                                                                                  \
		report(name, (n));                                                                 \
	} while (0)

static inline long call0(long number)
{
	long result;

	__asm__ volatile("int $0x80" : "=a"(result) : "a"(number) : "memory");
	return result;
}

static inline long call1(long number, long arg)
{
	long result;

	__asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(arg) : "memory");
	return result;
}

/* Fresh memory; @small: without Linux's large pages. */
static char *fresh(size_t size, int small)
{
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED) {
		perror("ubench: mmap");
		exit(1);
	}
	if (small)
		madvise(p, size, MADV_NOHUGEPAGE);
	return p;
}

/* ---- calls that do nearly nothing ---- */

static volatile long sink;

static void b_calls(void)
{
	MEASURE("u_cal_empty", 2000, 1, __asm__ volatile("" ::: "memory"));
	MEASURE("getpid_int80", 2000, 32, sink = call0(SYS_getpid));
	MEASURE("getpid_glibc_syscall", 2000, 32, sink = syscall(SYS_getpid));
	MEASURE("bad_syscall_int80", 1000, 32, sink = call0(9999));
}

/* ---- areas ---- */

static void b_brk(void)
{
	long end = call1(SYS_brk, 0);
	volatile char *page = (volatile char *)(((end + PAGE - 1) & -PAGE) + 8);

	MEASURE("brk_grow_shrink_1page_int80", 1000, 8, sink = call1(SYS_brk, end + PAGE);
		sink = call1(SYS_brk, end));
	MEASURE("brk_grow_touch_shrink_1page", 1000, 8, sink = call1(SYS_brk, end + 2 * PAGE);
		*page = 1; sink = call1(SYS_brk, end));
}

static void b_mmap(void)
{
	char *p, *q;

	MEASURE("mmap_munmap_4K_untouched", 1000, 8, p = fresh(PAGE, 0); munmap(p, PAGE));
	MEASURE("mmap_munmap_1M_untouched", 1000, 8, p = fresh(MIB, 0); munmap(p, MIB));
	MEASURE("mmap_touch_munmap_4K", 1000, 8, p = fresh(PAGE, 0); *(volatile char *)p = 1;
		munmap(p, PAGE));
	p = fresh(4 * PAGE, 0);
	*p = 1;
	MEASURE("mprotect_pair_1page", 1000, 8, mprotect(p, PAGE, PROT_READ);
		mprotect(p, PAGE, PROT_READ | PROT_WRITE));
	MEASURE("mremap_grow_shrink_1page", 1000, 8,
		q = mremap(p, 4 * PAGE, 5 * PAGE, MREMAP_MAYMOVE);
		p = mremap(q, 5 * PAGE, 4 * PAGE, 0));
	munmap(p, 4 * PAGE);
}

/* ---- pages ---- */

static void first_touch(const char *name, size_t size, int write)
{
	volatile char *p;
	unsigned int n = 0;

	if (!is_wanted(name))
		return;
	p = fresh(size, 1);
	for (size_t at = 0; at < size; at += PAGE) {
		uint64_t begin = now();

		if (write)
			p[at] = 1;
		else
			(void)p[at];
		samples[n++] = now() - begin;
	}
	report(name, n);
	munmap((void *)p, size);
}

/* A sample is a whole region, divided by its pages. */
static void first_touch_total(const char *name, size_t size, int small)
{
	if (!is_wanted(name))
		return;
	for (int s = 0; s < 10; s++) {
		volatile char *p = fresh(size, small);
		uint64_t begin = now();

		for (size_t at = 0; at < size; at += PAGE)
			p[at] = 1;
		samples[s] = each(now() - begin, size / PAGE);
		munmap((void *)p, size);
	}
	report(name, 10);
}

static void b_touch(void)
{
	first_touch("anon_first_touch_write_4M", 4 * MIB, 1);
	first_touch("anon_first_touch_write_16M", 16 * MIB, 1);
	first_touch("anon_first_touch_read_4M", 4 * MIB, 0);
	first_touch_total("anon_first_touch_total_per_page_4M", 4 * MIB, 1);
	first_touch_total("anon_first_touch_total_per_page_16M", 16 * MIB, 1);
	first_touch_total("anon_first_touch_total_per_page_16M_thp", 16 * MIB, 0);
}

static void b_munmap(void)
{
	const size_t size = 4 * MIB;

	if (!is_wanted("munmap_touched_per_page_4M"))
		return;
	for (int s = 0; s < 10; s++) {
		char *p = fresh(size, 1);
		uint64_t begin;

		memset(p, 1, size);
		begin = now();
		munmap(p, size);
		samples[s] = each(now() - begin, size / PAGE);
	}
	report("munmap_touched_per_page_4M", 10);
}

/* Cycles a KiB. */
static uint32_t timed_memset(char *p, int byte, size_t size)
{
	uint64_t begin = now();

	memset(p, byte, size);
	return each(now() - begin, size / 1024);
}

static void fresh_memset(const char *name, int small)
{
	const size_t size = 64 * MIB;

	if (!is_wanted(name))
		return;
	for (int s = 0; s < 5; s++) {
		char *p = fresh(size, small);

		samples[s] = timed_memset(p, 1, size);
		munmap(p, size);
	}
	report(name, 5);
}

static void b_memset(void)
{
	const size_t size = 64 * MIB;
	char *p;

	fresh_memset("memset_64M_fresh_per_KiB_thpdefault", 0);
	fresh_memset("memset_64M_fresh_per_KiB_nothp", 1);
	if (!is_wanted("memset_64M_resident_per_KiB"))
		return;
	p = fresh(size, 1);
	memset(p, 1, size);
	for (int s = 0; s < 5; s++)
		samples[s] = timed_memset(p, 2, size);
	report("memset_64M_resident_per_KiB", 5);
	munmap(p, size);
}

/* ---- processes ---- */

enum until { CHILD_WAITED_FOR, PARENT_BACK };

static void forks(const char *name, unsigned int n, enum until until)
{
	if (!is_wanted(name))
		return;
	for (unsigned int i = 0; i < n; i++) {
		uint64_t begin = now(), back;
		pid_t child = fork();

		if (child == 0)
			_exit(0);
		back = now();
		waitpid(child, NULL, 0);
		samples[i] = (until == PARENT_BACK ? back : now()) - begin;
	}
	report(name, n);
}

static void b_fork(void)
{
	const size_t size = 16 * MIB;
	char *p;

	forks("fork_exit_wait_small", 100, CHILD_WAITED_FOR);
	forks("fork_small_parent_return", 100, PARENT_BACK);
	if (!is_wanted("fork_exit_wait_16M_touched") && !is_wanted("fork_16M_parent_return"))
		return;
	p = fresh(size, 1);
	memset(p, 1, size);
	forks("fork_exit_wait_16M_touched", 20, CHILD_WAITED_FOR);
	forks("fork_16M_parent_return", 20, PARENT_BACK);
	munmap(p, size);
}

static void write_to_each(volatile char *p, size_t size, char byte)
{
	for (size_t page = 0; page < size / PAGE; page++) {
		uint64_t begin = now();

		p[page * PAGE] = byte;
		samples[page] = now() - begin;
	}
}

/* The child copies every page; the parent, alone again, keeps its own. */
static void b_cow(void)
{
	const size_t size = 4 * MIB;
	pid_t child;
	char *p;

	if (!is_wanted("cow_write_fault_copy") && !is_wanted("cow_write_fault_reuse"))
		return;
	p = fresh(size, 1);
	memset(p, 1, size);
	child = fork();
	if (child == 0) {
		write_to_each(p, size, 2);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	report("cow_write_fault_copy", size / PAGE);
	write_to_each(p, size, 3);
	report("cow_write_fault_reuse", size / PAGE);
	munmap(p, size);
}

static void b_exec(void)
{
	const unsigned int n = 50;

	if (!is_wanted("vfork_exec_static_wait"))
		return;
	for (unsigned int i = 0; i < n; i++) {
		uint64_t begin = now();
		pid_t child = vfork();

		if (child == 0) {
			execl("/proc/self/exe", "ubench", "--exit", (char *)NULL);
			_exit(1);
		}
		waitpid(child, NULL, 0);
		samples[i] = now() - begin;
	}
	report("vfork_exec_static_wait", n);
}

static void b_yield(void)
{
	MEASURE("sched_yield_alone", 1000, 16, sched_yield());
}

/* ---- glibc ---- */

static uint32_t next_random(void)
{
	static uint32_t state = 2463534242u;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

#define SLOTS 4096

static void b_malloc(void)
{
	static void *slot[SLOTS];
	const unsigned int n = 100, operations = 10000;

	if (!is_wanted("glibc_free_malloc_16_4096_1e6"))
		return;
	for (unsigned int s = 0; s < n; s++) {
		uint64_t begin = now();

		for (unsigned int i = 0; i < operations; i++) {
			void **p = &slot[next_random() % SLOTS];

			free(*p);
			*p = malloc(16 + next_random() % 4081);
			*(volatile char *)*p = 1;
		}
		samples[s] = each(now() - begin, operations);
	}
	report("glibc_free_malloc_16_4096_1e6", n);
	for (unsigned int i = 0; i < SLOTS; i++)
		free(slot[i]);
}

int main(int argc, char **argv)
{
	static void (*const groups[])(void) = {
		b_calls, b_brk, b_mmap, b_touch, b_munmap, b_memset,
		b_fork,	 b_cow, b_exec, b_yield, b_malloc,
	};
	const size_t size = MAX_SAMPLES * sizeof(*samples);

	if (argc > 1 && !strcmp(argv[1], "--exit"))
		return 0;
	if (argc > 1)
		wanted = argv[1];
	samples = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (samples == MAP_FAILED) {
		perror("ubench: mmap");
		return 1;
	}
	memset(samples, 0, size);
	for (unsigned int i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		groups[i]();
	return rows ? 0 : 2;
}
