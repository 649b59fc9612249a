/* SPDX-License-Identifier: MIT */
/*
 * The addresses of the vmalloc window: which area has which, and where there is room.
 *
 * All areas are in one tree, ordered by address, and each knows the gap behind it:
 *
 *	 g | gap of first | A  g | gap of A | B  g | C  g | gap of C ...		| end
 *	   VMALLOC_START				g: guard page, part of the area
 *
 * `first` is the page below the window, which is never mapped. It is always there, so each free byte belongs
 * to the gap of exactly one area, and the page below any area is unmapped like the one behind it. Each node
 * of the tree also has the largest gap of its subtree. So the search is first fit, the lowest address with
 * enough room, in O(log n): go left when there is room, else take this one, else go right. The new area is
 * linked right behind the one whose gap it takes, without a second search. For an alignment above a page the
 * search wants a gap that is large enough wherever it begins, and overlooks one that begins just right.
 *
 * Linux 6.1 has two trees, one of areas and one of gaps, and so two searches at each end.
 *
 * Freeing is lazy. When the page table entries of an area have been cleared, the TLBs of all CPUs may still
 * have them, so its addresses must not be used again before a flush. The plain form is to clear, to flush,
 * and to free the addresses, each time. But flushes are expensive, so dead areas are put on the purge list,
 * and a purge has one flush for all of them:
 *
 *	living --kill--> dead, being unmapped --retire--> on the purge list --flush--> spare or free
 *
 * A small area is also flushed page by page, on this CPU, when it is unmapped: then a use after vfree()
 * faults at once. For a larger one that costs more than a full flush, so it ends the batch: the purge comes
 * right away, and its pages are freed after it. So no page is ever freed while this CPU has a translation to
 * it, and no address is given out again while any CPU has one.
 *
 * After the flush a small area becomes a spare: it stays in the tree, ready for the next request of its size,
 * which then needs no search and no change of the tree. Spares are freed when the window seems to be full.
 *
 * Locks: purge_mutex, so that a task that has waited for a purge finds all that it has freed; inside it
 * vmap_area_lock, for tree, list, spares and purge list. Tasks only.
 *
 * Longer than 500 lines: each change of the tree, the list and the gaps is one step under one lock, and nobody
 * outside of this file sees them.
 *
 * Tests: tests/mm/vmalloc/vmalloc_test.c, vmalloc_step_test.c.
 */
#include "vmap_area.h"

#include <asm/barrier.h>
#include <asm/tlbflush.h>
#include <k896/check.h>
#include <linux/init.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/log2.h>
#include <linux/mmdebug.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/rbtree_augmented.h>
#include <linux/slab.h>

/* Dead areas of a batch. Many mean fewer flushes; few keep the window dense, and no purge takes long. */
#define LAZY_MAX_AREAS 32

/* Spares: the largest, in pages; and how many pages of the window all may take together, guards included. */
#define SPARE_MAX_PAGES	      16
#define SPARE_MAX_TOTAL_PAGES 1024

static DEFINE_SPINLOCK(vmap_area_lock);
static DEFINE_MUTEX(purge_mutex);
static struct rb_root areas = RB_ROOT;
static struct vmap_area first;
static struct vmap_area *purge_list;
static unsigned int nr_dead;
static unsigned long nr_purges;
static struct vmap_area *spares[SPARE_MAX_PAGES + 1];
static unsigned int nr_spare_pages;
struct kmem_cache *vmap_area_cachep;

#define to_area(rb) rb_entry((rb), struct vmap_area, node)

/* ---- the tree; vmap_area_lock held ---- */

static __always_inline unsigned long gap_of(struct vmap_area *va)
{
	return va->gap;
}
RB_DECLARE_CALLBACKS_MAX(static, gap_callbacks, struct vmap_area, node, unsigned long, max_gap,
			 gap_of)

static __always_inline bool has_room(const struct rb_node *rb, unsigned long size)
{
	return rb && to_area(rb)->max_gap >= size;
}

/* The list, which was found to lead nowhere, is made anew, from the tree. */
static void __cold mend_list(void)
{
	lockdep_assert_held(&vmap_area_lock);
	INIT_LIST_HEAD(&first.list);
	for (struct rb_node *rb = rb_next(&first.node); rb; rb = rb_next(rb))
		list_add_tail(&to_area(rb)->list, &first.list);
	pr_warn("vmap areas: their list is made anew\n");
}

/*
 * The lowest area with a gap of @size behind it. The plain form: the list is looked through from its start.
 */
static struct vmap_area *find_gap(unsigned long size)
{
	struct rb_node *rb = areas.rb_node;

	lockdep_assert_held(&vmap_area_lock);
	if (!has_room(rb, size))
		return NULL;
	for (;;) {
		if (has_room(rb->rb_left, size))
			rb = rb->rb_left;
		else if (to_area(rb)->gap >= size)
			return to_area(rb);
		else
			rb = rb->rb_right;
	}
}

