/* SPDX-License-Identifier: MIT */
/*
 * kmap: addresses for high pages, for any time. There are LAST_PKMAP of them, the addresses of one page
 * table at PKMAP_BASE, shared by all tasks.
 *
 *	count 0		free: there is no entry, and none in a TLB
 *	count 1		without users, but the entry is still there: another kmap() is cheap, and so is
 *			kunmap(), which flushes nothing
 *	count n + 1	n users
 *
 * Slots are used one after the other, round and round. At the end of each round all slots with count 1 are
 * cleared, and one TLB flush makes them free: one flush for 1024 mappings at most. When a whole round finds
 * nothing, kmap() sleeps until a count comes down to 1.
 *
 * Which slot a page has is found in a small hash table, chained by slot numbers.
 *
 * Locks: kmap_lock; tasks only. page_address() reads without it.
 *
 * Tests: tests/mm/page/kmap_test.c.
 */
#include <asm/barrier.h>
#include <asm/fixmap.h>
#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mmdebug.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>

#include "internal.h"

#define NR_BUCKETS 256 /* power of two */
#define END_SLOT   0   /* no slot: they are numbered from 1 */

static DEFINE_SPINLOCK(kmap_lock);
static DECLARE_WAIT_QUEUE_HEAD(kmap_wait);

/*
 * kmap_lock. Invariant: a slot with a count above 0 has a page, is in its chain, and has an entry in the
 * page table.
 */
static u16 pkmap_count[LAST_PKMAP + 1];
static struct page *pkmap_page[LAST_PKMAP + 1];
static u16 next_in_chain[LAST_PKMAP + 1];
static u16 chains[NR_BUCKETS];
static unsigned int last_slot;

static __always_inline u16 *chain_of(const struct page *page)
{
	return &chains[page_to_pfn(page) % NR_BUCKETS];
}

static __always_inline unsigned long slot_addr(unsigned int slot)
{
	return PKMAP_BASE - PAGE_SIZE + slot * PAGE_SIZE;
}

static __always_inline unsigned int find_slot(const struct page *page)
{
	unsigned int slot = *chain_of(page);

	while (slot != END_SLOT && pkmap_page[slot] != page)
		slot = next_in_chain[slot];
	return slot;
}

static void set_slot(unsigned int slot, struct page *page)
{
	u16 *chain = chain_of(page);

	lockdep_assert_held(&kmap_lock);
	VM_BUG_ON(pkmap_count[slot]);
	*kernel_pte(slot_addr(slot)) = page_to_phys(page) | _KERNEL_RW | kernel_global;
	kasan_unpoison_vmalloc((void *)slot_addr(slot), PAGE_SIZE);
	pkmap_page[slot] = page;
	pkmap_count[slot] = 1;
	next_in_chain[slot] = *chain;
	/* Last: page_address() in an interrupt finds all of the chain, with this slot or without. */
	smp_store_release(chain, slot);
}

static void clear_slot(unsigned int slot)
{
	u16 *link = chain_of(pkmap_page[slot]);

	VM_BUG_ON(pkmap_count[slot] != 1);
	while (*link != slot)
		link = &next_in_chain[*link];
	*link = next_in_chain[slot];
	kasan_poison_vmalloc((void *)slot_addr(slot), PAGE_SIZE);
	*kernel_pte(slot_addr(slot)) = 0;
	pkmap_page[slot] = NULL;
	pkmap_count[slot] = 0;
}

static void flush_unused_locked(void)
{
	bool cleared = false;

	lockdep_assert_held(&kmap_lock);
	for (unsigned int slot = 1; slot <= LAST_PKMAP; slot++) {
		if (pkmap_count[slot] != 1)
			continue;
		clear_slot(slot);
		cleared = true;
	}
	if (cleared)
		flush_tlb_all();
}

void kmap_flush_unused(void)
{
	spin_lock(&kmap_lock);
	flush_unused_locked();
	spin_unlock(&kmap_lock);
}

/* The next free slot behind the last one found; END_SLOT: there is none up to the end. */
static unsigned int scan_slots(void)
{
	while (last_slot < LAST_PKMAP)
		if (!pkmap_count[++last_slot])
			return last_slot;
	last_slot = 0;
	return END_SLOT;
}

/* The rest of this round; then, with all unused slots free again, the whole next round. */
static unsigned int find_free_slot(void)
{
	unsigned int slot = scan_slots();

	if (slot != END_SLOT)
		return slot;
	flush_unused_locked();
	return scan_slots();
}

/* Releases kmap_lock meanwhile. */
static void wait_for_slot(void)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&kmap_wait, &wait, TASK_UNINTERRUPTIBLE);
	spin_unlock(&kmap_lock);
	schedule();
	finish_wait(&kmap_wait, &wait);
	spin_lock(&kmap_lock);
}

/*
 * Another task may map the page while this one waits. END_SLOT: all are in use, and the caller must not
 * sleep.
 */
static noinline unsigned int new_slot(struct page *page, bool may_sleep)
{
	unsigned int slot;

	while ((slot = find_slot(page)) == END_SLOT) {
		slot = find_free_slot();
		if (slot != END_SLOT) {
			set_slot(slot, page);
			break;
		}
		if (!may_sleep)
			break;
		wait_for_slot();
	}
	return slot;
}

void *kmap_high(struct page *page)
{
	bool may_sleep = preemptible();
	unsigned int slot;

	VM_BUG_ON_PAGE(!PageHighMem(page) || page_count(page) <= 0, page);
	spin_lock(&kmap_lock);
	slot = find_slot(page);
	if (unlikely(slot == END_SLOT))
		slot = new_slot(page, may_sleep);
	if (likely(slot != END_SLOT))
		pkmap_count[slot]++;
	spin_unlock(&kmap_lock);
	return slot != END_SLOT ? (void *)slot_addr(slot) : NULL;
}

void kunmap_high(struct page *page)
{
	unsigned int slot, users = 0;

	VM_BUG_ON_PAGE(!PageHighMem(page), page);
	spin_lock(&kmap_lock);
	slot = find_slot(page);
	if (likely(pkmap_count[slot] > 1)) /* that of END_SLOT is 0 */
		users = pkmap_count[slot]--;
	spin_unlock(&kmap_lock);
	WARN(!users, "kunmap: pfn %#lx is not mapped\n", page_to_pfn(page));
	if (users == 2 && unlikely(waitqueue_active(&kmap_wait)))
		wake_up(&kmap_wait);
}

void *page_address(const struct page *page)
{
	unsigned int slot;

	if (!PageHighMem(page))
		return lowmem_page_address(page);
	slot = find_slot(page);
	return slot != END_SLOT ? (void *)slot_addr(slot) : NULL;
}

struct page *kmap_to_page(const void *addr)
{
	struct page_walk w;

	if (virt_addr_valid(addr))
		return virt_to_page(addr);
	w = walk_page_tables(swapper_pg_dir, (unsigned long)addr);
	return w.present ? pfn_to_page(w.phys >> PAGE_SHIFT) : NULL;
}

void __init kmap_init(void)
{
	kmap_local_init();
	if (kasan_populate_vmalloc(FIXADDR_START, FIXADDR_SIZE))
		panic("no memory for the shadow of kmap");
	if (max_pfn > max_low_pfn &&
	    alloc_kernel_tables(PKMAP_BASE, PKMAP_BASE + LAST_PKMAP * PAGE_SIZE))
		panic("no memory for the page table of kmap");
}
