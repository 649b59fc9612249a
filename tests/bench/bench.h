/* SPDX-License-Identifier: MIT */
/*
 * Benchmarks: cycles per operation, printed as
 *
 *	bench NAME min CYCLES med CYCLES n SAMPLES
 *
 * A sample is the time of K operations back to back, divided by K; nothing is subtracted. Under
 * "make bench" the time stamp counter counts instructions. Names, sample counts and methods are those
 * with which Linux was measured (tests/data/linux-6.1-i386.tsv), so that rows can be compared.
 *
 * A file adds a group: static void b_pages(void) { BENCH(...); ... } BENCH_GROUP(pages, b_pages);
 */
#ifndef _BENCH_H
#define _BENCH_H

#include <asm/processor.h>
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/sched.h>

#define BENCH_MAX_SAMPLES 4096

struct bench_group {
	const char *name;
	void (*run)(void);
};

#define BENCH_GROUP(ident, fn)                                                                     \
	static const struct bench_group __bench_##ident __used __section(                          \
		".benches." #ident) = { #ident, fn }

/* While a run lasts: room for samples and for pointers that a batch holds. */
extern u32 *bench_samples;
extern void **bench_ptrs;

/* Does the glob of this run ask for a row of this name? After Ctrl-C for none any more. */
bool bench_wanted(const char *name);

/* Sorts the samples and prints the row; a line of text behind the rows. */
void bench_report(const char *name, u32 *samples, unsigned int n);
void bench_note(const char *fmt, ...) __printf(1, 2);

static __always_inline u32 bench_per(u64 cycles, u32 operations)
{
	return div_u64(cycles + operations / 2, operations);
}

/* N samples of K operations each. */
#define BENCH(name, N, K, ...)                                                                     \
	do {                                                                                       \
		unsigned int i_, k_;                                                               \
		u64 a_, b_;                                                                        \
                                                                                                   \
		if (!bench_wanted(name))                                                           \
			break;                                                                     \
		for (k_ = 0; k_ < (K); k_++) {                                                     \
			__VA_ARGS__;                                                               \
		}                                                                                  \
		for (i_ = 0; i_ < (N); i_++) {                                                     \
			a_ = rdtsc_ordered();                                                      \
			for (k_ = 0; k_ < (K); k_++) {                                             \
				__VA_ARGS__;                                                       \
			}                                                                          \
			b_ = rdtsc_ordered();                                                      \
			bench_samples[i_] = bench_per(b_ - a_, (K));                               \
			if ((i_ & 31) == 31)                                                       \
				cond_resched();                                                    \
		}                                                                                  \
		bench_report(name, bench_samples, (N));                                            \
	} while (0)

/* Allocate CNT with the expression ALLOC, then free each, `p`, with FREE, in the same order: two rows. */
#define BENCH_BATCH(name, N, CNT, ALLOC, FREE)                                                     \
	do {                                                                                       \
		unsigned int i_, k_;                                                               \
		u64 a_, b_, c_, d_;                                                                \
		u32 *frees_ = bench_samples + BENCH_MAX_SAMPLES / 2;                               \
		bool ok_ = true;                                                                   \
                                                                                                   \
		if (!bench_wanted(name "_alloc") && !bench_wanted(name "_free"))                   \
			break;                                                                     \
		for (i_ = 0; i_ < (N) && ok_; i_++) {                                              \
			a_ = rdtsc_ordered();                                                      \
			for (k_ = 0; k_ < (CNT); k_++)                                             \
				bench_ptrs[k_] = (void *)(ALLOC);                                  \
			b_ = rdtsc_ordered();                                                      \
			for (k_ = 0; k_ < (CNT); k_++)                                             \
				if (!bench_ptrs[k_])                                               \
					ok_ = false;                                               \
			c_ = rdtsc_ordered();                                                      \
			for (k_ = 0; k_ < (CNT); k_++) {                                           \
				void *p = bench_ptrs[k_];                                          \
				FREE;                                                              \
			}                                                                          \
			d_ = rdtsc_ordered();                                                      \
			bench_samples[i_] = bench_per(b_ - a_, (CNT));                             \
			frees_[i_] = bench_per(d_ - c_, (CNT));                                    \
			cond_resched();                                                            \
		}                                                                                  \
		if (!ok_) {                                                                        \
			bench_note(name ": allocation failed");                                    \
			break;                                                                     \
		}                                                                                  \
		bench_report(name "_alloc", bench_samples, (N));                                   \
		bench_report(name "_free", frees_, (N));                                           \
	} while (0)

#endif
