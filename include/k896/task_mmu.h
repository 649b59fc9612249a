/* SPDX-License-Identifier: MIT */
/* What can be seen of a process's memory. Tasks, with a reference to the process, which may end meanwhile. */
#ifndef _K896_TASK_MMU_H
#define _K896_TASK_MMU_H

#include <linux/seq_file.h>
#include <linux/types.h>

struct task_struct;

/* /proc/PID/maps: one line for each area. 0; nothing for a task without memory. */
int proc_pid_maps_show(struct seq_file *m, struct task_struct *p);

/* /proc/PID/status. 0. */
int proc_pid_status_show(struct seq_file *m, struct task_struct *p);

/**
 * proc_pid_pt_show() - the page tables of a process: the frame behind each resident page
 * @addr: only the entries of the area that has this address; 0: of all areas
 * @all: a line for each page; else runs of pages whose frames follow each other are one line
 *
 * Return: 0, or -ESRCH for a task without memory, -EFAULT where no area has @addr.
 */
int proc_pid_pt_show(struct seq_file *m, struct task_struct *p, unsigned long addr, bool all);

#endif
