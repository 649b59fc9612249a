/* SPDX-License-Identifier: MIT */
/*
 * Page tables: two levels of 1024 entries of 32 bits.
 *
 *	address   31        22 21        12 11          0
 *	         [ directory  |   table    |   offset   ]
 *
 * A directory entry leads to a table, or with PSE set maps 4 MiB by itself. The flag bits are the
 * CPU's; the names are Linux's.
 */
#ifndef _ASM_PGTABLE_H
#define _ASM_PGTABLE_H

#include <asm/page.h>

#define _PAGE_PRESENT  0x001
#define _PAGE_RW       0x002
#define _PAGE_USER     0x004
#define _PAGE_PWT      0x008
#define _PAGE_PCD      0x010
#define _PAGE_ACCESSED 0x020
#define _PAGE_DIRTY    0x040
#define _PAGE_PSE      0x080 /* in a directory entry: a 4 MiB page */
#define _PAGE_PAT      0x080 /* in a table entry */
#define _PAGE_GLOBAL   0x100

/*
 * Bits that mean something to us alone: the CPU does not look at 9 to 11, and at nothing but bit 0 in an entry
 * without it.
 */
#define _PAGE_SPECIAL 0x200 /* the page is not counted: the zero page */
#define _PAGE_PROTNONE                                                                             \
	0x100 /* without PRESENT: a page is here, and PROT_NONE keeps everybody out */

#define PTRS_PER_PGD 1024
#define PTRS_PER_PTE 1024

typedef u32 pgd_t;
typedef u32 pte_t;

#define pgd_index(addr) ((unsigned long)(addr) >> PMD_SHIFT)
#define pte_index(addr) ((unsigned long)(addr) >> PAGE_SHIFT & (PTRS_PER_PTE - 1))

/* Kernel pages, less the global bit where the CPU has none: that one is in kernel_global. */
#define _KERNEL_RW (_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY)
#define _KERNEL_RO (_PAGE_PRESENT | _PAGE_ACCESSED)

extern u32 kernel_global; /* _PAGE_GLOBAL or 0 */

/* How a page is to be mapped. PAT makes of PWT alone write-combining (x86/pat.c); without it, PCD. */
typedef struct {
	u32 pgprot;
} pgprot_t;

#define __pgprot(x)   ((pgprot_t){ (x) })
#define pgprot_val(x) ((x).pgprot)

#define _PAGE_CACHE_WB	     0
#define _PAGE_CACHE_UC_MINUS _PAGE_PCD
#define _PAGE_CACHE_UC	     (_PAGE_PCD | _PAGE_PWT)

extern u32 page_cache_wc; /* write-combining, or the next best that the CPU has: x86/pat.c */

#define PAGE_KERNEL	    __pgprot(_KERNEL_RW | _PAGE_GLOBAL)
#define PAGE_KERNEL_RO	    __pgprot(_KERNEL_RO | _PAGE_GLOBAL)
#define PAGE_KERNEL_NOCACHE __pgprot(_KERNEL_RW | _PAGE_GLOBAL | _PAGE_CACHE_UC)

static inline bool pte_none(pte_t pte)
{
	return !pte;
}

/* There is a page, whether it may be touched or not. */
static inline bool pte_present(pte_t pte)
{
	return pte & (_PAGE_PRESENT | _PAGE_PROTNONE);
}

static inline unsigned long pte_pfn(pte_t pte)
{
	return pte >> PAGE_SHIFT;
}

static inline bool pgd_present(pgd_t pgd)
{
	return pgd & _PAGE_PRESENT;
}

static inline bool pgd_large(pgd_t pgd)
{
	return pgd & _PAGE_PSE;
}

/* The table that a directory entry leads to; page tables lie in the linear map. */
static inline pte_t *pgd_table(pgd_t pgd)
{
	return __va(pgd & PAGE_MASK);
}

static inline pgprot_t pgprot_noncached(pgprot_t prot)
{
	return __pgprot((pgprot_val(prot) & ~_PAGE_CACHE_UC) | _PAGE_CACHE_UC_MINUS);
}

static inline pgprot_t pgprot_writecombine(pgprot_t prot)
{
	return __pgprot((pgprot_val(prot) & ~_PAGE_CACHE_UC) | page_cache_wc);
}

/* ---- the kernel's half, the same in every page directory: mm/page/pgd.c ---- */

/**
 * pgd_alloc() - a page directory for a process: nothing in the user half, the kernel's half complete
 *
 * What the kernel maps later appears in it too. May sleep. NULL on failure. pgd_free() when it is not
 * in CR3 any more and its user half leads to nothing.
 */
pgd_t *pgd_alloc(void);
void pgd_free(pgd_t *pgd);

/*
 * A page table for the user half, all entries zero; pte_free_table() takes it back in that state. Tables that
 * were given back are kept for the next one until memory is short. May sleep. NULL on failure.
 */
pte_t *pte_alloc_table(void);
void pte_free_table(pte_t *table);

/* Sees to it that all page tables for [start, end) exist, in all directories. 0 or -ENOMEM. May sleep. */
int alloc_kernel_tables(unsigned long start, unsigned long end);

/* Frees the table of the 4 MiB at @addr, which maps nothing and nobody wants. Task. */
void free_kernel_table(unsigned long addr);

static inline bool has_kernel_table(unsigned long addr)
{
	return swapper_pg_dir[pgd_index(addr)] & _PAGE_PRESENT;
}

/* The entry of @addr, whose table must exist. Entries up to the next 4 MiB follow. */
static __always_inline pte_t *kernel_pte(unsigned long addr)
{
	return (pte_t *)__va(swapper_pg_dir[pgd_index(addr)] & PAGE_MASK) + pte_index(addr);
}

/**
 * struct page_walk - how one address is translated
 * @pgd: directory entry
 * @pte: table entry; 0 where a large page or nothing maps the address
 * @present: something is mapped there
 * @phys: where the address leads, if present
 * @size: of the page, if present
 * @writable: both levels allow writing
 * @user: both levels allow user mode
 */
struct page_walk {
	pgd_t pgd;
	pte_t pte;
	bool present, writable, user;
	phys_addr_t phys;
	unsigned long size;
};

/* Follows @addr through the page directory @dir. Any context; changes nothing. */
struct page_walk walk_page_tables(const pgd_t *dir, unsigned long addr);

/* The walk in words, level by level; the directory is the one in use. Any context. */
#endif
