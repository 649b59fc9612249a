/* SPDX-License-Identifier: MIT */
/*
 * Page faults of user addresses: from "not there" to a page, one phase after the other, on one small struct
 * (struct vm_fault).
 *
 * do_user_addr_fault() is where the exception comes in; handle() goes through the phases:
 *
 *	1  find_area		which area is it? below one that grows down: the stack grows
 *	2  is_allowed		may it be done there? else SIGSEGV
 *	3  make_pte		the page table, if there is none yet
 *	4  by what the entry says
 *		nothing, anonymous memory	read: the zero page, shared by everybody	anon_read
 *						write: a page of its own, all zeroes		anon_write
 *		nothing, a file			its page; for writing to a private area: a copy	file_fault
 *		a page, not for writing		mine alone: just allow it (reuse); else a copy	write_protected
 *	5  install		the entry goes in, in one exchange
 *
 * Several tasks may fault at the same address at once, all as readers of mmap_lock. Nobody locks a page
 * table: a fault that has its page ready puts the entry in with one compare-and-exchange against the entry
 * that it has seen. If another one is there by now, it gives its page back and lets the instruction be tried
 * again. Only writers of mmap_lock take entries out (mm/user/zap.c).
 *
 * A private page that several address spaces have, or that a file has, too, is never written to: its entries are
 * read-only, and the reference count says whether this is the last one.
 *
 * Tests: tests/mm/user/memory_test.c.
 */
#include <asm/traps.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/math64.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/vmstat.h>

#include "vma.h"

#define GFP_FAULT GFP_HIGHUSER_MOVABLE

struct page *zero_page;

/*
 * One fault on its way. Linux's phases hand on a pointer to it. Here it goes by value, and the phases of the
 * common path are inlined: so its fields are in registers, and none is ever stored.
 */
struct vm_fault {
	struct mm_struct *mm;
	struct vm_area_struct *vma;
	unsigned long address;
	bool write;
	pte_t *pte;
	pte_t seen; /* what the entry was when it was looked at */
};

/* ---- page tables ---- */

/* Another task may be faster, while the allocation sleeps. */
noinline pte_t *__make_pte_slow(struct mm_struct *mm, unsigned long addr)
{
	pgd_t *pgd = &mm->pgd[pgd_index(addr)];
	pte_t *table = pte_alloc_table();

	VM_BUG_ON(addr >= TASK_SIZE);
	if (!table)
		return NULL;
	if (cmpxchg(pgd, 0, __pa(table) | _PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_ACCESSED))
		pte_free_table(table);
	else
		mm->nr_ptes++;
	return pgd_table(*pgd) + pte_index(addr);
}

int mm_counter_file(const struct page *page)
{
	return page->mapping->is_shmem ? MM_SHMEMPAGES : MM_FILEPAGES;
}

/* ---- phase 5 ---- */

/* false: another task has changed the entry, so there is nothing to do any more. */
static __always_inline bool install(struct vm_fault vmf, pte_t pte)
{
	return try_cmpxchg(vmf.pte, &vmf.seen, pte);
}

/* A page that this area has alone. @page comes with a reference, which the entry takes over. */
static __always_inline bool install_anon(struct vm_fault vmf, struct page *page)
{
	VM_BUG_ON_PAGE(page_ref_count(page) != 1 || page_mapcount(page) || page->mapping, page);
	atomic_set(&page->_mapcount, 1);
	if (install(vmf, page_to_phys(page) | pgprot_val(vmf.vma->vm_page_prot) | _PAGE_RW |
				 _PAGE_DIRTY))
		return true;
	atomic_set(&page->_mapcount, 0);
	__free_page(page);
	return false;
}

/* ---- phase 4 ---- */

static __always_inline enum fault_result anon_read(struct vm_fault vmf)
{
	install(vmf, zero_pte(vmf.vma));
	return FAULT_OK;
}

static __always_inline enum fault_result anon_write(struct vm_fault vmf)
{
	struct page *page = __alloc_pages(GFP_FAULT, 0); /* may sleep, as is known here */

	if (unlikely(!page))
		return FAULT_OOM;
	clear_highpage(page);
	vmf.vma->has_anon = true;
	if (install_anon(vmf, page))
		vmf.mm->rss[MM_ANONPAGES]++;
	return FAULT_OK;
}

