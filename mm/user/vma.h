/* SPDX-License-Identifier: MIT */
/* What the files of an address space share: areas, page table entries, taking pages out. All under mmap_lock. */
#ifndef _MM_VMA_H
#define _MM_VMA_H

#include <asm/pgtable.h>
#include <asm/ptrace.h>
#include <asm/tlbflush.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mm_types.h>
#include <linux/mmap_lock.h>
#include <linux/sched/signal.h>

/* ---- preconditions that several entries have, for VM_BUG_ON_MM() and VM_BUG_ON_VMA() ---- */

/* May areas and entries be changed? Under the lock; or where no task has the mm: fork makes it, or it ends. */
static inline bool mm_may_change(const struct mm_struct *mm)
{
	return READ_ONCE(mm->mmap_lock.writer) == current ||
	       (atomic_read(&mm->mm_users) <= 1 && mm != current->mm);
}

static inline bool is_page_range(unsigned long start, unsigned long end)
{
	return start < end && end <= TASK_SIZE && !offset_in_page(start | end);
}

/* Is [start, end) whole pages of the area? */
static inline bool vma_has_range(const struct vm_area_struct *vma, unsigned long start,
				 unsigned long end)
{
	return is_page_range(start, end) && vma->vm_start <= start && end <= vma->vm_end;
}

/* ---- vma.c: areas as a sorted set; mmap_lock for writing ---- */

/* vm_start <= addr && addr < vm_end in one comparison: below vm_start the difference wraps, and is large. */
#define vma_has(vma, addr) ((addr) - (vma)->vm_start < (vma)->vm_end - (vma)->vm_start)

/* Where something of [start, end) begins, or would: the areas around it. */
struct vma_place {
	struct vm_area_struct *prev; /* the last that ends at or below start; NULL */
	struct vm_area_struct *next; /* the first behind it: prev's successor; NULL */
};
struct vma_place find_place(struct mm_struct *mm, unsigned long start);

/* What a new area would be like: vma_merge() compares it with its neighbours. */
struct vma_like {
	unsigned long vm_flags;
	struct file *vm_file;
	unsigned long vm_pgoff; /* of its start; anonymous: does not matter */
	bool has_anon;
};

/*
 * Makes the neighbours of the free range [start, end) cover it, if they are alike: one grows, or both become
 * one. Return: the area that covers it now; NULL: nothing was done.
 */
struct vm_area_struct *vma_merge(struct mm_struct *mm, struct vma_place place, unsigned long start,
				 unsigned long end, const struct vma_like *like);

/* An area that is in no mm. NULL: no memory. */
struct vm_area_struct *vm_area_alloc(void);
/* Gives it and its file back. */
void vm_area_free(struct vm_area_struct *vma);

/* Puts a filled-in area into its free place; takes it out. */
void vma_link(struct mm_struct *mm, struct vm_area_struct *vma, struct vm_area_struct *prev);
void vma_unlink(struct mm_struct *mm, struct vm_area_struct *vma);

/* Moves an end; the neighbours are not touched. */
void vma_set_start(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long start);
void vma_set_end(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long end);

/* Cuts an area in two at @addr, inside it: @vma keeps the lower part. 0 or -ENOMEM. */
int split_vma(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr);

/* Makes [start, end) of an area one of its own: *areap then. Undone by vma_join(). 0 or -ENOMEM. */
int vma_isolate(struct vm_area_struct **areap, unsigned long start, unsigned long end);

/*
 * After the flags of @vma changed: joins it with neighbours that it is like now. Return: the area that has its
 * addresses.
 */
struct vm_area_struct *vma_join(struct mm_struct *mm, struct vm_area_struct *vma);

/* Sets flags and, by them, vm_page_prot. */
void vma_set_flags(struct vm_area_struct *vma, unsigned long vm_flags);

/* The highest @len free bytes within [low, high), and the areas around them; 0: there are none. */
unsigned long find_free_range(struct mm_struct *mm, unsigned long len, unsigned long low,
			      unsigned long high, struct vma_place *place);

/* Does [start, end) touch no area, and no area's guard gap? For a hint that mmap() was given. */
bool range_is_free(struct mm_struct *mm, unsigned long start, unsigned long end);

/* The lowest address that belongs to an area, its guard gap counted. */
static inline unsigned long vm_start_gap(const struct vm_area_struct *vma)
{
	unsigned long gap = vma->vm_flags & VM_GROWSDOWN ? stack_guard_gap : 0;

	return vma->vm_start > gap ? vma->vm_start - gap : 0;
}

/* ---- limits and books ---- */

/* Memory of a process's own that it may write to; the stack has a limit of its own. */
static __always_inline bool is_data(unsigned long vm_flags)
{
	return (vm_flags & (VM_WRITE | VM_SHARED | VM_STACK)) == VM_WRITE;
}

static __always_inline bool is_code(unsigned long vm_flags)
{
	return (vm_flags & (VM_EXEC | VM_WRITE | VM_STACK)) == VM_EXEC;
}

/* @pages more (or, negative, less) of such an area. */
static __always_inline void vm_stat_account(struct mm_struct *mm, unsigned long vm_flags,
					    long pages)
{
	VM_BUG_ON_MM(!mm_may_change(mm) || (long)(mm->total_vm + pages) < 0, mm);
	mm->total_vm += pages;
	if (mm->total_vm > mm->hiwater_vm)
		mm->hiwater_vm = mm->total_vm;
	if (is_data(vm_flags))
		mm->data_vm += pages;
	else if (vm_flags & VM_STACK)
		mm->stack_vm += pages;
	else if (is_code(vm_flags))
		mm->exec_vm += pages;
}