/*
 * @va takes of @prev's gap what is behind its first @skip bytes.
 *
 * The plain form is a search from the root for the address, to the free link where it ends. That link is
 * known without one: it is @prev's right one, or, if there is a subtree, the left one of the area that comes
 * next, which is the lowest there.
 */
static void link_area(struct vmap_area *prev, struct vmap_area *va, unsigned long skip)
{
	struct rb_node *parent = &prev->node, **link = &parent->rb_right;

	lockdep_assert_held(&vmap_area_lock);
	VM_BUG_ON(prev->gap < skip + va->vm.size);
	if (!__list_first_valid(&prev->list))
		mend_list();
	if (*link) {
		parent = &list_next_entry(prev, list)->node;
		link = &parent->rb_left;
	}
	va->vm.addr = (void *)(area_end(prev) + skip);
	va->gap = va->max_gap = prev->gap - skip - va->vm.size;
	prev->gap = skip;
	list_add(&va->list, &prev->list);
	rb_link_node(&va->node, parent, link);
	gap_callbacks_propagate(parent, &prev->node);
	gap_callbacks_propagate(&prev->node, NULL);
	rb_insert_augmented(&va->node, &areas, &gap_callbacks);
}

static void unlink_area(struct vmap_area *va)
{
	struct vmap_area *prev = list_prev_entry(va, list);

	lockdep_assert_held(&vmap_area_lock);
	if (!__list_del_entry_valid(&va->list)) {
		mend_list();
		prev = list_prev_entry(va, list);
	}
	rb_erase_augmented(&va->node, &areas, &gap_callbacks);
	list_del(&va->list);
	prev->gap += va->vm.size + va->gap;
	gap_callbacks_propagate(&prev->node, NULL);
}

/* The area that @addr lies in, or the last one below it. */
static __always_inline struct vmap_area *last_at_or_below(unsigned long addr)
{
	struct rb_node *rb = areas.rb_node;
	struct vmap_area *best = NULL;

	while (rb) {
		if (addr >= area_start(to_area(rb))) {
			best = to_area(rb);
			rb = rb->rb_right;
		} else {
			rb = rb->rb_left;
		}
	}
	return best;
}

/* The area that starts at @addr. */
static __always_inline struct vmap_area *starting_at(unsigned long addr)
{
	struct rb_node *rb = areas.rb_node;

	lockdep_assert_held(&vmap_area_lock);
	while (rb && area_start(to_area(rb)) != addr)
		rb = addr < area_start(to_area(rb)) ? rb->rb_left : rb->rb_right;
	return rb ? to_area(rb) : NULL;
}

/* ---- giving out ---- */

static __always_inline struct vmap_area *take_spare(unsigned long pages)
{
	struct vmap_area *va;

	spin_lock(&vmap_area_lock);
	va = spares[pages];
	if (va) {
		spares[pages] = va->next;
		nr_spare_pages -= pages + 1;
	}
	spin_unlock(&vmap_area_lock);
	return va;
}

static bool place(struct vmap_area *va, unsigned long align)
{
	struct vmap_area *prev;

	spin_lock(&vmap_area_lock);
	prev = find_gap(va->vm.size + align - PAGE_SIZE);
	if (prev) /* ALIGN(area_end(prev), align) - area_end(prev) */
		link_area(prev, va, -area_end(prev) & (align - 1));
	spin_unlock(&vmap_area_lock);
	return prev;
}

/*
 * A spare is in the tree, where others look at its addr and size at any time: those are not written, not even with the
 * values that they have. It is alive as soon as its flags no longer say that it is dead.
 */
static __always_inline void revive(struct vmap_area *va, unsigned long flags, const void *caller)
{
	VM_BUG_ON(!(va->vm.flags & VM_DEAD));
	va->vm.pages = NULL;
	va->vm.nr_pages = 0;
	va->vm.phys_addr = 0;
	va->vm.caller = caller;
	smp_store_release(&va->vm.flags, flags);
}

struct vmap_area *alloc_vmap_area(unsigned long size, unsigned long align, unsigned long flags,
				  const void *caller, gfp_t gfp)
{
	unsigned long pages = size >> PAGE_SHIFT;
	struct vmap_area *va;

	VM_BUG_ON(in_interrupt());
	VM_BUG_ON(!size || offset_in_page(size));
	VM_BUG_ON(!is_power_of_2(align) || align < PAGE_SIZE);
	VM_BUG_ON(flags & (VM_DEAD | VM_HAS_PAGES));
	if (pages <= SPARE_MAX_PAGES && align == PAGE_SIZE && (va = take_spare(pages))) {
		revive(va, flags, caller);
		return va;
	}
	va = kmem_cache_alloc(vmap_area_cachep,
			      (gfp & (GFP_KERNEL | __GFP_NOWARN)) | __GFP_RETRY_MAYFAIL);
	if (unlikely(!va))
		return NULL;
	va->vm = (struct vm_struct){ .size = size + PAGE_SIZE, .flags = flags, .caller = caller };
	if (likely(place(va, align)))
		return va;
	vmalloc_purge();
	if (place(va, align))
		return va;
	kmem_cache_free(vmap_area_cachep, va);
	if (!(gfp & __GFP_NOWARN))
		pr_warn("vmap allocation for size %lu failed: use vmalloc=<size> to increase size\n",
			size + PAGE_SIZE);
	return NULL;
}

