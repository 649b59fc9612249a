/* SPDX-License-Identifier: MIT */
/*
 * Who allocates most (k896/trace_hist.h).
 *
 * Two tables of fixed size, since an allocator that is being counted must not be asked for memory:
 *
 *	sites	a row for each pair of call site and event
 *	live	a hash table from the address of what was handed out to its row and its size, so that a free
 *		finds the row; linear probing, and a free closes the gap that it leaves
 *
 * What finds no place is counted as dropped, and then the column "live" is a lower bound.
 *
 * Locks: interrupts off; for the copy that is sorted and shown, a mutex.
 *
 * Tests: tests/kernel/core/trace_kmem_test.c
 */
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <k896/trace_hist.h>
#include <trace/events/kmem.h>

#define NR_SITES 256
#define NR_LIVE	 4096 /* a power of two */
#define MAX_LIVE (NR_LIVE / 4 * 3)

struct live {
	const void *what; /* NULL: empty */
	u32 site, bytes;
};

static struct trace_site sites[NR_SITES];
static struct live live[NR_LIVE] __no_kmemleak;
static unsigned int nr_sites, nr_live;
static unsigned long dropped;

/* ---- what is live ---- */

/*
 * Where @what is looked for first, by a multiplicative hash: the factor, 2^32 divided by the golden ratio,
 * spreads neighbouring addresses over the upper bits of the product, and those are the place.
 */
static unsigned int home_of(const void *what)
{
	return (unsigned long)what * 2654435761u >> (32 - ilog2(NR_LIVE));
}

/* The place that has @what, or the empty one where it would be. */
static unsigned int place_of(const void *what)
{
	unsigned int i = home_of(what);

	while (live[i].what && live[i].what != what)
		i = (i + 1) % NR_LIVE;
	return i;
}

/*
 * The place @gap becomes empty. Of the full places that follow it without an empty one between, those move up
 * that place_of() would not find any more: whose home is not behind the gap.
 */
static void close_gap(unsigned int gap)
{
	for (unsigned int i = (gap + 1) % NR_LIVE; live[i].what; i = (i + 1) % NR_LIVE) {
		unsigned int way = (i - home_of(live[i].what)) % NR_LIVE;

		if (way < (i - gap) % NR_LIVE)
			continue;
		live[gap] = live[i];
		gap = i;
	}
	live[gap].what = NULL;
}

static void forget(const void *what)
{
	struct live *place = &live[place_of(what)];

	if (!place->what)
		return;
	sites[place->site].live -= place->bytes;
	nr_live--;
	close_gap(place - live);
}

static void remember(const void *what, unsigned int site, u32 bytes)
{
	forget(what); /* if it is there still, its free was not seen */
	if (nr_live == MAX_LIVE) {
		dropped++;
		return;
	}
	live[place_of(what)] = (struct live){ what, site, bytes };
	nr_live++;
	sites[site].live += bytes;
}

/* ---- sites ---- */

static struct trace_site *find_site(unsigned long call_site, const char *event)
{
	for (struct trace_site *site = sites; site < sites + nr_sites; site++)
		if (site->call_site == call_site && site->event == event)
			return site;
	return NULL;
}

static void count(const struct trace_entry *ent, unsigned long call_site, const void *what,
		  u32 requested, u32 allocated)
{
	struct trace_site *site = find_site(call_site, ent->call->name);

	if (!what)
		return;
	if (!site && nr_sites == NR_SITES) {
		dropped++;
		return;
	}
	if (!site) {
		site = &sites[nr_sites++];
		*site = (struct trace_site){ .call_site = call_site, .event = ent->call->name };
	}
	site->hits++;
	site->bytes_req += requested;
	site->bytes_alloc += allocated;
	remember(what, site - sites, allocated);
}

