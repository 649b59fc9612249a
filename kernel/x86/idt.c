/* SPDX-License-Identifier: MIT */
/*
 * The interrupt descriptor table: every vector leads through a stub in entry.asm to the handler that
 * was registered with set_trap_handler(). The handlers are in folders to the right of this one, so
 * nothing here knows them by name.
 *
 * Gates are interrupt gates: a handler starts with interrupts off. Breakpoint, overflow and system call
 * may be asked for from user mode, by int N; every other N is a general protection fault. The double
 * fault is a task gate (see gdt.c).
 */
#include <asm/desc.h>
#include <asm/extable.h>
#include <asm/processor.h>
#include <asm/ptrace.h>
#include <asm/segment.h>
#include <asm/traps.h>
#include <linux/compiler.h>

#define GATE_INTERRUPT 0x8e00 /* present, ring 0, 32-bit interrupt gate */
#define GATE_TASK      0x8500
#define GATE_RING3     0x6000

extern const u32 exception_stubs[NR_VECTORS];
void system_call(void);

trap_handler_t trap_handlers[NR_VECTORS + 1]; /* the last: IRET_VECTOR */
static struct desc idt[NR_VECTORS] __aligned(8);

static void ignore(struct pt_regs *regs)
{
}

void set_trap_handler(unsigned int vector, trap_handler_t handler)
{
	trap_handlers[vector] = handler;
}

static void set_gate(unsigned int vector, u32 stub, u32 type)
{
	idt[vector] = (struct desc){
		.lo = __KERNEL_CS << 16 | (stub & 0xffff),
		.hi = (stub & 0xffff0000) | type,
	};
}

void idt_init(void)
{
	struct desc_ptr ptr = { sizeof(idt) - 1, (u32)idt };

	for (unsigned int v = 0; v < NR_VECTORS; v++) {
		set_gate(v, exception_stubs[v], GATE_INTERRUPT);
		if (!trap_handlers[v])
			trap_handlers[v] = ignore;
	}
	set_gate(X86_TRAP_BP, exception_stubs[X86_TRAP_BP], GATE_INTERRUPT | GATE_RING3);
	set_gate(X86_TRAP_OF, exception_stubs[X86_TRAP_OF], GATE_INTERRUPT | GATE_RING3);
	set_gate(SYSCALL_VECTOR, (u32)system_call, GATE_INTERRUPT | GATE_RING3);
	idt[X86_TRAP_DF] = (struct desc){ .lo = GDT_DOUBLEFAULT * 8 << 16, .hi = GATE_TASK };
	asm volatile("lidt %0" : : "m"(ptr));
}
