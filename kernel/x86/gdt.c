/* SPDX-License-Identifier: MIT */
/*
 * Segments and task state.
 *
 * All code and data segments are flat: base 0, limit 4 GiB. What is left of segmentation are the
 * privilege levels, three descriptors for thread-local storage, and two task state segments:
 *
 *   cpu_tss           says which stack an entry from user mode starts on
 *   double_fault_tss  a whole CPU state of its own, stack included. A double fault is mostly a stack
 *                     that has run out, so its handler must not push anything on the old one: the
 *                     IDT holds a task gate, and the CPU switches to this state by itself, leaving
 *                     the registers of the failed one in cpu_tss.
 */
#include <asm/desc.h>
#include <asm/page.h>
#include <asm/processor.h>
#include <asm/ptrace.h>
#include <asm/segment.h>
#include <asm/traps.h>
#include <linux/compiler.h>

#define DESC_CODE  0x9a /* present, ring 0, code, readable */
#define DESC_DATA  0x92
#define DESC_RING3 0x60
#define DESC_TSS   0x89 /* present, 32-bit TSS, available */
#define GRAN_FLAT  0xc	/* limit counts pages, 32-bit */

struct desc gdt[GDT_ENTRIES] __aligned(8);
struct tss cpu_tss;
static struct tss double_fault_tss;
static u8 double_fault_stack[4096] __aligned(16);
static trap_handler_t double_fault_handler;

static struct desc make_desc(u32 base, u32 limit, u8 access, u8 granularity)
{
	return (struct desc){
		.lo = (limit & 0xffff) | base << 16,
		.hi = (base >> 16 & 0xff) | access << 8 | (limit & 0xf0000) | granularity << 20 |
		      (base & 0xff000000),
	};
}

/* Entered by a task switch: the CPU has saved the failed state in cpu_tss. */
static void __noreturn double_fault_entry(void)
{
	const struct tss *t = &cpu_tss;
	struct pt_regs regs = {
		.bx = t->ebx,
		.cx = t->ecx,
		.dx = t->edx,
		.si = t->esi,
		.di = t->edi,
		.bp = t->ebp,
		.ax = t->eax,
		.ds = t->ds,
		.es = t->es,
		.fs = t->fs,
		.gs = t->gs,
		.vector = X86_TRAP_DF,
		.ip = t->eip,
		.cs = t->cs,
		.flags = t->eflags,
		.sp = t->esp,
		.ss = t->ss,
	};

	if (double_fault_handler)
		double_fault_handler(&regs);
	for (;;)
		halt();
}

void set_double_fault_handler(trap_handler_t handler)
{
	double_fault_handler = handler;
}

static void load_segments(void)
{
	struct desc_ptr ptr = { sizeof(gdt) - 1, (u32)gdt };

	asm volatile("lgdt %0\n\t"
		     "ljmp %1, $1f\n"
		     "1:\tmovl %2, %%ds\n\t"
		     "movl %2, %%es\n\t"
		     "movl %2, %%ss\n\t"
		     "movl %3, %%fs\n\t"
		     "movl %3, %%gs\n\t"
		     "ltr %w4\n\t"
		     "lldt %w3" /* there is none: its selectors are refused */
		     :
		     : "m"(ptr), "i"(__KERNEL_CS), "r"(__KERNEL_DS), "r"(0), "r"(GDT_TSS * 8)
		     : "memory");
}

void gdt_init(void)
{
	gdt[GDT_KERNEL_CS] = make_desc(0, 0xfffff, DESC_CODE, GRAN_FLAT);
	gdt[GDT_KERNEL_DS] = make_desc(0, 0xfffff, DESC_DATA, GRAN_FLAT);
	gdt[GDT_USER_CS] = make_desc(0, 0xfffff, DESC_CODE | DESC_RING3, GRAN_FLAT);
	gdt[GDT_USER_DS] = make_desc(0, 0xfffff, DESC_DATA | DESC_RING3, GRAN_FLAT);
	gdt[GDT_TSS] = make_desc((u32)&cpu_tss, sizeof(cpu_tss) - 1, DESC_TSS, 0);
	gdt[GDT_DOUBLEFAULT] =
		make_desc((u32)&double_fault_tss, sizeof(double_fault_tss) - 1, DESC_TSS, 0);

	cpu_tss.ss0 = __KERNEL_DS;
	cpu_tss.io_bitmap_base = sizeof(cpu_tss); /* none: user mode may use no port */
	double_fault_tss = (struct tss){
		.cr3 = __pa(swapper_pg_dir),
		.eip = (u32)double_fault_entry,
		.eflags = X86_EFLAGS_FIXED,
		.esp = (u32)(double_fault_stack + sizeof(double_fault_stack)),
		.cs = __KERNEL_CS,
		.ss = __KERNEL_DS,
		.ds = __KERNEL_DS,
		.es = __KERNEL_DS,
		.io_bitmap_base = sizeof(struct tss),
	};
	load_segments();
}
