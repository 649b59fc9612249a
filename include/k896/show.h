/* SPDX-License-Identifier: MIT */
/*
 * What can be seen: each function writes one view into a seq_file, in the format of Linux's file where it
 * has one. Return: 0, which is also what the monitor's commands return. Tasks, may sleep, where nothing
 * else is said.
 */
#ifndef _K896_SHOW_H
#define _K896_SHOW_H

#include <linux/types.h>

struct seq_file;

/* ---- mm/boot ---- */

/* The map of the kernel's half, on the console where @m is NULL. Any context. */
int layout_show(struct seq_file *m);
/* One line: which part of the map an address lies in. Any context. */
int layout_address_show(struct seq_file *m, unsigned long addr);
/* An address through the page tables that are in use, entry by entry. Any context. */
int pgwalk_show(struct seq_file *m, unsigned long addr);

/* ---- kernel/core ---- */

/* /proc/lockdep, lockdep_stats, lockdep_chains, in a DEBUG=1 build; in others one line that says so. */
int lockdep_show(struct seq_file *m);
int lockdep_stats_show(struct seq_file *m);
int lockdep_chains_show(struct seq_file *m);

/* ---- mm/page ---- */

/* What is set to fail, and what has. Any context. */
int fault_attr_show(struct seq_file *m);

/* ---- mm/slab ---- */

/* The slab and object of an address in words, and its neighbours; nothing for one in no slab. Any context. */
int slab_place_show(struct seq_file *m, const void *addr);
/* Looks at every object of all caches: validate_all_slab_caches() for the monitor. */
int slab_validate_show(struct seq_file *m);

/* ---- mm/debug ---- */

/* kmemleak_scan() for the monitor. 0, or its error. */
int kmemleak_show(struct seq_file *m);

/* ---- mm/show ---- */

/* /proc/meminfo, free(1) -l, /proc/buddyinfo, zoneinfo, vmstat. Any context. */
int meminfo_show(struct seq_file *m);
int free_show(struct seq_file *m);
int buddyinfo_show(struct seq_file *m);
int zoneinfo_show(struct seq_file *m);
int vmstat_show(struct seq_file *m);
/*
 * One frame in words: where it is, who has it, which block it belongs to, what its flags say; or that the
 * number is no frame's. Any context.
 */
int page_show(struct seq_file *m, unsigned long pfn);
/* /proc/slabinfo, format 2.1. */
int slabinfo_show(struct seq_file *m);
/* /proc/vmallocinfo. */
int vmallocinfo_show(struct seq_file *m);
/* The area that @addr lies in: its line of vmallocinfo, its frames, and the areas below and above. */
int vmalloc_area_show(struct seq_file *m, const void *addr);
/* The kernel's half of the page tables as ranges with their flags. */
int ptdump_show(struct seq_file *m);

/*
 * DEBUG=1: pages in use, grouped by who allocated them; who had one page last. Tasks.
 */
int page_owner_show(struct seq_file *m);
int page_owner_show_page(struct seq_file *m, unsigned long pfn);

/* ---- kernel ---- */

/* What has been logged since @since, as dmesg prints it; the whole log, oldest line first. */
int log_show(struct seq_file *m, u32 since);
int dmesg_show(struct seq_file *m);
/* /proc/interrupts, softirqs, iomem. */
int interrupts_show(struct seq_file *m);
int softirqs_show(struct seq_file *m);
int iomem_show(struct seq_file *m);
/*
 * Every task: pid, parent, state, priority, ticks used, resident memory, where it waits, name. Not in
 * interrupts: task_lock().
 */
int ps_show(struct seq_file *m);
int workqueues_show(struct seq_file *m);
/* Header and the newest @max records of the trace; ULONG_MAX: all. */
int trace_show(struct seq_file *m, unsigned long max);

#endif
