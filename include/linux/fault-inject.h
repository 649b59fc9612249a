/* SPDX-License-Identifier: MIT */
/*
 * Making allocations fail on purpose. While that is armed, allocators leave their fast paths
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
 * An allocation fails if nth says so, or each_site, or all of: the task fits the filter, times is not
 * used up, space is, its number is a multiple of interval, and the dice fall below probability.
 * __GFP_NOFAIL requests are neither failed nor counted. Interrupts off; written through set_fault_attr().
 */
struct fault_attr {
	unsigned long probability; /* per cent; 0: never, unless nth or each_site */
	unsigned long interval;	   /* of so many only one may fail; 0 and 1: all */
	long times;		   /* so many failures, then no more; -1: no limit */
	long space;		   /* so many bytes succeed first */
	struct task_struct *task;  /* only allocations of this task; NULL: of all */
	unsigned long verbose;	   /* 1: say so at each failure */
	unsigned long nth;	   /* the nth allocation from now on fails, once; 0: none */
	bool each_site;		   /* the first allocation by each chain of callers fails */
};

enum fault_target { FAIL_PAGE_ALLOC, FAIL_SLAB, NR_FAULT_TARGETS };

/* Replaces what is set for a target, and counts from zero. Any context. */
void set_fault_attr(enum fault_target target, const struct fault_attr *attr);

/* Ends it. Any context. */
void clear_fault_attr(enum fault_target target);

/*
 * Until as many releases as holds nothing is failed and nothing counted: for an allocation whose
 * failure is a panic by contract (SLAB_PANIC). Any context.
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

/* What is set and how often it happened. */
/*
 * "page" or "slab"; then Linux's "<interval>,<probability>,<space>,<times>", "each-site" or "off".
 * This each-site stands until it is replaced here; the calls above go before it and leave it there.
 * Returns 0 or -EINVAL, and then nothing has changed.
 */
int fault_attr_parse(const char *target, const char *value);

/* Ends what was set by words, for all targets. Is anything set? Any context. */
void fault_attr_off(void);
bool fault_attr_is_on(void);

#endif
