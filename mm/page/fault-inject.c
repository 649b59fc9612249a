/* SPDX-License-Identifier: MIT */
/*
 * Allocations that fail on purpose, to see what happens then (linux/fault-inject.h).
 *
 * each_site finds the allocations whose failure has never been tried: an allocation is known by the addresses
 * of its callers, eight deep and not beyond an interrupt, hashed; the first one by each chain of callers
 * fails and its hash is kept. When the table is full, no chain is new any more.
 *
 * each-site from the command line or the monitor stays in force: a test may set and clear attributes of its
 * own meanwhile, which then have precedence.
 *
 * Tests: tests/mm/page/fault_inject_test.c; tests/boot runs all suites with each_site.
 */
#include <asm/page.h>
#include <asm/stacktrace.h>
#include <k896/show.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/gfp_types.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mmdebug.h>
#include <linux/prandom.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#define SITE_DEPTH 8
#define NR_SITES   4096 /* a power of two */

/* An allocator that can be made to fail. Fields: interrupts off. */
static struct fault {
	const char *name, *word; /* in the monitor, on the command line */
	unsigned int bit;	 /* of mm_hooks, set while armed */
	struct fault_attr attr;
	bool each_site;		/* in addition to attr */
	unsigned long count;	/* allocations seen since the attributes were set */
	unsigned long injected; /* of those, failed */
	struct rnd_state rnd;
} faults[NR_FAULT_TARGETS] = {
	[FAIL_PAGE_ALLOC] = { "page", "fail_page_alloc", MM_HOOK_FAIL_PAGE_ALLOC, {} },
	[FAIL_SLAB] = { "slab", "failslab", MM_HOOK_FAIL_SLAB_ALLOC, {} },
};

/* ---- sites ---- */

static u32 sites[NR_SITES]; /* hashes; 0 is an empty place. Interrupts off, as the numbers below */
static unsigned int nr_sites, held;

static u32 hash_callers(void)
{
	u32 hash = 2166136261u;
	struct stack_walk w;

	stack_walk_start_here(&w);
	for (int i = 0; i < SITE_DEPTH && stack_walk_next(&w) && !w.regs; i++)
		hash = (hash ^ w.ip) * 16777619u;
	return hash ?: 1;
}

/* Is this the first time? Open addressing; the table is never more than three quarters full. */
static bool is_new_site(u32 hash)
{
	unsigned int i = hash % NR_SITES;

	for (; sites[i]; i = (i + 1) % NR_SITES)
		if (sites[i] == hash)
			return false;
	if (nr_sites >= NR_SITES / 4 * 3)
		return false;
	sites[i] = hash;
	nr_sites++;
	return true;
}

/* ---- the decision ---- */

static bool rolls_dice(const struct fault_attr *a)
{
	return a->probability && a->times;
}

static bool dice_say_so(struct fault *fault, size_t size)
{
	struct fault_attr *a = &fault->attr;

	if (a->space > (long)size) {
		a->space -= size;
		return false;
	}
	if (a->interval > 1 && fault->count % a->interval)
		return false;
	return prandom_u32_state(&fault->rnd) % 100 < a->probability;
}

static bool decide(struct fault *fault, size_t size)
{
	struct fault_attr *a = &fault->attr;

	lockdep_assert_irqs_disabled();
	if (a->task && (!in_task() || a->task != current))
		return false;
	fault->count++;
	if (a->nth)
		return !--a->nth;
	if (!rolls_dice(a))
		return (a->each_site || fault->each_site) && is_new_site(hash_callers());
	if (!dice_say_so(fault, size))
		return false;
	if (a->times > 0)
		a->times--;
	return true;
}

/* Can a failure still happen? */
static bool is_armed(const struct fault *fault)
{
	const struct fault_attr *a = &fault->attr;

	return a->nth || a->each_site || fault->each_site || rolls_dice(a);
}

static bool should_fail(struct fault *fault, gfp_t gfp, size_t size)
{
	unsigned long flags;
	bool fail;

	/* Not during boot: without its threads there is nothing to see. */
	if (gfp & __GFP_NOFAIL || held || system_state != SYSTEM_RUNNING)
		return false;
	local_irq_save(flags);
	fail = decide(fault, size);
	fault->injected += fail;
	if (!is_armed(fault))
		mm_hooks_disable(fault->bit);
	local_irq_restore(flags);
	if (fail && fault->attr.verbose)
		pr_info("FAULT_INJECTION: forcing a failure. name %s, interval %lu, probability %lu, space %ld, times %ld\n",
			fault->word, fault->attr.interval, fault->attr.probability,
			fault->attr.space, fault->attr.times);
	return fail;
}