/* ---- taking back ---- */

void free_vmap_area(struct vmap_area *va)
{
	struct vmap_area *prev;

	VM_BUG_ON(in_interrupt());
	VM_BUG_ON(va->vm.nr_pages && !(va->vm.flags & VM_DEAD));
	spin_lock(&vmap_area_lock);
	prev = list_prev_entry(va, list);
	unlink_area(va);
	kasan_release_vmalloc(area_start(va), area_end(va), area_end(prev),
			      area_end(prev) + prev->gap);
	spin_unlock(&vmap_area_lock);
	kmem_cache_free(vmap_area_cachep, va);
}

/* A dead area, after the flush. False: it is too large for a spare, or there are enough. */
static bool make_spare(struct vmap_area *va)
{
	unsigned long pages = (va->vm.size >> PAGE_SHIFT) - 1;
	bool wanted;

	if (pages > SPARE_MAX_PAGES)
		return false;
	spin_lock(&vmap_area_lock);
	wanted = nr_spare_pages < SPARE_MAX_TOTAL_PAGES;
	if (wanted) {
		va->next = spares[pages];
		spares[pages] = va;
		nr_spare_pages += pages + 1;
	}
	spin_unlock(&vmap_area_lock);
	return wanted;
}

static void free_spares(void)
{
	struct vmap_area *va;

	for (unsigned long pages = 1; pages <= SPARE_MAX_PAGES; pages++)
		while ((va = take_spare(pages)))
			free_vmap_area(va);
}

struct vmap_area *kill_vmap_area(const void *addr)
{
	struct vmap_area *va;

	VM_BUG_ON(in_interrupt());
	VM_BUG_ON(offset_in_page(addr));
	spin_lock(&vmap_area_lock);
	va = starting_at((unsigned long)addr);
	if (likely(va && !(va->vm.flags & VM_DEAD)))
		va->vm.flags |= VM_DEAD;
	else
		va = NULL;
	spin_unlock(&vmap_area_lock);
	return va;
}

/* One flush; then the addresses of all dead areas are free. purge_mutex held. */
static void purge(void)
{
	struct vmap_area *va, *next;

	lockdep_assert_held(&purge_mutex);
	spin_lock(&vmap_area_lock);
	va = purge_list;
	purge_list = NULL;
	nr_dead = 0;
	spin_unlock(&vmap_area_lock);
	if (!va)
		return;
	nr_purges++;
	flush_tlb_all(); /* on every CPU, when there are more */
	for (; va; va = next) {
		next = va->next;
		if (va->vm.flags & VM_HAS_PAGES)
			release_area_pages(va);
		if (!make_spare(va))
			free_vmap_area(va);
	}
}

void retire_vmap_area(struct vmap_area *va, bool now)
{
	VM_BUG_ON(in_interrupt());
	VM_BUG_ON(!(va->vm.flags & VM_DEAD));
	VM_BUG_ON(walk_page_tables(swapper_pg_dir, area_start(va)).present);
	spin_lock(&vmap_area_lock);
	va->next = purge_list;
	purge_list = va;
	if (++nr_dead >= LAZY_MAX_AREAS)
		now = true;
	spin_unlock(&vmap_area_lock);
	if (unlikely(now)) {
		mutex_lock(&purge_mutex);
		purge();
		mutex_unlock(&purge_mutex);
	}
}

/* If no area reaches into the 4 MiB at @addr: an area that does so later gets a new table. */
static void free_unused_table(unsigned long addr)
{
	spin_lock(&vmap_area_lock);
	if (has_kernel_table(addr) && area_end(last_at_or_below(addr + PMD_SIZE - 1)) <= addr)
		free_kernel_table(addr);
	spin_unlock(&vmap_area_lock);
}

void vmalloc_purge(void)
{
	VM_BUG_ON(in_interrupt());
	vfree_drain();
	mutex_lock(&purge_mutex);
	purge();
	free_spares();
	for (unsigned long addr = VMALLOC_START; addr < VMALLOC_END; addr += PMD_SIZE)
		free_unused_table(addr);
	mutex_unlock(&purge_mutex);
}

/* ---- asking ---- */

