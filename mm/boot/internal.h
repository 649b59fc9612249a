/* SPDX-License-Identifier: MIT */
/* What mm/boot shares with the rest of mm only. */
#ifndef _MM_BOOT_INTERNAL_H
#define _MM_BOOT_INTERNAL_H

#include <linux/types.h>

/* linker.ld */
extern char _text[], _etext[], __start_rodata[], __end_rodata[], _sdata[], _edata[], __bss_start[],
	__bss_scanned[], _end[];
extern char init_stack_guard[];

/* e820.c: from the memory map to memblock; then what is in use already is reserved. Boot. */
void e820_init(void);
void e820_reserve(void);

/* pgtable.c: the linear map with its final rights, in place of that of boot.asm; the fixmap. Boot, after max_low_pfn. */
void paging_init(void);
/* The page table of the fixmap. */
extern u32 fixmap_table[];

#endif