/* The page behind the address, with a reference; an error as the fault's result. */
static enum fault_result find_file_page(struct vm_fault vmf, struct page **page)
{
	struct vm_area_struct *vma = vmf.vma;
	struct address_space *mapping = vma->vm_file->f_inode->i_mapping;
	unsigned long index = vma->vm_pgoff + ((vmf.address - vma->vm_start) >> PAGE_SHIFT);
	int err = 0;

	if (index >= DIV_ROUND_UP_ULL(i_size_read(mapping->host), PAGE_SIZE))
		return FAULT_SIGBUS;
	*page = find_get_page(mapping, index);
	if (!*page)
		err = filemap_get_page(mapping, index, page);
	return err ? FAULT_OOM : FAULT_OK;
}

/* A private copy of @old, which may be NULL for zeroes; @old's reference stays the caller's. */
static struct page *copy_of(struct page *old)
{
	struct page *new = alloc_page(GFP_FAULT);

	if (unlikely(!new))
		return NULL;
	if (old)
		copy_highpage(new, old);
	else
		clear_highpage(new);
	return new;
}

static enum fault_result file_copy(struct vm_fault vmf, struct page *page)
{
	struct page *copy = copy_of(page);

	put_page(page);
	if (!copy)
		return FAULT_OOM;
	vmf.vma->has_anon = true;
	if (install_anon(vmf, copy))
		vmf.mm->rss[MM_ANONPAGES]++;
	return FAULT_OK;
}

static noinline enum fault_result file_fault(struct vm_fault vmf)
{
	struct page *page;
	enum fault_result result = find_file_page(vmf, &page);

	if (result != FAULT_OK)
		return result;
	if (vmf.write && !(vmf.vma->vm_flags & VM_SHARED))
		return file_copy(vmf, page);
	VM_BUG_ON_PAGE(page_ref_count(page) < 2, page); /* the mapping's, and ours for the entry */
	atomic_inc(&page->_mapcount);
	if (install(vmf, page_to_phys(page) | pgprot_val(vmf.vma->vm_page_prot))) {
		vmf.mm->rss[mm_counter(page)]++;
		return FAULT_OK;
	}
	atomic_dec(&page->_mapcount);
	put_page(page);
	return FAULT_OK;
}

/* The entry and its translation change, then the old page loses a user. */
static noinline enum fault_result write_copy(struct vm_fault vmf, struct page *old)
{
	struct page *copy = copy_of(old);
	struct mm_struct *mm = vmf.mm;

	if (unlikely(!copy))
		return FAULT_OOM;
	vmf.vma->has_anon = true;
	if (!install_anon(vmf, copy))
		return FAULT_OK;
	flush_tlb_page(mm, vmf.address);
	mm->rss[MM_ANONPAGES]++;
	if (old) {
		mm->rss[mm_counter(old)]--;
		atomic_dec(&old->_mapcount);
		put_page(old);
	}
	return FAULT_OK;
}

/* The entry is read-only, but the area may be written to. */
static __always_inline enum fault_result write_protected(struct vm_fault vmf)
{
	struct page *page = pfn_to_page(pte_pfn(vmf.seen));

	if (unlikely(vmf.seen & _PAGE_SPECIAL))
		return write_copy(vmf, NULL);
	if (vmf.vma->vm_flags & VM_SHARED || (!page->mapping && page_ref_count(page) == 1)) {
		install(vmf, vmf.seen | _PAGE_RW | _PAGE_DIRTY);
		flush_tlb_page(vmf.mm, vmf.address);
		return FAULT_OK;
	}
	return write_copy(vmf, page);
}

