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
 * Free ranges are found by size through a summary in each node: the largest gap right below an area of the
 * subtree. A search from the top looks right, at the node, left, and never enters a subtree whose largest gap
 * is too small. The gap below an area that grows down ends stack_guard_gap earlier.
 *
 * Two areas that touch and are alike are one: vma_merge() lets neighbours grow over a range instead of
 * making a new area, vma_join() does it after flags have changed.
 *
 * Locks: mm->mmap_lock, for writing wherever something changes. Tests: tests/mm/vma_test.c.
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

	/* The CPU knows no right to read or execute alone: who may do anything may read. */
	if (vm_flags & VM_ACCESS_FLAGS)
		prot = _PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED;
	if ((vm_flags & (VM_WRITE | VM_SHARED)) == (VM_WRITE | VM_SHARED))
		prot |= _PAGE_RW | _PAGE_DIRTY;
	vma->vm_flags = vm_flags;
	vma->vm_page_prot = __pgprot(prot);
}

/* ---- gaps ---- */

static inline unsigned long gap_below(struct vm_area_struct *vma)
{
	unsigned long start = vm_start_gap(vma), end = vma->vm_prev ? vma->vm_prev->vm_end : 0;

	return start > end ? start - end : 0;
}

RB_DECLARE_CALLBACKS_MAX(static, gap_callbacks, struct vm_area_struct, vm_rb, unsigned long,
			 rb_subtree_gap, gap_below);

/* The gap below @vma has changed. */
static void gap_changed(struct vm_area_struct *vma)
{
	gap_callbacks_propagate(&vma->vm_rb, NULL);
}

/* The free part of the gap below @vma that lies in [low, high), if it has @len bytes: where they end. */
static unsigned long end_in_gap(struct vm_area_struct *vma, unsigned long len, unsigned long low,
				unsigned long high)
{
	unsigned long start = max(vma->vm_prev ? vma->vm_prev->vm_end : 0, low);
	unsigned long end = min(vm_start_gap(vma), high);

	return end > start && end - start >= len ? end : 0;
}

/* Right, the node, left. The depth of the tree bounds the recursion. */
static unsigned long highest_gap(struct rb_node *node, unsigned long len, unsigned long low,
				 unsigned long high)
{
	while (node) {
		struct vm_area_struct *vma = rb_entry(node, struct vm_area_struct, vm_rb);
		unsigned long end = 0;

		if (vma->rb_subtree_gap < len)
			return 0;
		if (vma->vm_end < high)
			end = highest_gap(node->rb_right, len, low, high);
		if (!end)
			end = end_in_gap(vma, len, low, high);
		if (end)
			return end;
		node = vma->vm_start > low ? node->rb_left : NULL;
	}
	return 0;
}

unsigned long find_free_range(struct mm_struct *mm, unsigned long len, unsigned long low,
			      unsigned long high)
{
	unsigned long last = max(mm->highest_vm_end, low), end = high;

	if (high < len || high - len < low)
		return 0;
	if (last > high || high - last < len)
		end = highest_gap(mm->mm_rb.rb_node, len, low, high);
	return end ? end - len : 0;
}

bool range_is_free(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	struct vm_area_struct *vma = find_vma(mm, start);

	return !vma || end <= vm_start_gap(vma);
}

/* ---- finding ---- */

struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr)
{
	struct rb_node *node = mm->mm_rb.rb_node;
	struct vm_area_struct *vma = mm->mmap_cache;

	if (vma && addr - vma->vm_start < vma->vm_end - vma->vm_start)
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

static void set_highest_end(struct mm_struct *mm, struct vm_area_struct *last)
{
	mm->highest_vm_end = last ? last->vm_end : 0;
}

/* Beside @prev there is a free link in the tree: to its right, or to the left of its successor. */
static void link_in_tree(struct mm_struct *mm, struct vm_area_struct *vma)
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
	vma->rb_subtree_gap = 0;
	gap_changed(vma);
	rb_insert_augmented(&vma->vm_rb, &mm->mm_rb, &gap_callbacks);
}

void vma_link(struct mm_struct *mm, struct vm_area_struct *vma, struct vm_area_struct *prev)
{
	vma->vm_mm = mm;
	vma->vm_prev = prev;
	vma->vm_next = prev ? prev->vm_next : mm->mmap;
	*(prev ? &prev->vm_next : &mm->mmap) = vma;
	if (vma->vm_next) {
		vma->vm_next->vm_prev = vma;
		gap_changed(vma->vm_next);
	} else {
		set_highest_end(mm, vma);
	}
	link_in_tree(mm, vma);
	mm->map_count++;
}

void vma_unlink(struct mm_struct *mm, struct vm_area_struct *vma)
{
	struct vm_area_struct *prev = vma->vm_prev, *next = vma->vm_next;

	rb_erase_augmented(&vma->vm_rb, &mm->mm_rb, &gap_callbacks);
	*(prev ? &prev->vm_next : &mm->mmap) = next;
	if (next) {
		next->vm_prev = prev;
		gap_changed(next);
	} else {
		set_highest_end(mm, prev);
	}
	mm->map_count--;
	if (mm->mmap_cache == vma)
		mm->mmap_cache = prev;
}

void vma_set_start(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long start)
{
	vma->vm_pgoff += (long)(start - vma->vm_start) >> PAGE_SHIFT;
	vma->vm_start = start;
	gap_changed(vma);
}

void vma_set_end(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long end)
{
	vma->vm_end = end;
	if (vma->vm_next)
		gap_changed(vma->vm_next);
	else
		mm->highest_vm_end = end;
}

int split_vma(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr)
{
	struct vm_area_struct *upper;

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

	join_two(mm, vma, vma->vm_next);
	return join_two(mm, prev, vma) ? prev : vma;
}

int vma_isolate(struct vm_area_struct **areap, unsigned long start, unsigned long end)
{
	struct vm_area_struct *vma = *areap;
	int err;

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
