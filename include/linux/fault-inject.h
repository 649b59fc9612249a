/* SPDX-License-Identifier: MIT */
/*
 * Making allocations fail on purpose. While something is set, the allocators do not use their fast paths
 * (k896/mm_hooks.h); else it costs nothing.
 *
 * The attributes and their meaning are Linux's: command line fail_page_alloc= and failslab= with
 * "<interval>,<probability>,<space>,<times>", the monitor's "fail", and the calls below for tests.
 */
#ifndef _LINUX_FAULT_INJECT_H
#define _LINUX_FAULT_INJECT_H

#include <k896/mm_hooks.h>
#include <linux/types.h>

struct task_struct;

/**
 * struct fault_attr - which allocations fail
 *
 * An allocation fails because of nth, or of each_site, or when all of these hold: the task is the one of the
 * filter, times is not used up, space is, its number is a multiple of interval, and a random number is below
 * probability. __GFP_NOFAIL requests do not fail and are not counted. Interrupts off; set with set_fault_attr().
 */
struct fault_attr {
	unsigned long probability; /* per cent; 0: never, unless nth or each_site */
	unsigned long interval;	   /* only every interval-th may fail; 0 and 1: all */
	long times;		   /* this many failures, then no more; -1: no limit */
	long space;		   /* this many bytes succeed first */
	struct task_struct *task;  /* only allocations of this task; NULL: of all */
	unsigned long verbose;	   /* 1: print a line at each failure */
	unsigned long nth;	   /* the nth allocation from now on fails, once; 0: none */
	bool each_site;		   /* the first allocation by each chain of callers fails */
};

enum fault_target { FAIL_PAGE_ALLOC, FAIL_SLAB, NR_FAULT_TARGETS };

/* Replaces the attributes of a target, and counts from zero. Any context. */
void set_fault_attr(enum fault_target target, const struct fault_attr *attr);

/* Nothing of the target fails any more. Any context. */
void clear_fault_attr(enum fault_target target);

/*
 * From hold_faults() to the matching release_faults() no allocation is made to fail and none is counted: for an
 * allocation whose failure is a panic by contract (SLAB_PANIC). They nest. Any context.
 */
void hold_faults(void);
void release_faults(void);

/* Allocations failed since the attributes were set. */
unsigned long faults_injected(enum fault_target target);

/**
 * fail_nth_page_alloc() - let the n-th page allocation from now on fail, once
 * @n: 1 is the next one; 0 disarms
 */
void fail_nth_page_alloc(unsigned long n);
void fail_nth_slab_alloc(unsigned long n);

/* Has the armed failure happened? */
bool fail_nth_page_alloc_done(void);
bool fail_nth_slab_alloc_done(void);

/* Asked by the allocators while their bits of mm_hooks are set. Any context. */
bool should_fail_alloc_page(gfp_t gfp, unsigned int order);
bool should_failslab(gfp_t gfp);

/*
 * Sets attributes from text: "page" or "slab"; then Linux's "<interval>,<probability>,<space>,<times>", "each-site"
 * or "off". This each-site stays in force until it is replaced here; the functions above have precedence and do not
 * end it. Return: 0, or -EINVAL, and then nothing has changed.
 */
int fault_attr_parse(const char *target, const char *value);

/* "off" for all targets. Is anything set other than nth? Any context. */
void fault_attr_off(void);
bool fault_attr_is_on(void);

#endif
