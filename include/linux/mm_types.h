/* SPDX-License-Identifier: MIT */
/*
 * struct page: one for every page frame of RAM, 32 bytes, all in the array mem_map.
 *
 * The meaning of the middle of the struct depends on the owner of the page:
 *
 *	free (PageBuddy)	lru links the block into its zone's free list
 *	free, on a CPU's list	pcp_next
 *	compound tail		compound_head leads to the first page
 *	slab			see mm/slab/slab.h
 *	any other		as the owner likes: lru, mapping, index, private
 */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <asm/pgtable.h>
#include <linux/minmax.h>
#include <linux/rbtree.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct address_space;
struct file;
struct kmem_cache;

struct page {
	unsigned long flags; /* linux/page-flags.h */
	union {
		struct list_head lru;
		struct page *pcp_next;
		unsigned long compound_head; /* tail page: head | 1; a list pointer is even */
	};
	union {
		struct address_space *mapping;
		struct kmem_cache *slab_cache;
	};
	union {
		unsigned long index;
		void *freelist; /* slab: first free object */
	};
	union {
		unsigned long private;
		struct { /* slab */
			u16 inuse;
			u16 objects : 15;
			u16 frozen : 1;
		};
	};
	atomic_t _mapcount; /* page table entries that lead here (Linux: one less) */
	atomic_t _refcount; /* users; 0: free */
};

/* ---- the user half of an address space ---- */

/**
 * struct vm_area_struct - addresses of a process that are alike: what may be done there, what is behind them
 *
 * Areas of one mm never overlap; two that touch and could be one are one (anonymous areas and areas of the
 * same file with continuing offsets). All fields: mm->mmap_lock; a fault only reads them, but sets has_anon.
 */
struct vm_area_struct {
	struct rb_node vm_rb;		/* in mm->mm_rb, by address */
	unsigned long vm_start, vm_end; /* page aligned, vm_end is the first address behind */
	unsigned long vm_flags;		/* VM_READ ..., linux/mm.h */
	pgprot_t vm_page_prot;		/* what a page table entry of it starts from */
	struct file *vm_file;		/* with a reference; NULL: private anonymous memory */
	unsigned long vm_pgoff; /* first page within vm_file; anonymous: vm_start >> PAGE_SHIFT */
	struct mm_struct *vm_mm;
	struct vm_area_struct *vm_next, *vm_prev; /* neighbours by address; NULL at the ends */
	unsigned long gap;	      /* free bytes right below, as far as they may be used */
	unsigned long rb_subtree_gap; /* no gap of an area of this subtree is larger */
	bool has_anon; /* pages of its own may be here, which fork must copy; goes from false to true */
};

/* What resident pages are counted as: mm->rss[]. */
enum { MM_FILEPAGES, MM_ANONPAGES, MM_SHMEMPAGES, NR_MM_COUNTERS };

/**
 * struct mm_struct - the address space of a process
 *
 * Life: mm_users counts the tasks that use it (mmget(), mmput(); the last mmput() unmaps everything and
 * frees it). Tasks that share it (CLONE_VM, vfork until exec) each hold one.
 *
 * Invariants (mm_check() in mm/user/mm_check.c): areas are sorted, do not overlap, and list, tree, map_count and
 * gaps agree; every page table entry lies in an area that allows it; rss, nr_ptes and the sizes below are the
 * sums of what is there.
 */
struct mm_struct {
	struct vm_area_struct *mmap, *mmap_last; /* mmap_lock: the lowest and the highest area */
	struct rb_root mm_rb;			 /* mmap_lock: areas by address */
	struct vm_area_struct *mmap_cache; /* mmap_lock or a hint: the area found last; may be NULL */
	pgd_t *pgd;
	unsigned long pgd_phys; /* for CR3 */
	atomic_t mm_users;
	struct rw_semaphore mmap_lock;
	int map_count; /* mmap_lock: number of areas */
	/* mmap_lock: pages mapped, of which data, stack, code */
	unsigned long total_vm, data_vm, stack_vm, exec_vm;
	unsigned long hiwater_rss; /* most pages ever that were resident: noted before some go */
	unsigned long hiwater_vm;  /* most pages ever that were mapped */
	unsigned long nr_ptes;	   /* page tables, in pages */
	long rss[NR_MM_COUNTERS];  /* resident pages; changed by single instructions */
	unsigned long mmap_base;   /* mmap() searches downwards from here */
	unsigned long start_code, end_code, start_data, end_data; /* set by exec */
	unsigned long start_brk, brk, start_stack;
	unsigned long arg_start, arg_end, env_start, env_end;
	unsigned long saved_auxv[44];
	struct file *exe_file; /* with a reference */
	bool dumpable;	       /* PR_SET_DUMPABLE; exec makes it true, fork copies it */
};

/* Resident pages: now, and most ever. A good pointer; any context. */
static inline unsigned long get_mm_rss(const struct mm_struct *mm)
{
	return mm->rss[MM_FILEPAGES] + mm->rss[MM_ANONPAGES] + mm->rss[MM_SHMEMPAGES];
}

static inline unsigned long get_mm_hiwater_rss(const struct mm_struct *mm)
{
	return max(mm->hiwater_rss, get_mm_rss(mm));
}

#endif
