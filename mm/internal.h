/* SPDX-License-Identifier: MIT */
/* What the files of mm/ share with each other and nobody else. */
#ifndef _MM_INTERNAL_H
#define _MM_INTERNAL_H

#include <linux/gfp.h>
#include <linux/mmzone.h>

/* linker.ld */
extern char _text[], _etext[], __start_rodata[], __end_rodata[], _sdata[], _edata[], __bss_start[], _end[];
extern char init_stack_guard[];

/* Bytes of mem_map up to max_pfn: see is_page(). */
extern unsigned long mem_map_size;

/* e820.c: memory map to memblock; then what of it is taken already. Boot. */
void e820_init(void);
void e820_reserve(void);

/* pgtable.c: the linear map with its final rights, replacing that of boot.asm; the fixmap. Boot. */
void paging_init(void);
/* One fixmap page, its TLB entry flushed. Any context. */
void set_fixmap_pte(unsigned int slot, u32 pte);

/*
 * How far down a request may take a zone. The watermark is an index into zone->_watermark; the others
 * lower it, as in Linux: HIGH by a half, then HARDER by a quarter of the rest.
 */
#define ALLOC_WMARK_MIN	    WMARK_MIN
#define ALLOC_WMARK_LOW	    WMARK_LOW
#define ALLOC_WMARK_HIGH    WMARK_HIGH
#define ALLOC_WMARK_MASK    3
#define ALLOC_NO_WATERMARKS 4
#define ALLOC_HARDER	    0x10
#define ALLOC_HIGH	    0x20

/* page_alloc.c: would zone stay above @mark (and the reserve against @classzone) after this? */
bool zone_watermark_ok(const struct zone *zone, unsigned int order, unsigned long mark,
		       enum zone_type classzone, unsigned int alloc_flags);

/* page_alloc.c, boot: a free range of frames becomes free blocks. */
void free_pages_core(unsigned long start_pfn, unsigned long end_pfn);

/* watermark.c: from the sizes of the zones. Boot. */
void init_per_zone_wmark_min(void);

#endif
