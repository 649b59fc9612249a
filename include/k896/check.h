/* SPDX-License-Identifier: MIT */
/*
 * Are the books true? Each function walks what a part of the kernel says about itself in its header. Return: 0, or the
 * number of faults, each printed. For tests, which call them after each case, and for whoever suspects something. Tasks.
 */
#ifndef _K896_CHECK_H
#define _K896_CHECK_H

struct mm_struct;

/* Run queues: counts and lists (kernel/core/sched_check.c). */
int sched_check(void);
/* The timing wheel: each timer waits where its time says (kernel/core/timer.c). */
int timer_wheel_check(void);
/* Every list of every zone (mm/page/page_check.c). */
int page_alloc_check(void);
/* Slabs and their lists, as mm/slab/slab.h has them (mm/slab/slab_check.c). */
int slab_check(void);
/* Tree, list and gaps agree, and no area overlaps another (mm/vmalloc/vmap_area.c). */
int vmalloc_check(void);
/* One address space: areas, page tables, counters (mm/user/mm_check.c). Takes mmap_lock. */
int mm_check(struct mm_struct *mm);
/* Processes, parents and zombies (kernel/process/exit.c). */
int family_check(void);

#endif