bool should_fail_alloc_page(gfp_t gfp, unsigned int order)
{
	return should_fail(&faults[FAIL_PAGE_ALLOC], gfp, PAGE_SIZE << order);
}

bool should_failslab(gfp_t gfp)
{
	return should_fail(&faults[FAIL_SLAB], gfp, 1);
}

/* ---- setting it ---- */

void set_fault_attr(enum fault_target target, const struct fault_attr *attr)
{
	struct fault *fault = &faults[target];
	unsigned long flags;

	VM_BUG_ON(target >= NR_FAULT_TARGETS || attr->probability > 100);
	local_irq_save(flags);
	fault->attr = *attr;
	fault->count = fault->injected = 0;
	prandom_seed_state(&fault->rnd, target + 1);
	if (is_armed(fault))
		mm_hooks_enable(fault->bit);
	else
		mm_hooks_disable(fault->bit);
	local_irq_restore(flags);
}

void clear_fault_attr(enum fault_target target)
{
	set_fault_attr(target, &(struct fault_attr){});
}

void hold_faults(void)
{
	held++;
}

void release_faults(void)
{
	VM_BUG_ON(!held);
	held--;
}

unsigned long faults_injected(enum fault_target target)
{
	return faults[target].injected;
}

static void fail_nth(enum fault_target target, unsigned long n)
{
	set_fault_attr(target, &(struct fault_attr){ .nth = n });
}

void fail_nth_page_alloc(unsigned long n)
{
	fail_nth(FAIL_PAGE_ALLOC, n);
}

bool fail_nth_page_alloc_done(void)
{
	return !faults[FAIL_PAGE_ALLOC].attr.nth;
}

void fail_nth_slab_alloc(unsigned long n)
{
	fail_nth(FAIL_SLAB, n);
}

bool fail_nth_slab_alloc_done(void)
{
	return !faults[FAIL_SLAB].attr.nth;
}

/* ---- words ---- */

/* Linux's four numbers; the last two may be missing: no space, once. */
static int parse_numbers(const char *value, struct fault_attr *attr)
{
	attr->times = 1;
	if (sscanf(value, "%lu,%lu,%ld,%ld", &attr->interval, &attr->probability, &attr->space,
		   &attr->times) < 2)
		return -EINVAL;
	return attr->probability <= 100 && attr->space >= 0 && attr->times >= -1 ? 0 : -EINVAL;
}

static int parse_into(enum fault_target target, const char *value)
{
	bool each_site = !strcmp(value, "each-site");
	struct fault_attr attr = {};

	if (!each_site && strcmp(value, "off")) {
		if (parse_numbers(value, &attr))
			return -EINVAL;
		attr.verbose = 1;
	}
	faults[target].each_site = each_site;
	set_fault_attr(target, &attr);
	return 0;
}

void fault_attr_off(void)
{
	for (int target = 0; target < NR_FAULT_TARGETS; target++)
		parse_into(target, "off");
}

/* Is anything set that a test has not armed for itself? */
bool fault_attr_is_on(void)
{
	for (int target = 0; target < NR_FAULT_TARGETS; target++)
		if (faults[target].each_site || faults[target].attr.probability)
			return true;
	return false;
}

int fault_attr_parse(const char *name, const char *value)
{
	for (int target = 0; target < NR_FAULT_TARGETS; target++)
		if (!strcmp(name, faults[target].name))
			return parse_into(target, value);
	return -EINVAL;
}

int fault_attr_show(struct seq_file *m)
{
	for (int target = 0; target < NR_FAULT_TARGETS; target++) {
		const struct fault *f = &faults[target];

		seq_printf(m,
			   "%s: interval %lu, probability %lu, space %ld, times %ld%s; %lu allocations, %lu failed\n",
			   f->word, f->attr.interval, f->attr.probability, f->attr.space,
			   f->attr.times, f->attr.each_site || f->each_site ? ", each-site" : "",
			   f->count, f->injected);
	}
	seq_printf(m, "sites that have failed: %u\n", nr_sites);
	return 0;
}

static int __init fail_page_alloc_setup(char *value)
{
	return !parse_into(FAIL_PAGE_ALLOC, value);
}
__setup("fail_page_alloc=", fail_page_alloc_setup);

static int __init failslab_setup(char *value)
{
	return !parse_into(FAIL_SLAB, value);
}
__setup("failslab=", failslab_setup);
