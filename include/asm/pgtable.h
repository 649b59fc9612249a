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
struct seq_file;
int pgwalk_show(struct seq_file *m, unsigned long addr);

#endif