/* Called with each record of these events as it is written. Interrupts off. */
static void account(const struct trace_entry *ent)
{
	const trace_raw_kmalloc *object = trace_entry_as(ent, kmalloc) ?:
						  trace_entry_as(ent, kmem_cache_alloc);
	const trace_raw_mm_page_alloc *pages = trace_entry_as(ent, mm_page_alloc);
	const trace_raw_kfree *kfreed = trace_entry_as(ent, kfree);
	const trace_raw_kmem_cache_free *freed = trace_entry_as(ent, kmem_cache_free);
	const trace_raw_mm_page_free *page_freed = trace_entry_as(ent, mm_page_free);

	lockdep_assert_irqs_disabled();
	if (object)
		count(ent, object->call_site, object->ptr, object->bytes_req, object->bytes_alloc);
	else if (pages)
		count(ent, pages->call_site, pages->page, PAGE_SIZE << pages->order,
		      PAGE_SIZE << pages->order);
	else if (kfreed)
		forget(kfreed->ptr);
	else if (freed)
		forget(freed->ptr);
	else if (page_freed)
		forget(page_freed->page);
}

void __init trace_hist_init(void)
{
	static struct trace_event_call *const calls[] = {
		&event_kmalloc,		&event_kmem_cache_alloc, &event_kfree,
		&event_kmem_cache_free, &event_mm_page_alloc,	 &event_mm_page_free,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(calls); i++)
		calls[i]->account = account;
}

void trace_hist_clear(void)
{
	unsigned long flags;

	local_irq_save(flags);
	memset(live, 0, sizeof(live));
	nr_sites = nr_live = dropped = 0;
	local_irq_restore(flags);
}

bool trace_hist_find(unsigned long call_site, const char *event, struct trace_site *found)
{
	unsigned long flags;
	bool any = false;

	local_irq_save(flags);
	for (struct trace_site *site = sites; site < sites + nr_sites && !any; site++) {
		any = site->call_site == call_site && !strcmp(site->event, event);
		if (any)
			*found = *site;
	}
	local_irq_restore(flags);
	return any;
}

/* ---- the table ---- */

static int by_bytes(const void *a, const void *b)
{
	const struct trace_site *x = a, *y = b;

	return (x->bytes_alloc < y->bytes_alloc) - (x->bytes_alloc > y->bytes_alloc);
}

static int by_count(const void *a, const void *b)
{
	const struct trace_site *x = a, *y = b;

	return (x->hits < y->hits) - (x->hits > y->hits);
}

static int by_live(const void *a, const void *b)
{
	const struct trace_site *x = a, *y = b;

	return (x->live < y->live) - (x->live > y->live);
}

int trace_hist_show(struct seq_file *m, enum trace_hist_order order)
{
	static int (*const compare[])(const void *a, const void *b) = { by_bytes, by_count,
									by_live };
	static DEFINE_MUTEX(sorted_mutex);
	static struct trace_site sorted[NR_SITES]; /* sorted_mutex */
	unsigned long flags, hits = 0, lost;
	unsigned int n;

	VM_BUG_ON(order >= ARRAY_SIZE(compare));
	mutex_lock(&sorted_mutex);
	local_irq_save(flags);
	n = nr_sites;
	lost = dropped;
	memcpy(sorted, sites, n * sizeof(*sites));
	local_irq_restore(flags);
	sort(sorted, n, sizeof(*sorted), compare[order], NULL);

	seq_puts(m,
		 "      hits   bytes_req bytes_alloc        live  event             call_site\n");
	for (const struct trace_site *site = sorted; site < sorted + n; site++) {
		seq_printf(m, "%10lu %11llu %11llu %11lu  %-16s  %pS\n", site->hits,
			   site->bytes_req, site->bytes_alloc, site->live, site->event,
			   (void *)site->call_site);
		hits += site->hits;
	}
	mutex_unlock(&sorted_mutex);
	seq_printf(m, "Totals:\n    Hits: %lu\n    Entries: %u\n    Dropped: %lu\n", hits, n, lost);
	return 0;
}
