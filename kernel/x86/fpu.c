/* SPDX-License-Identifier: MIT */
/*
 * FPU and SSE registers (see asm/fpu.h).
 *
 *	task A runs		owner == A	the CPU holds A's registers, A's memory is old
 *	switch to a thread	owner == A	A's registers are saved; they are still in the CPU
 *	back to A		owner == A	nothing to do
 *	switch to task B	owner == B	B's registers are loaded
 *
 * So the memory of a task that does not run is always right, and taking turns with kernel threads costs no load. A CPU
 * without fxsave has the old form, which empties the registers as it saves them: then nobody is the owner.
 *
 * Tests: tests/kernel/x86/fpu_test.c.
 */
#include <asm/cpufeature.h>
#include <asm/fpu.h>
#include <asm/processor.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/string.h>

#define FPU_CWD	      0x037f /* all exceptions masked, 64 bits of mantissa, round to nearest */
#define MXCSR_DEFAULT 0x1f80

/* Whose registers the CPU holds; NULL: nobody's. */
static DEFINE_PER_CPU(const union fpregs_state *, owner);

u32 mxcsr_feature_mask;

static void save(union fpregs_state *to)
{
	if (boot_cpu_has(X86_FEATURE_FXSR)) {
		asm volatile("fxsave %0" : "=m"(to->fxsave));
		return;
	}
	asm volatile("fnsave %0" : "=m"(to->fsave));
	this_cpu_write(owner, NULL);
}

static void load(const union fpregs_state *from)
{
	if (boot_cpu_has(X86_FEATURE_FXSR))
		asm volatile("fxrstor %0" : : "m"(from->fxsave));
	else
		asm volatile("fnclex; frstor %0" : : "m"(from->fsave));
	this_cpu_write(owner, from);
}

void fpu_switch(struct task_struct *prev, struct task_struct *next)
{
	if (prev->thread.fpu && this_cpu_read(owner) == prev->thread.fpu)
		save(prev->thread.fpu);
	if (next->thread.fpu && this_cpu_read(owner) != next->thread.fpu)
		load(next->thread.fpu);
}

void fpu_save(union fpregs_state *self, union fpregs_state *to)
{
	unsigned long flags;

	raw_local_irq_save(flags);
	save(to);
	if (!this_cpu_read(owner))
		load(to);
	this_cpu_write(owner, self);
	raw_local_irq_restore(flags);
}

void fpu_load(const union fpregs_state *self)
{
	unsigned long flags;

	raw_local_irq_save(flags);
	load(self);
	raw_local_irq_restore(flags);
}

void fpu_init_state(union fpregs_state *state)
{
	memset(state, 0, sizeof(*state));
	if (boot_cpu_has(X86_FEATURE_FXSR)) {
		state->fxsave.cwd = FPU_CWD;
		state->fxsave.mxcsr = MXCSR_DEFAULT;
	} else {
		state->fsave.cwd = 0xffff0000 | FPU_CWD;
		state->fsave.swd = 0xffff0000;
		state->fsave.twd = 0xffffffff; /* all empty */
	}
}

void fpu_drop(const union fpregs_state *state)
{
	if (this_cpu_read(owner) == state)
		this_cpu_write(owner, NULL);
}

static u32 __init find_mxcsr_mask(void)
{
	static struct fxregs_state state __initdata;

	asm volatile("fxsave %0" : "+m"(state));
	return state.mxcsr_mask ?: 0xffbf;
}

void __init fpu_init(void)
{
	write_cr0((read_cr0() & ~(X86_CR0_EM | X86_CR0_TS)) | X86_CR0_MP | X86_CR0_NE);
	if (boot_cpu_has(X86_FEATURE_FXSR))
		write_cr4(read_cr4() | X86_CR4_OSFXSR);
	if (boot_cpu_has(X86_FEATURE_SSE))
		write_cr4(read_cr4() | X86_CR4_OSXMMEXCPT);
	asm volatile("fninit");
	if (boot_cpu_has(X86_FEATURE_FXSR))
		mxcsr_feature_mask = find_mxcsr_mask();
}
