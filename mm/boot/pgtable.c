/* SPDX-License-Identifier: MIT */
/*
 * The kernel's half of the page directory.
 *
 *	4 MiB pages	where the CPU has them and a whole one is RAM of the linear map
 *	4 KiB pages	around the kernel image, where text and constants are read-only and the page below
 *			the boot stack is missing; at the end of memory; and everywhere in a DEBUG=1 build, in
 *			which free pages are unmapped one by one
 *
 * paging_init() replaces the map of boot.asm while the kernel runs on it: each directory entry is replaced in
 * one store by one that maps the same addresses. The tables lie in the memory that boot.asm has mapped, one
 * after the other; without 4 MiB pages they are almost a megabyte.
 *
 * Tests: tests/mm/boot/pgtable_test.c.
 */
#include <asm/cpufeature.h>
#include <asm/fixmap.h>
#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <k896/show.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/mmzone.h>
#include <linux/printk.h>
#include <linux/seq_file.h>

#include "internal.h"

#define BOOT_MAPPED 0x01000000UL /* by boot.asm */

u32 kernel_global;
pte_t fixmap_table[PTRS_PER_PTE] __aligned(PAGE_SIZE);

static bool is_read_only(unsigned long addr)
{
	return (addr >= (unsigned long)_text && addr < (unsigned long)_etext) ||
	       (addr >= (unsigned long)__start_rodata && addr < (unsigned long)__end_rodata);
}

static pte_t linear_pte(unsigned long phys)
{
	unsigned long addr = (unsigned long)__va(phys);

	if (addr == (unsigned long)init_stack_guard)
		return 0;
	return phys | (is_read_only(addr) ? _KERNEL_RO : _KERNEL_RW) | kernel_global;
}

#ifdef CONFIG_DEBUG_PAGEALLOC
bool _debug_pagealloc_enabled = true;

static int __init debug_pagealloc_setup(char *value)
{
	return !kstrtobool(value, &_debug_pagealloc_enabled);
}
early_param("debug_pagealloc=", debug_pagealloc_setup);
#endif

/* Does this 4 MiB need 4 KiB pages? */
static bool needs_table(unsigned long phys, unsigned long end)
{
	return debug_pagealloc_enabled() || !boot_cpu_has(X86_FEATURE_PSE) ||
	       end - phys < PMD_SIZE || phys < __pa(_end);
}

static void __init map_with_table(unsigned long phys, unsigned long end)
{
	pte_t *table = memblock_alloc(PAGE_SIZE, PAGE_SIZE);

	for (unsigned int i = 0; i < PTRS_PER_PTE && phys + i * PAGE_SIZE < end; i++)
		table[i] = linear_pte(phys + i * PAGE_SIZE);
	swapper_pg_dir[pgd_index(__va(phys))] = __pa(table) | _KERNEL_RW;
}

static void __init map_lowmem(unsigned long end)
{
	for (unsigned long phys = 0; phys < end; phys += PMD_SIZE) {
		if (needs_table(phys, end))
			map_with_table(phys, end);
		else
			swapper_pg_dir[pgd_index(__va(phys))] = phys | _KERNEL_RW | _PAGE_PSE |
								kernel_global;
	}
	for (unsigned long phys = ALIGN(end, PMD_SIZE); phys < BOOT_MAPPED; phys += PMD_SIZE)
		swapper_pg_dir[pgd_index(__va(phys))] = 0;
}

void __init paging_init(void)
{
	unsigned long end = max_low_pfn << PAGE_SHIFT;

	VM_BUG_ON(!max_low_pfn || max_low_pfn > max_pfn);
	memblock.current_limit = min(BOOT_MAPPED, end);
	if (boot_cpu_has(X86_FEATURE_PSE))
		write_cr4(read_cr4() | X86_CR4_PSE);
	if (boot_cpu_has(X86_FEATURE_PGE))
		kernel_global = _PAGE_GLOBAL;
	map_lowmem(end);
	memblock.current_limit = end;
	swapper_pg_dir[pgd_index(FIXADDR_TOP)] = __pa(fixmap_table) | _KERNEL_RW;
	flush_tlb_local();
	if (kernel_global)
		write_cr4(read_cr4() | X86_CR4_PGE);
	pr_info("Write protecting kernel text and read-only data: %uk\n",
		((_etext - _text) + (__end_rodata - __start_rodata)) >> 10);
}

struct page_walk walk_page_tables(const pgd_t *dir, unsigned long addr)
{
	struct page_walk w = { .pgd = dir[pgd_index(addr)] };

	VM_BUG_ON(offset_in_page(dir));
	if (!pgd_present(w.pgd))
		return w;
	w.writable = w.pgd & _PAGE_RW;
	w.user = w.pgd & _PAGE_USER;
	if (pgd_large(w.pgd)) {
		w.present = true;
		w.size = PMD_SIZE;
		w.phys = (w.pgd & PMD_MASK) | (addr & ~PMD_MASK);
		return w;
	}
	w.pte = pgd_table(w.pgd)[pte_index(addr)];
	w.present = w.pte & _PAGE_PRESENT;
	w.writable = w.writable && w.pte & _PAGE_RW;
	w.user = w.user && w.pte & _PAGE_USER;
	w.size = PAGE_SIZE;
	w.phys = (w.pte & PAGE_MASK) | (addr & ~PAGE_MASK);
	return w;
}

static void show_flags(struct seq_file *m, u32 entry)
{
	static const struct {
		u32 bit;
		const char *name;
	} bits[] = {
		{ _PAGE_PRESENT, "P" }, { _PAGE_RW, "RW" },   { _PAGE_USER, "U" },
		{ _PAGE_PWT, "PWT" },	{ _PAGE_PCD, "PCD" }, { _PAGE_ACCESSED, "A" },
		{ _PAGE_DIRTY, "D" },	{ _PAGE_PSE, "PSE" }, { _PAGE_GLOBAL, "G" },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(bits); i++)
		if (entry & bits[i].bit)
			seq_printf(m, " %s", bits[i].name);
	seq_putc(m, '\n');
}

int pgwalk_show(struct seq_file *m, unsigned long addr)
{
	const pgd_t *dir = __va(read_cr3() & PAGE_MASK);
	struct page_walk w = walk_page_tables(dir, addr);

	seq_printf(m, "address %08lx = directory %lu, table %lu, offset %#lx\n", addr,
		   pgd_index(addr), pte_index(addr), offset_in_page(addr));
	seq_printf(m, "cr3     %08lx\n", read_cr3());
	seq_printf(m, "pgd[%4lu] = %08x", pgd_index(addr), w.pgd);
	show_flags(m, w.pgd);
	if (pgd_present(w.pgd) && !pgd_large(w.pgd)) {
		seq_printf(m, "pte[%4lu] = %08x", pte_index(addr), w.pte);
		show_flags(m, w.pte);
	}
	if (w.present)
		seq_printf(m, "-> physical %08x, frame %#x, a %s page, %s, %s\n", w.phys,
			   w.phys >> PAGE_SHIFT, w.size == PMD_SIZE ? "4 MiB" : "4 KiB",
			   w.writable ? "writable" : "read-only",
			   w.user ? "user and kernel" : "kernel only");
	else
		seq_puts(m, "-> not mapped\n");
	return 0;
}
