/* SPDX-License-Identifier: MIT */
/* Thread-local storage: kernel/x86/tls.c. All of these are for tasks. */
#ifndef _ASM_LDT_H
#define _ASM_LDT_H

#include <linux/types.h>
#include <uapi/asm/ldt.h>

struct thread_struct;

/* The number of an entry that is not in use, or -ESRCH. */
int tls_find_free(const struct thread_struct *thread);

/* Sets entry info->entry_number. 0 or -EINVAL. It counts from the next load_tls() on. */
int tls_set(struct thread_struct *thread, const struct user_desc *info);

/* Describes entry info->entry_number. 0 or -EINVAL. */
int tls_get(const struct thread_struct *thread, struct user_desc *info);

/* A task's descriptors into the GDT. Interrupts off, or the current task's. */
void load_tls(const struct thread_struct *thread);

#endif
