/* SPDX-License-Identifier: MIT */
/*
 * Where KASAN's shadow lies: one byte for each 8 bytes of the kernel's gigabyte.
 *
 *	0xB8000000 - 0xC0000000		shadow of	0xC0000000 - 0xFFFFFFFF
 *	addr / 8 + 0xA0000000				addr
 *
 * It does not fit above PAGE_OFFSET beside 896 MiB of lowmem, so processes have less: TASK_SIZE (asm/page_types.h) ends
 * where it begins. The Makefile tells the compilers the offset.
 */
#ifndef _ASM_KASAN_H
#define _ASM_KASAN_H

#include <asm/page_types.h>

#define KASAN_SHADOW_SCALE_SHIFT 3
#define KASAN_SHADOW_OFFSET	 0xA0000000UL
#define KASAN_SHADOW_START	 (KASAN_SHADOW_OFFSET + (PAGE_OFFSET >> KASAN_SHADOW_SCALE_SHIFT))
#define KASAN_SHADOW_END	 PAGE_OFFSET

#endif
