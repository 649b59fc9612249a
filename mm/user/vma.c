/* SPDX-License-Identifier: MIT */
/*
 * The areas of an address space as a sorted set.
 *
 *	mm->mmap -> [text] <-> [data] <-> [heap]	<-> [mapping] <-> [stack]	by address, a list
 *
 *	mm->mm_rb		[heap]			the same areas as a red-black tree: finding one
 *			    [text]   [mapping]		by address, and a free range by its size
 *			       [data]      [stack]
 *
 * Free ranges are found by size through a summary in each node: no gap right below an area of the subtree is
 * larger. A search from the top looks right, at the node, left, and never enters a subtree whose gaps are too
 * small. The summary is an upper bound, not the maximum itself: when a gap shrinks no parent has to change,
 * and when it grows again by unmapping, which happens all the time, mostly none has to either. A search that
 * finds nothing in a subtree leaves a tighter bound behind. The gap below an area that grows down ends
 * stack_guard_gap earlier.
 *
 * Two areas that touch and are alike are one: vma_merge() lets neighbours grow over a range instead of
 * making a new area, vma_join() does it after flags have changed.
 *
 * Locks: mm->mmap_lock, for writing wherever something changes. Tests: tests/mm/user/vma_test.c.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/rbtree_augmented.h>
#include <linux/slab.h>

#include "vma.h"

static struct kmem_cache *vm_area_cachep;

struct vm_area_struct *vm_area_alloc(void)
{
	return kmem_cache_alloc(vm_area_cachep, GFP_KERNEL);
}

void vm_area_free(struct vm_area_struct *vma)
{
	if (vma->vm_file)
		fput(vma->vm_file);
	kmem_cache_free(vm_area_cachep, vma);
}

/* ---- flags ---- */

void vma_set_flags(struct vm_area_struct *vma, unsigned long vm_flags)
{
	u32 prot = _PAGE_PROTNONE | _PAGE_USER;

	VM_BUG_ON_MM(!mm_may_change(vma->vm_mm), vma->vm_mm);
	/* x86 has no right to read or to execute alone: what may be accessed at all may be read. */
	if (vm_flags & VM_ACCESS_FLAGS)
		prot = _PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED;
	if ((vm_flags & (VM_WRITE | VM_SHARED)) == (VM_WRITE | VM_SHARED))
		prot |= _PAGE_RW | _PAGE_DIRTY;
	vma->vm_flags = vm_flags;
	vma->vm_page_prot = __pgprot(prot);
}

/* ---- gaps ---- */

/* Areas do not overlap, but the area below may reach into the guard gap of one that grows down. */
static __always_inline void measure_gap(struct vm_area_struct *vma)
{
	unsigned long gap = vma->vm_start - (vma->vm_prev ? vma->vm_prev->vm_end : 0);

	if (unlikely(vma->vm_flags & VM_GROWSDOWN))
		gap -= min(gap, stack_guard_gap);
	vma->gap = gap;
}

#define to_vma(node) rb_entry(node, struct vm_area_struct, vm_rb)

static inline unsigned long bound_of(const struct rb_node *node)
{
	return node ? to_vma(node)->rb_subtree_gap : 0;
}

/* The bound, from the area's own gap and its children's bounds. */
static void tighten(struct vm_area_struct *vma)
{
	vma->rb_subtree_gap =
		max3(vma->gap, bound_of(vma->vm_rb.rb_left), bound_of(vma->vm_rb.rb_right));
}

/* The gap below @vma may have become larger: so must the bounds above it, up to one that is large enough. */
static __always_inline void gap_changed(struct vm_area_struct *vma)
{
	struct rb_node *node = &vma->vm_rb;
	unsigned long gap;

	measure_gap(vma);
	gap = vma->gap;
	for (; node && to_vma(node)->rb_subtree_gap < gap; node = rb_parent(node))
		to_vma(node)->rb_subtree_gap = gap;
}

/* Called while the tree is rebalanced. When a node goes, the bounds above it stay true as they are. */
static void keep_bounds(struct rb_node *node, struct rb_node *stop)
{
}