struct vm_struct *find_vm_area(const void *addr)
{
	struct vmap_area *va;

	VM_BUG_ON(in_interrupt());
	spin_lock(&vmap_area_lock);
	va = last_at_or_below((unsigned long)addr);
	if (va && ((unsigned long)addr >= area_end(va) || va->vm.flags & VM_DEAD))
		va = NULL;
	spin_unlock(&vmap_area_lock);
	return va ? &va->vm : NULL;
}

/* Counted when it is asked for, which is not often. */
unsigned long vmalloc_nr_areas(void)
{
	const struct vmap_area *va;
	unsigned long n = 0;

	spin_lock(&vmap_area_lock);
	list_for_each_entry(va, &first.list, list)
		n += !(va->vm.flags & VM_DEAD);
	spin_unlock(&vmap_area_lock);
	return n;
}

/* Dead areas that wait for a flush, and spares. */
unsigned long vmalloc_nr_unused(void)
{
	const struct vmap_area *va;
	unsigned long n = 0;

	spin_lock(&vmap_area_lock);
	list_for_each_entry(va, &first.list, list)
		n += !!(va->vm.flags & VM_DEAD);
	spin_unlock(&vmap_area_lock);
	return n;
}

unsigned long vmalloc_nr_purges(void)
{
	return READ_ONCE(nr_purges);
}

bool next_vmap_area(unsigned long addr, struct vmap_area *copy)
{
	struct vmap_area *va;
	bool found;

	VM_BUG_ON(in_interrupt());
	spin_lock(&vmap_area_lock);
	va = last_at_or_below(addr) ?: &first;
	if (area_end(va) <= addr || va == &first)
		va = list_next_entry(va, list);
	found = va != &first;
	if (found)
		*copy = *va;
	spin_unlock(&vmap_area_lock);
	return found;
}

static bool is_alive(const struct vmap_area *va)
{
	return va == &first || !(va->vm.flags & VM_DEAD);
}

struct vmap_neighbours vmap_neighbours(unsigned long addr)
{
	struct vmap_area *at = last_at_or_below(addr) ?: &first, *below = at, *above = at;

	if (!is_alive(at) || at == &first || addr >= area_end(at))
		at = NULL;
	else
		below = list_prev_entry(below, list);
	while (!is_alive(below))
		below = list_prev_entry(below, list);
	do
		above = list_next_entry(above, list);
	while (!is_alive(above));
	return (struct vmap_neighbours){
		.at = at,
		.below = below != &first ? below : NULL,
		.above = above != &first ? above : NULL,
	};
}

/* ---- the invariants ---- */

static unsigned long largest_below(const struct vmap_area *va)
{
	unsigned long max = va->gap;

	if (va->node.rb_left)
		max = max(max, to_area(va->node.rb_left)->max_gap);
	if (va->node.rb_right)
		max = max(max, to_area(va->node.rb_right)->max_gap);
	return max;
}

static int check_area(const struct vmap_area *va, const struct rb_node *rb)
{
	const struct vmap_area *next = list_next_entry(va, list);
	unsigned long limit = next == &first ? VMALLOC_END : area_start(next);

	if (rb == &va->node && limit >= area_end(va) && va->gap == limit - area_end(va) &&
	    va->max_gap == largest_below(va) && !(area_start(va) & ~PAGE_MASK) &&
	    !(va->vm.size & ~PAGE_MASK))
		return 0;
	pr_err("vmap area %px-%lx: gap %lu, largest below %lu, next at %lx: not what its neighbours say\n",
	       va->vm.addr, area_end(va), va->gap, va->max_gap, limit);
	return 1;
}

int vmalloc_check(void)
{
	const struct vmap_area *va = &first;
	struct rb_node *rb;
	int faults = 0;

	spin_lock(&vmap_area_lock);
	rb = rb_first(&areas);
	do {
		faults += check_area(va, rb);
		rb = rb ? rb_next(rb) : NULL;
		va = list_next_entry(va, list);
	} while (va != &first);
	if (rb) {
		pr_err("vmap areas: the tree has more than the list\n");
		faults++;
	}
	spin_unlock(&vmap_area_lock);
	return faults;
}

/* ---- boot ---- */

void __init vmap_area_init(void)
{
	vmap_area_cachep =
		kmem_cache_create("vmap_area", sizeof(struct vmap_area), 0, SLAB_PANIC, NULL);
	first.vm.addr = (void *)(VMALLOC_START - PAGE_SIZE);
	first.vm.size = PAGE_SIZE;
	first.vm.flags = VM_DEAD; /* no caller's */
	first.gap = first.max_gap = VMALLOC_END - VMALLOC_START;
	INIT_LIST_HEAD(&first.list);
	rb_link_node(&first.node, NULL, &areas.rb_node);
	rb_insert_augmented(&first.node, &areas, &gap_callbacks);
}
