/* SPDX-License-Identifier: MIT */
/* Segment and gate descriptors, as the CPU reads them. */
#ifndef _ASM_DESC_H
#define _ASM_DESC_H

#include <asm/segment.h>
#include <linux/compiler.h>
#include <linux/types.h>

struct desc {
	u32 lo, hi;
};

/* The operand of lgdt and lidt. */
struct desc_ptr {
	u16 limit;
	u32 base;
} __packed;

/* kernel/x86/gdt.c. */
extern struct desc gdt[GDT_ENTRIES];

#endif
