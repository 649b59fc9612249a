/* SPDX-License-Identifier: MIT */
/*
 * Page faults of user addresses that are not served at the first try (do_user_addr_fault() in
 * mm/user/memory.c): the stack grows, or nothing can be done.
 *
 *	from user mode		served, or a signal: SIGSEGV, SIGBUS
 *	from the kernel		only an access that has a place to land (copy_from_user() and so on) is served; if it
 *				cannot be, it lands there and is -EFAULT. Any other access to a user address is a bug
 *				in the kernel and becomes an oops
 *
 * Interrupts come off with the exception. They go on again before anything is looked at, since all that
 * follows may sleep; an access of the kernel that was made with interrupts off is not served.
 *
 * Out of memory in user mode is no signal: an allocation gives up only for a victim of the OOM killer
 * (mm/reclaim/oom_kill.c), which dies on its way back, or for a test; then the instruction is tried again.
 * In the kernel it is -EFAULT, as in Linux.
 *
 * Tests: tests/mm/user/fault_test.c; tests/user for real signals.
 */
#include <asm/extable.h>
#include <asm/ptrace.h>
#include <asm/traps.h>
#include <k896/traps.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <uapi/asm/mman.h>
#include <uapi/asm/siginfo.h>

#include "vma.h"

unsigned long stack_guard_gap = 256 * PAGE_SIZE;

/* ---- the stack ---- */

static bool may_grow(struct vm_area_struct *vma, unsigned long start)
{
	struct vm_area_struct *prev = vma->vm_prev;
	unsigned long size = vma->vm_end - start, grow = (vma->vm_start - start) >> PAGE_SHIFT;

	if (size > rlimit(RLIMIT_STACK) || start < mmap_min_addr)
		return false;
	if (prev && !(prev->vm_flags & VM_GROWSDOWN) && prev->vm_flags & VM_ACCESS_FLAGS &&
	    start - prev->vm_end < stack_guard_gap)
		return false;
	if (prev && prev->vm_end > start)
		return false;
	return may_expand_vm(vma->vm_mm, vma->vm_flags, grow);
}

bool expand_stack(struct vm_area_struct *vma, unsigned long address)
{
	unsigned long start = address & PAGE_MASK;

	VM_BUG_ON_MM(!mm_may_change(vma->vm_mm), vma->vm_mm);
	VM_BUG_ON_VMA(!(vma->vm_flags & VM_GROWSDOWN) || address >= vma->vm_end, vma);
	if (start >= vma->vm_start)
		return true; /* another fault was faster */
	if (!may_grow(vma, start))
		return false;
	vm_stat_account(vma->vm_mm, vma->vm_flags, (vma->vm_start - start) >> PAGE_SHIFT);
	vma_set_start(vma->vm_mm, vma, start);
	return true;
}

/* Below an area that grows down: looked at again with the lock for writing. */
static noinline enum fault_result grow_and_serve(struct mm_struct *mm, unsigned long address,
						 bool write)
{
	struct vm_area_struct *vma;
	enum fault_result result = FAULT_MAPERR;

	mmap_write_lock(mm);
	vma = find_vma(mm, address);
	if (vma && (vma->vm_start <= address ||
		    (vma->vm_flags & VM_GROWSDOWN && expand_stack(vma, address))))
		result = handle_mm_fault(mm, address, write);
	mmap_write_unlock(mm);
	return result;
}

/* ---- the signal ---- */

/* The area of the instruction, as " in FILE[start+size]". */
static void print_area(unsigned long ip)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;

	mmap_read_lock(mm);
	vma = find_vma(mm, ip);
	if (vma && vma->vm_start <= ip && vma->vm_file && vma->vm_file->f_name) {
		const char *name = vma->vm_file->f_name, *slash = strrchr(name, '/');

		pr_cont(" in %s[%lx+%lx]", slash ? slash + 1 : name, vma->vm_start,
			vma->vm_end - vma->vm_start);
	}
	mmap_read_unlock(mm);
}

static void show_signal(struct pt_regs *regs, unsigned long address)
{
	if (!may_print_user_trap(SIGSEGV))
		return;
	printk(KERN_INFO "%s[%d]: segfault at %lx ip %08lx sp %08lx error %lx", current->comm,
	       current->pid, address, regs->ip, regs->sp, regs->orig_ax);
	print_area(regs->ip);
	pr_cont("\n");
}

/* From user mode: nothing was served. */
static noinline void bad_user_fault(struct pt_regs *regs, unsigned long address,
				    enum fault_result result)
{
	switch (result) {
	case FAULT_OOM: /* a task is being killed; it is this one, or this one tries again */
	case FAULT_OK:
		return;
	case FAULT_SIGBUS:
		note_user_trap(regs, address);
		signal_hooks.force_sig_fault(SIGBUS, BUS_ADRERR, (void __user *)address);
		return;
	case FAULT_MAPERR:
	case FAULT_ACCERR:
		/* A user program learns nothing about the kernel's half. */
		if (address >= TASK_SIZE)
			regs->orig_ax |= X86_PF_PROT;
		show_signal(regs, address);
		note_user_trap(regs, address);
		signal_hooks.force_sig_fault(SIGSEGV,
					     result == FAULT_MAPERR ? SEGV_MAPERR : SEGV_ACCERR,
					     (void __user *)address);
	}
}

/* ---- what do_user_addr_fault() asks ---- */

/* May an access of the kernel's own be served, and sleep meanwhile? */
bool may_serve_kernel(struct pt_regs *regs)
{
	lockdep_assert_irqs_disabled();
	return current->mm && !faulthandler_disabled() && regs->flags & X86_EFLAGS_IF &&
	       search_exception_table(regs->ip);
}

/* Not served at the first try: the stack may grow. What cannot be served is a signal, or an oops or -EFAULT. */
bool fault_slow(struct pt_regs *regs, unsigned long address, enum fault_result result)
{
	bool served;

	lockdep_assert_irqs_disabled();
	local_irq_enable();
	if (result == FAULT_MAPERR && address < TASK_SIZE)
		result = grow_and_serve(current->mm, address, regs->orig_ax & X86_PF_WRITE);
	served = result == FAULT_OK;
	if (user_mode(regs)) {
		bad_user_fault(regs, address, result);
		served = true;
	}
	local_irq_disable();
	return served;
}

static int __init fault_init(void)
{
	fault_hook = do_user_addr_fault;
	print_user_ip = print_area;
	return 0;
}
core_initcall(fault_init);
