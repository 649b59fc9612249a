/* SPDX-License-Identifier: MIT */
/* What the files about processes share with nobody outside kernel/process. */
#ifndef _KERNEL_PROCESS_TASK_H
#define _KERNEL_PROCESS_TASK_H

#include <linux/atomic.h>
#include <linux/elf.h>
#include <linux/list.h>
#include <linux/types.h>

struct file;
struct mm_struct;
struct signal_struct;
struct task_struct;
struct timer_list;

/* ---- arg_pages.c: the strings of a program that is about to start, between the old memory and the new ---- */

/**
 * struct arg_pages - strings one after the other, each with its NUL, in pages of the kernel
 * @pages: through page->lru
 * @size: bytes so far
 * @limit: bytes, the pointers to the strings included, that are too much
 * @argc: arguments
 * @envc: strings of the environment, which follow the last argument
 */
struct arg_pages {
	struct list_head pages;
	unsigned long size, limit;
	unsigned int argc, envc;
};

/* Who calls: a process, or the kernel with strings of its own. */
struct user_strings {
	const char *const *array;
	bool kernel; /* else a __user pointer to __user pointers */
};

void arg_pages_init(struct arg_pages *args);
/* All strings up to the null pointer. 0, -EFAULT, -E2BIG, -ENOMEM, -EINTR. @count: how many. */
int arg_pages_add_array(struct arg_pages *args, struct user_strings strings, unsigned int *count);
int arg_pages_add(struct arg_pages *args, const char *kernel_string);
/* To @to in the present user memory. 0 or -EFAULT. */
int arg_pages_copy_out(const struct arg_pages *args, unsigned long to);
/* Writes a user pointer for each of @count strings from *@pos on, which lie at @base + *@pos, and a null one. */
int arg_pages_write_pointers(const struct arg_pages *args, unsigned long base, unsigned long *pos,
			     unsigned int count, u32 __user *to);
void arg_pages_free(struct arg_pages *args);

/* ---- exec.c ---- */

/*
 * The current task becomes the program: its registers are set, it only has to return to user mode. 0, or -errno
 * and nothing is changed. May sleep.
 */
int do_execve(const char *filename, struct user_strings argv, struct user_strings envp);

/* ---- exec_reason.c ---- */

struct seq_file;
/*
 * Says behind a comma why execve() of @path fails with @err, if the file itself is the reason: ", it is a
 * script ...". May sleep.
 */
void exec_reason(struct seq_file *m, const char *path, int err);

/* ---- binfmt_elf.c ---- */

/* A program's headers, checked, and the plan made of them. */
struct elf_image {
	Elf32_Ehdr hdr;
	struct elf_plan plan;
	Elf32_Phdr phdrs[];
};

/* For kfree(). ERR_PTR(-ENOEXEC, -EINVAL, -ENOMEM, -ELIBBAD, or what opening its interpreter gives). */
struct elf_image *elf_read(struct file *file);

/* Maps the program into the current, empty address space and lays its first stack. 0 or -errno. */
int elf_load(const struct elf_image *image, struct file *file, const struct arg_pages *args,
	     unsigned long *sp);

/* ---- fork.c ---- */

extern unsigned int max_threads;
extern atomic_t nr_processes; /* zombies included */

/*
 * A process with nothing but descriptors on the console, whose parent is the kernel; wake_up_new_task() starts
 * it at @first, which ends in enter_user_mode() or do_exit(). ERR_PTR(-ENOMEM, -EAGAIN, -ENOENT: no console).
 */
struct task_struct *create_user_task(void (*first)(void *arg), void *arg);

/* ---- exit.c ---- */

/* The end of the current process; @code is the wait status. */
void do_exit(int code) __attribute__((noreturn));
/* The parent that waits in vfork() for @p, the current task, goes on. */
void end_vfork(struct task_struct *p);
/*
 * @p, the current task, leaves @mm, which is loaded still: if others share it they find a zero where they
 * asked for it (CLONE_CHILD_CLEARTID, set_tid_address()). May sleep.
 */
void mm_release(struct task_struct *p, struct mm_struct *mm);

/* Out of its family, and found by nobody any more; then, without tasklist_lock, release_task() gives it back. */
void leave_family_locked(struct task_struct *p);
void release_task(struct task_struct *p);

/* Orphans go to @p from now on, until it ends. */
void set_child_reaper(struct task_struct *p);

/* ---- run.c ---- */

/* A child of the kernel has ended. tasklist_lock held. */
void program_ended(struct task_struct *p);

/* ---- sys_resource.c ---- */

struct rusage;
/* What @p, a good pointer, has used: RUSAGE_SELF, RUSAGE_CHILDREN, or both together. */
#define RUSAGE_BOTH (-2)
void fill_rusage(struct rusage *r, struct task_struct *p, int who);

/* ---- sys_time.c: what other calls with a time limit use ---- */

struct old_timespec32;
struct __kernel_timespec;
/* From user memory to ns, KTIME_MAX for more than fits. 0, -EFAULT, -EINVAL. */
int get_time32(s64 *ns, const struct old_timespec32 __user *from);
int get_time64(s64 *ns, const struct __kernel_timespec __user *from);
/* @ns from now, or the end of time. */
s64 ktime_after_ns(s64 ns);
/* A moment of CLOCK_REALTIME or of another clock, on the monotonic one. */
s64 to_monotonic(int clock, s64 ns);
/* Until this moment of the monotonic clock, KTIME_MAX for none: 0; a signal is waiting: -EINTR. Sleeps. */
int sleep_until(s64 deadline);

/* ---- sys_timer.c ---- */

void real_timer_expired(struct timer_list *timer);

/* An interval timer; ns, 0 is off or once. */
struct itimer_ns {
	s64 interval, value;
};

/* ---- cpu_timer.c ---- */

/* The current process's. @which: ITIMER_VIRTUAL, ITIMER_PROF. */
void get_cpu_timer(int which, struct itimer_ns *value);
void set_cpu_timer(int which, const struct itimer_ns *value);
/* After a change of what the tick looks at: its timer_lock held, or nobody else knows @sig. */
void update_cpu_timers(struct signal_struct *sig);
/* The clock with that negative number. 0, or -EINVAL. Any task. */
int read_cpu_clock(int clock, s64 *ns);

#endif
