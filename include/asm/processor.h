/* SPDX-License-Identifier: MIT */
/* Control registers, flags, time stamp and the task state segment. */
#ifndef _ASM_PROCESSOR_H
#define _ASM_PROCESSOR_H

#include <linux/compiler.h>
#include <linux/types.h>

#define X86_CR0_MP	   (1UL << 1)
#define X86_CR0_EM	   (1UL << 2)
#define X86_CR0_TS	   (1UL << 3)
#define X86_CR0_NE	   (1UL << 5)
#define X86_CR0_WP	   (1UL << 16)
#define X86_CR0_NW	   (1UL << 29)
#define X86_CR0_CD	   (1UL << 30)
#define X86_CR4_PSE	   (1UL << 4)
#define X86_CR4_PGE	   (1UL << 7)
#define X86_CR4_OSFXSR	   (1UL << 9)
#define X86_CR4_OSXMMEXCPT (1UL << 10)

#define X86_EFLAGS_CF	 (1UL << 0)
#define X86_EFLAGS_FIXED (1UL << 1)
#define X86_EFLAGS_PF	 (1UL << 2)
#define X86_EFLAGS_AF	 (1UL << 4)
#define X86_EFLAGS_ZF	 (1UL << 6)
#define X86_EFLAGS_SF	 (1UL << 7)
#define X86_EFLAGS_TF	 (1UL << 8)
#define X86_EFLAGS_IF	 (1UL << 9)
#define X86_EFLAGS_DF	 (1UL << 10)
#define X86_EFLAGS_OF	 (1UL << 11)
#define X86_EFLAGS_IOPL	 (3UL << 12)
#define X86_EFLAGS_NT	 (1UL << 14)
#define X86_EFLAGS_RF	 (1UL << 16)
#define X86_EFLAGS_VM	 (1UL << 17)
#define X86_EFLAGS_AC	 (1UL << 18)

#define READ_CR(n)                                                                                 \
	static __always_inline unsigned long read_cr##n(void)                                      \
	{                                                                                          \
		unsigned long v;                                                                   \
		asm volatile("mov %%cr" #n ", %0" : "=r"(v));                                      \
		return v;                                                                          \
	}
READ_CR(0)
READ_CR(2)
READ_CR(3)
READ_CR(4)

static __always_inline void write_cr0(unsigned long v)
{
	asm volatile("mov %0, %%cr0" : : "r"(v) : "memory");
}

static __always_inline void write_cr3(unsigned long v)
{
	asm volatile("mov %0, %%cr3" : : "r"(v) : "memory");
}

static __always_inline void write_cr4(unsigned long v)
{
	asm volatile("mov %0, %%cr4" : : "r"(v) : "memory");
}

/* rdtsc, not ordered against other instructions: for stamps and clocks. */
static __always_inline u64 rdtsc(void)
{
	u64 v;

	asm volatile("rdtsc" : "=A"(v));
	return v;
}

/* rdtsc that waits for all before it and is over before all after it: for measuring. */
static __always_inline u64 rdtsc_ordered(void)
{
	u64 v;

	asm volatile("lfence; rdtsc; lfence" : "=A"(v) : : "memory");
	return v;
}

static __always_inline void cpu_relax(void)
{
	asm volatile("pause" : : : "memory");
}

static __always_inline void halt(void)
{
	asm volatile("hlt" : : : "memory");
}

/* The 32-bit task state segment, as the CPU reads it. */
struct tss {
	u32 back_link;
	u32 esp0, ss0; /* the stack that an entry from user mode switches to */
	u32 esp1, ss1, esp2, ss2;
	u32 cr3, eip, eflags;
	u32 eax, ecx, edx, ebx, esp, ebp, esi, edi;
	u32 es, cs, ss, ds, fs, gs;
	u32 ldt;
	u16 trap, io_bitmap_base;
} __packed;

extern struct tss cpu_tss;

/* Where the CPU finds the stack of a task that enters the kernel from user mode. */
static __always_inline void tss_set_stack(unsigned long esp0)
{
	cpu_tss.esp0 = esp0;
}

/* pat.c: the table of memory types. Boot only. */
void pat_init(void);

/* cpu.c: reads the features, turns on what later code counts on. Boot only. */
void cpu_init(void);

#endif