static void copy_bound(struct rb_node *old, struct rb_node *new)
{
	to_vma(new)->rb_subtree_gap = max(to_vma(old)->rb_subtree_gap, to_vma(new)->gap);
}

static void rotate_bound(struct rb_node *old, struct rb_node *new)
{
	to_vma(new)->rb_subtree_gap = to_vma(old)->rb_subtree_gap;
	tighten(to_vma(old));
}

static const struct rb_augment_callbacks gap_callbacks = {
	.propagate = keep_bounds,
	.copy = copy_bound,
	.rotate = rotate_bound,
};

/* The free part of the gap below @vma that lies in [low, high), if it has @len bytes: where they end. */
static __always_inline unsigned long end_in_gap(struct vm_area_struct *vma, unsigned long len,
						unsigned long low, unsigned long high)
{
	unsigned long start = vma->vm_prev ? vma->vm_prev->vm_end : 0;
	unsigned long end = min(start + vma->gap, high);

	start = max(start, low);
	return end > start && end - start >= len ? end : 0;
}

/* What a search is for, and what it has found: the area above the gap, and where the range ends in it. */
struct search {
	unsigned long len, low, high;
	struct vm_area_struct *next;
	unsigned long end;
};

static __always_inline bool fits_below(struct search *s, struct vm_area_struct *vma)
{
	s->next = vma;
	s->end = end_in_gap(vma, s->len, s->low, s->high);
	return s->end;
}

/* Right, the node, left. The depth of the tree bounds the recursion. */
static bool search_subtree(struct search *s, struct rb_node *node)
{
	struct vm_area_struct *vma;

	if (bound_of(node) < s->len)
		return false;
	vma = to_vma(node);
	if (vma->vm_end < s->high && search_subtree(s, node->rb_right))
		return true;
	if (fits_below(s, vma))
		return true;
	if (vma->vm_start > s->low && search_subtree(s, node->rb_left))
		return true;
	tighten(vma);
	return false;
}

/* Mostly a gap among the highest areas will do: a few steps down the list, then the tree. */
static __always_inline bool search_from_top(struct search *s, struct mm_struct *mm)
{
	struct vm_area_struct *vma = mm->mmap_last;

	for (int steps = 0; vma && steps < 4; steps++, vma = vma->vm_prev)
		if (vma->gap >= s->len && fits_below(s, vma))
			return true;
	return vma && search_subtree(s, mm->mm_rb.rb_node);
}

unsigned long find_free_range(struct mm_struct *mm, unsigned long len, unsigned long low,
			      unsigned long high, struct vma_place *place)
{
	struct vm_area_struct *last = mm->mmap_last;
	struct search s = { .len = len, .low = low, .high = high };

	mmap_assert_write_locked(mm); /* a search tightens bounds */
	VM_BUG_ON(!len || offset_in_page(len | low | high));
	if (high < len || high - len < low)
		return 0;
	if (!last || (last->vm_end <= high && high - max(last->vm_end, low) >= len)) {
		*place = (struct vma_place){ .prev = last };
		return high - len;
	}
	if (!search_from_top(&s, mm))
		return 0;
	*place = (struct vma_place){ .prev = s.next->vm_prev, .next = s.next };
	return s.end - len;
}

bool range_is_free(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	struct vm_area_struct *vma = find_vma(mm, start);

	VM_BUG_ON(start > end);
	return !vma || end <= vm_start_gap(vma);
}

/* ---- finding ---- */

struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr)
{
	struct rb_node *node = mm->mm_rb.rb_node;
	struct vm_area_struct *vma = mm->mmap_cache;

	mmap_assert_locked(mm);
	if (vma && vma_has(vma, addr))
		return vma;
	vma = NULL;
	while (node) {
		struct vm_area_struct *here = rb_entry(node, struct vm_area_struct, vm_rb);

		if (here->vm_end <= addr) {
			node = node->rb_right;
			continue;
		}
		vma = here;
		if (here->vm_start <= addr) {
			mm->mmap_cache = here;
			break;
		}
		node = node->rb_left;
	}
	return vma;
}

struct vma_place find_place(struct mm_struct *mm, unsigned long start)
{
	struct rb_node *node = mm->mm_rb.rb_node;
	struct vma_place place = {};

