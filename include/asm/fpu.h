/* SPDX-License-Identifier: MIT */
/*
 * FPU and SSE registers of user tasks. The kernel never uses them, so they stay in the CPU until another user
 * task needs it; kernel threads have none (thread.fpu is NULL). kernel/x86/fpu.c.
 */
#ifndef _ASM_FPU_H
#define _ASM_FPU_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/types.h>

struct task_struct;

/* What fnsave writes (108 bytes), and the longer form of fxsave. */
struct fregs_state {
	u32 cwd, swd, twd, fip, fcs, foo, fos;
	u8 st_space[80];
};

struct fxregs_state {
	u16 cwd, swd, twd, fop;
	u32 fip, fcs, foo, fos;
	u32 mxcsr, mxcsr_mask;
	u8 st_space[128];  /* 8 registers of 10 bytes in 16 */
	u8 xmm_space[128]; /* 8 registers of 16 bytes */
	u8 padding[224];
} __aligned(16);

/* One task's. With boot_cpu_has(X86_FEATURE_FXSR) the second form. */
union fpregs_state {
	struct fregs_state fsave;
	struct fxregs_state fxsave;
};

static_assert(sizeof(struct fregs_state) == 108);
static_assert(sizeof(union fpregs_state) == 512);

/* Boot: turns the unit on, with SSE where there is one. */
void fpu_init(void);

/* For switch_user_state(). */
void fpu_switch(struct task_struct *prev, struct task_struct *next);

/* The state that a program begins with. Memory only: fpu_load() makes it count. */
void fpu_init_state(union fpregs_state *state);

/* The registers of the current task, whose own memory is @self, into @to: @self, or that of a child. Task. */
void fpu_save(union fpregs_state *self, union fpregs_state *to);

/* The current task's registers from its own memory, which has been changed. Task. */
void fpu_load(const union fpregs_state *self);

/* Before the memory of a state is freed: it may be what is in the CPU. Any context. */
void fpu_drop(const union fpregs_state *state);

/* The bits of MXCSR that may be set: others in fxsave.mxcsr would fault when it is loaded. */
extern u32 mxcsr_feature_mask;

#endif
