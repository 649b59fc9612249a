/* SPDX-License-Identifier: MIT */
/* Sizes of pages and of the kernel half of the address space, usable from everywhere. */
#ifndef _ASM_PAGE_TYPES_H
#define _ASM_PAGE_TYPES_H

#define PAGE_SHIFT 12
#define PAGE_SIZE  (1UL << PAGE_SHIFT)
#define PAGE_MASK  (~(PAGE_SIZE - 1))

/* One page directory entry spans a large page: 4 MiB. */
#define PMD_SHIFT 22
#define PMD_SIZE  (1UL << PMD_SHIFT)
#define PMD_MASK  (~(PMD_SIZE - 1))

/*
 * Where the kernel half begins, and physical memory's linear map with it: __va(p) is p + PAGE_OFFSET.
 * The classic split of i386: 3 GiB for the process, 1 GiB for the kernel.
 */
#define PAGE_OFFSET 0xC0000000UL

/* The end of what a process may have. In a SAN=addr build the shadow of the kernel's memory lies above (asm/kasan.h). */
#ifdef CONFIG_KASAN
#define TASK_SIZE 0xB8000000UL
#else
#define TASK_SIZE PAGE_OFFSET
#endif

/*
 * The linear map ends here at the latest: 1 GiB less 128 MiB for vmalloc, kmap and the fixmap. vmalloc=SIZE
 * moves it: lowmem_limit in linux/mmzone.h.
 */
#define MAXMEM 0x38000000UL /* 896 MiB */

/* A kernel stack: two pages; four where the compiler puts red zones around what lies on it. boot.asm knows it, too. */
#ifdef CONFIG_KASAN
#define THREAD_SIZE_ORDER 2
#else
#define THREAD_SIZE_ORDER 1
#endif
#define THREAD_SIZE (PAGE_SIZE << THREAD_SIZE_ORDER)

#endif