	mmap_assert_locked(mm);
	while (node) {
		struct vm_area_struct *here = rb_entry(node, struct vm_area_struct, vm_rb);

		if (here->vm_end <= start) {
			place.prev = here;
			node = node->rb_right;
		} else {
			place.next = here;
			node = node->rb_left;
		}
	}
	return place;
}

/* ---- changing ---- */

/* The areas are sorted, and do not overlap: @vma and its neighbours. */
static __maybe_unused bool is_in_order(const struct vm_area_struct *vma)
{
	const struct vm_area_struct *prev = vma->vm_prev, *next = vma->vm_next;

	return is_page_range(vma->vm_start, vma->vm_end) &&
	       (!prev || prev->vm_end <= vma->vm_start) && (!next || vma->vm_end <= next->vm_start);
}

/*
 * The plain form is a search from the root for the area's start, to the free link where it ends. But the
 * neighbours are known: the link is to the right of the predecessor or, where that has a child, to the left
 * of the successor.
 */
static __always_inline void link_in_tree(struct mm_struct *mm, struct vm_area_struct *vma)
{
	struct rb_node **link = &mm->mm_rb.rb_node, *parent = NULL;

	if (vma->vm_prev && !vma->vm_prev->vm_rb.rb_right) {
		parent = &vma->vm_prev->vm_rb;
		link = &parent->rb_right;
	} else if (vma->vm_next) {
		parent = &vma->vm_next->vm_rb;
		link = &parent->rb_left;
	}
	rb_link_node(&vma->vm_rb, parent, link);
}

void vma_link(struct mm_struct *mm, struct vm_area_struct *vma, struct vm_area_struct *prev)
{
	struct vm_area_struct *next = prev ? prev->vm_next : mm->mmap;

	VM_BUG_ON_MM(!mm_may_change(mm), mm);
	vma->vm_mm = mm;
	vma->vm_prev = prev;
	vma->vm_next = next;
	VM_BUG_ON_VMA(!is_in_order(vma), vma);
	*(prev ? &prev->vm_next : &mm->mmap) = vma;
	*(next ? &next->vm_prev : &mm->mmap_last) = vma;
	link_in_tree(mm, vma);
	vma->rb_subtree_gap = 0;
	gap_changed(vma);
	if (next)
		measure_gap(next); /* smaller */
	rb_insert_augmented(&vma->vm_rb, &mm->mm_rb, &gap_callbacks);
	mm->map_count++;
	mm->mmap_cache = vma; /* it will be touched next */
}

void vma_unlink(struct mm_struct *mm, struct vm_area_struct *vma)
{
	struct vm_area_struct *prev = vma->vm_prev, *next = vma->vm_next;

	mmap_assert_write_locked(mm);
	VM_BUG_ON_VMA(vma->vm_mm != mm, vma);
	*(prev ? &prev->vm_next : &mm->mmap) = next;
	*(next ? &next->vm_prev : &mm->mmap_last) = prev;
	rb_erase_augmented(&vma->vm_rb, &mm->mm_rb, &gap_callbacks);
	if (next)
		gap_changed(next);
	mm->map_count--;
	if (mm->mmap_cache == vma)
		mm->mmap_cache = prev;
}

void vma_set_start(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long start)
{
	mmap_assert_write_locked(mm);
	vma->vm_pgoff += (long)(start - vma->vm_start) >> PAGE_SHIFT;
	vma->vm_start = start;
	VM_BUG_ON_VMA(vma->vm_mm != mm || !is_in_order(vma), vma);
	gap_changed(vma);
}

void vma_set_end(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long end)
{
	mmap_assert_write_locked(mm);
	vma->vm_end = end;
	VM_BUG_ON_VMA(vma->vm_mm != mm || !is_in_order(vma), vma);
	if (vma->vm_next)
		gap_changed(vma->vm_next);
}