/* Phases 3 to 5. */
static __always_inline enum fault_result serve(struct vm_fault vmf)
{
	VM_BUG_ON_VMA(!vma_has(vmf.vma, vmf.address), vmf.vma);
	vmf.pte = find_pte(vmf.mm, vmf.address);
	if (unlikely(!vmf.pte)) {
		vmf.pte = make_pte(vmf.mm, vmf.address);
		if (!vmf.pte)
			return FAULT_OOM;
	}
	vmf.seen = READ_ONCE(*vmf.pte);
	if (!vmf.seen) {
		if (unlikely(vmf.vma->vm_file))
			return file_fault(vmf);
		return vmf.write ? anon_write(vmf) : anon_read(vmf);
	}
	if (vmf.write && !(vmf.seen & _PAGE_RW))
		return write_protected(vmf);
	flush_tlb_page(vmf.mm, vmf.address); /* another task has served it */
	return FAULT_OK;
}

/* Phase 1. NULL: there is none; below one that grows down the caller looks again. */
static __always_inline struct vm_area_struct *find_area(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = mm->mmap_cache;

	if (likely(vma && vma_has(vma, addr)))
		return vma;
	vma = find_vma(mm, addr);
	return vma && vma->vm_start <= addr ? vma : NULL;
}

/* Phase 2. x86 cannot forbid reading a page that is writable or executable. */
static __always_inline bool is_allowed(const struct vm_area_struct *vma, bool write)
{
	return vma->vm_flags & (write ? VM_WRITE : VM_ACCESS_FLAGS);
}

static __always_inline enum fault_result handle(struct mm_struct *mm, unsigned long address,
						bool write)
{
	struct vm_fault vmf;

	vmf.mm = mm;
	vmf.address = address & PAGE_MASK;
	vmf.write = write;
	vmf.vma = find_area(mm, address);
	if (unlikely(!vmf.vma))
		return FAULT_MAPERR;
	if (unlikely(!is_allowed(vmf.vma, write)))
		return FAULT_ACCERR;
	return serve(vmf);
}

enum fault_result handle_mm_fault(struct mm_struct *mm, unsigned long address, bool write)
{
	mmap_assert_locked(mm);
	return handle(mm, address, write);
}

/* ---- the exception: it comes with interrupts off, and ends so; what is between may sleep ---- */

/*
 * The plain form of the two is
 *
 *	local_irq_enable();		mmap_read_unlock(mm);
 *	mmap_read_lock(mm);		local_irq_disable();
 *
 * But the lock's own fast path is a look and a step with interrupts off: together they need not go on twice. lockdep
 * is to hear of it: a DEBUG=1 build has the plain form.
 */
#ifdef CONFIG_LOCKDEP
static const bool is_watched = true;
#else
static const bool is_watched = false;
#endif

static __always_inline void read_lock_irqs_on(struct mm_struct *mm)
{
	lockdep_assert_irqs_disabled();
	if (likely(!is_watched && rwsem_read_is_open(&mm->mmap_lock))) {
		mm->mmap_lock.readers++;
		local_irq_enable();
	} else {
		local_irq_enable();
		mmap_read_lock(mm);
	}
}

static __always_inline void read_unlock_irqs_off(struct mm_struct *mm)
{
	mmap_assert_locked(mm);
	local_irq_disable();
	if (likely(!is_watched && list_empty(&mm->mmap_lock.wait_list)))
		mm->mmap_lock.readers--;
	else
		mmap_read_unlock(mm);
}

bool do_user_addr_fault(struct pt_regs *regs, unsigned long address)
{
	struct task_struct *tsk = current;
	struct mm_struct *mm = tsk->mm;
	enum fault_result result;

	lockdep_assert_irqs_disabled();
	if (unlikely(!user_mode(regs)) && (address >= TASK_SIZE || !may_serve_kernel(regs)))
		return false;
	if (unlikely(address >= TASK_SIZE))
		return fault_slow(regs, address, FAULT_MAPERR);
	read_lock_irqs_on(mm);
	result = handle(mm, address, regs->orig_ax & X86_PF_WRITE);
	read_unlock_irqs_off(mm);
	if (unlikely(result != FAULT_OK))
		return fault_slow(regs, address, result);
	if (likely(tsk->signal))
		tsk->signal->min_flt++;
	return true;
}

static int __init memory_init(void)
{
	zero_page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!zero_page)
		panic("no memory for the zero page");
	return 0;
}
core_initcall(memory_init);
