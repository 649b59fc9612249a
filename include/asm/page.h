/* SPDX-License-Identifier: MIT */
/* Pages of the linear map: addresses, frame numbers, and filling a page. */
#ifndef _ASM_PAGE_H
#define _ASM_PAGE_H

#include <asm/page_types.h>
#include <linux/compiler.h>
#include <linux/kasan-checks.h>
#include <linux/types.h>

/* Only for addresses of the linear map, PAGE_OFFSET up to high_memory. */
#define __pa(x) ((unsigned long)(x)-PAGE_OFFSET)
#define __va(x) ((void *)((unsigned long)(x) + PAGE_OFFSET))

#define PFN_UP(x)	  (((x) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_DOWN(x)	  ((x) >> PAGE_SHIFT)
#define PFN_PHYS(x)	  ((phys_addr_t)(x) << PAGE_SHIFT)
#define PAGE_ALIGN(x)	  (((x) + PAGE_SIZE - 1) & PAGE_MASK)
#define offset_in_page(p) ((unsigned long)(p) & ~PAGE_MASK)

/* The kernel's page directory (boot/boot.asm). */
extern u32 swapper_pg_dir[1024];

/* One page, page-aligned. String instructions: one instruction fetch, and the CPU knows the size. */
static __always_inline void clear_page(void *page)
{
	unsigned long count = PAGE_SIZE / 4;

	kasan_check_write(page, PAGE_SIZE);
	asm volatile("rep stosl" : "+D"(page), "+c"(count) : "a"(0) : "memory");
}

static __always_inline void copy_page(void *to, const void *from)
{
	unsigned long count = PAGE_SIZE / 4;

	kasan_check_read(from, PAGE_SIZE);
	kasan_check_write(to, PAGE_SIZE);
	asm volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(count) : : "memory");
}

#endif