int split_vma(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr)
{
	struct vm_area_struct *upper;

	mmap_assert_write_locked(mm);
	VM_BUG_ON_VMA(addr == vma->vm_start || !vma_has(vma, addr) || offset_in_page(addr), vma);
	if (unlikely(mm->map_count >= sysctl_max_map_count))
		return -ENOMEM;
	upper = vm_area_alloc();
	if (!upper)
		return -ENOMEM;
	*upper = *vma;
	upper->vm_start = addr;
	upper->vm_pgoff += (addr - vma->vm_start) >> PAGE_SHIFT;
	if (upper->vm_file)
		get_file(upper->vm_file);
	vma->vm_end = addr;
	vma_link(mm, upper, vma);
	return 0;
}

/* ---- merging ---- */

static bool is_like(const struct vm_area_struct *vma, const struct vma_like *like)
{
	return vma->vm_flags == like->vm_flags && vma->vm_file == like->vm_file;
}

static bool follows(const struct vm_area_struct *vma, unsigned long start, unsigned long pgoff)
{
	return vma->vm_end == start && (!vma->vm_file || vma->vm_pgoff + vma_pages(vma) == pgoff);
}

/* @gone's addresses have become a neighbour's. */
static void vma_remove(struct mm_struct *mm, struct vm_area_struct *gone)
{
	vma_unlink(mm, gone);
	vm_area_free(gone);
}

struct vm_area_struct *vma_merge(struct mm_struct *mm, struct vma_place place, unsigned long start,
				 unsigned long end, const struct vma_like *like)
{
	struct vm_area_struct *prev = place.prev, *next = place.next;
	unsigned long pages = (end - start) >> PAGE_SHIFT;
	bool to_prev = prev && is_like(prev, like) && follows(prev, start, like->vm_pgoff);
	bool to_next = next && next->vm_start == end && is_like(next, like) &&
		       (!next->vm_file || like->vm_pgoff + pages == next->vm_pgoff);

	mmap_assert_write_locked(mm);
	VM_BUG_ON(!is_page_range(start, end));
	VM_BUG_ON_VMA(prev && (prev->vm_end > start || prev->vm_next != next), prev);
	VM_BUG_ON_VMA(next && (next->vm_start < end || next->vm_prev != prev), next);
	if (to_prev) {
		prev->has_anon |= like->has_anon | (to_next && next->has_anon);
		if (to_next) {
			end = next->vm_end;
			vma_remove(mm, next);
		}
		vma_set_end(mm, prev, end);
		return prev;
	}
	if (!to_next)
		return NULL;
	next->has_anon |= like->has_anon;
	vma_set_start(mm, next, start);
	return next;
}

/* Two neighbours that could be one become one: the lower. */
static bool join_two(struct mm_struct *mm, struct vm_area_struct *lower,
		     struct vm_area_struct *upper)
{
	unsigned long end;

	if (!lower || !upper || lower->vm_flags != upper->vm_flags ||
	    lower->vm_file != upper->vm_file || !follows(lower, upper->vm_start, upper->vm_pgoff))
		return false;
	lower->has_anon |= upper->has_anon;
	end = upper->vm_end;
	vma_remove(mm, upper);
	vma_set_end(mm, lower, end);
	return true;
}

struct vm_area_struct *vma_join(struct mm_struct *mm, struct vm_area_struct *vma)
{
	struct vm_area_struct *prev = vma->vm_prev;

	mmap_assert_write_locked(mm);
	VM_BUG_ON_VMA(vma->vm_mm != mm, vma);
	join_two(mm, vma, vma->vm_next);
	return join_two(mm, prev, vma) ? prev : vma;
}

int vma_isolate(struct vm_area_struct **areap, unsigned long start, unsigned long end)
{
	struct vm_area_struct *vma = *areap;
	int err;

	VM_BUG_ON_VMA(!vma_has_range(vma, start, end), vma);
	if (end < vma->vm_end) {
		err = split_vma(vma->vm_mm, vma, end);
		if (err)
			return err;
	}
	if (start > vma->vm_start) {
		err = split_vma(vma->vm_mm, vma, start);
		if (err) {
			vma_join(vma->vm_mm, vma);
			return err;
		}
		*areap = vma->vm_next;
	}
	return 0;
}

static int __init vma_init(void)
{
	vm_area_cachep = KMEM_CACHE(vm_area_struct, SLAB_PANIC);
	return 0;
}
core_initcall(vma_init);
