/* SPDX-License-Identifier: MIT */
/*
 * The segments, at the numbers Linux gives them, so that its user programs find theirs:
 * 6-8 thread-local storage (set_thread_area), 14/15 user code and data, 12/13 the kernel's.
 */
#ifndef _ASM_SEGMENT_H
#define _ASM_SEGMENT_H

#define GDT_TLS_MIN	6
#define GDT_TLS_ENTRIES 3
#define GDT_KERNEL_CS	12
#define GDT_KERNEL_DS	13
#define GDT_USER_CS	14
#define GDT_USER_DS	15
#define GDT_TSS		16
#define GDT_DOUBLEFAULT 31
#define GDT_ENTRIES	32

#define __KERNEL_CS (GDT_KERNEL_CS * 8)
#define __KERNEL_DS (GDT_KERNEL_DS * 8)
#define __USER_CS   (GDT_USER_CS * 8 + 3)
#define __USER_DS   (GDT_USER_DS * 8 + 3)

#endif