/* Do RLIMIT_AS and RLIMIT_DATA allow this many pages more? */
static __always_inline bool may_expand_vm(struct mm_struct *mm, unsigned long vm_flags,
					  unsigned long pages)
{
	if (mm->total_vm + pages > rlimit(RLIMIT_AS) >> PAGE_SHIFT)
		return false;
	return !is_data(vm_flags) || mm->data_vm + pages <= rlimit(RLIMIT_DATA) >> PAGE_SHIFT;
}

/* Private writable memory, more than there is RAM, is refused at once. 0 or -ENOMEM. */
static __always_inline int may_account(unsigned long vm_flags, unsigned long pages)
{
	if ((vm_flags & (VM_WRITE | VM_SHARED | VM_NORESERVE)) != VM_WRITE)
		return 0;
	/* A megabyte is always there. */
	return unlikely(pages > 256 && pages > totalram_pages()) ? -ENOMEM : 0;
}

/* ---- mmap.c ---- */

/* munmap() under the lock. 0, -EINVAL, -ENOMEM. */
int do_munmap(struct mm_struct *mm, unsigned long start, unsigned long len);
/*
 * A range for @len bytes: at @addr with MAP_FIXED, whatever is there; without, there if it is free, else where
 * one is. Or -errno.
 */
unsigned long get_unmapped_area(struct mm_struct *mm, unsigned long addr, unsigned long len,
				unsigned long flags);
/* Brings in every page of [start, end). Lock not held. For MAP_POPULATE: failures do not matter. */
int mm_populate(struct mm_struct *mm, unsigned long start, unsigned long end, bool write);

/* ---- zap.c ---- */

/* Takes all pages of [start, end) of one area out. */
void zap_page_range(struct vm_area_struct *vma, unsigned long start, unsigned long end);

/*
 * Frees the page tables of [start, end) in which nothing can be any more: those whose 4 MiB lie between @floor
 * and @ceiling, the ends of the areas around.
 */
void free_pgtables(struct mm_struct *mm, unsigned long start, unsigned long end,
		   unsigned long floor, unsigned long ceiling);

/* Flush translations of @mm from the TLB: one, all, or a range. The TLB has them only while @mm is in CR3. */
static __always_inline void flush_tlb_page(struct mm_struct *mm, unsigned long addr)
{
	if (likely(read_cr3() == mm->pgd_phys))
		flush_tlb_one(addr);
}

static inline void flush_tlb_mm(struct mm_struct *mm)
{
	if (read_cr3() == mm->pgd_phys)
		flush_tlb_local();
}

/* Above this many pages flushing everything is cheaper. */
#define TLB_SINGLE_PAGES 32UL

static inline void flush_tlb_range(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	VM_BUG_ON(start > end || offset_in_page(start | end));
	if (end - start > TLB_SINGLE_PAGES * PAGE_SIZE) {
		flush_tlb_mm(mm);
		return;
	}
	for (; start < end; start += PAGE_SIZE)
		flush_tlb_page(mm, start);
}

/* ---- memory.c ---- */

/* The page of zeroes that reads of untouched memory see. */
extern struct page *zero_page;

/* Its entry: read-only whatever the area allows. */
static inline pte_t zero_pte(const struct vm_area_struct *vma)
{
	return page_to_phys(zero_page) | _PAGE_SPECIAL |
	       (pgprot_val(vma->vm_page_prot) & ~_PAGE_RW);
}

/* Copies the page table entries of @src that fork must, write protecting both sides. 0 or -ENOMEM. */
int copy_page_range(struct vm_area_struct *dst, struct vm_area_struct *src);

/* What came of a fault. */
enum fault_result { FAULT_OK, FAULT_OOM, FAULT_SIGBUS, FAULT_MAPERR, FAULT_ACCERR };

/* Serves one address as if it had been touched. mmap_lock for reading. */
enum fault_result handle_mm_fault(struct mm_struct *mm, unsigned long address, bool write);

/* fault_hook. */
bool do_user_addr_fault(struct pt_regs *regs, unsigned long address);

/* ---- fault.c ---- */

/* May an access of the kernel's own be served, and sleep meanwhile? */
bool may_serve_kernel(struct pt_regs *regs);

/*
 * Not served at the first try: the stack may grow. What cannot be served is a signal, or an oops or -EFAULT.
 * Return: as fault_hook. Interrupts off; on meanwhile.
 */
bool fault_slow(struct pt_regs *regs, unsigned long address, enum fault_result result);

/* Makes an area that grows down reach @address, or not. mmap_lock for writing. */
bool expand_stack(struct vm_area_struct *vma, unsigned long address);

pte_t *__make_pte_slow(struct mm_struct *mm, unsigned long addr);
int mm_counter_file(const struct page *page);

/* The entry of @addr, or NULL where there is no table. */
static __always_inline pte_t *find_pte(struct mm_struct *mm, unsigned long addr)
{
	pgd_t pgd = mm->pgd[pgd_index(addr)];

	VM_BUG_ON(addr >= TASK_SIZE); /* the kernel's half has pages of 4 MiB */
	return pgd_present(pgd) ? pgd_table(pgd) + pte_index(addr) : NULL;
}

/* The same, with a table made where there is none; NULL: no memory. */
static __always_inline pte_t *make_pte(struct mm_struct *mm, unsigned long addr)
{
	pgd_t pgd = mm->pgd[pgd_index(addr)];

	return likely(pgd_present(pgd)) ? pgd_table(pgd) + pte_index(addr) :
					  __make_pte_slow(mm, addr);
}

/* What a mapped page is counted as. */
static __always_inline int mm_counter(const struct page *page)
{
	return likely(!page->mapping) ? MM_ANONPAGES : mm_counter_file(page);
}

/* ---- mm.c ---- */

extern struct mm_struct *oom_mm; /* whose end the OOM killer waits for; only to be compared */

#endif
