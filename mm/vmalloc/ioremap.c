/* SPDX-License-Identifier: MIT */
/*
 * ioremap: an area of the vmalloc window (mm/vmalloc/vmap_area.c) whose page table entries lead to a device.
 *
 * The four kinds differ in three bits of the entry, the memory type (kernel/x86/pat.c). System RAM is
 * refused: the linear map has it already, with the cached type, and what a CPU does with a page of two types
 * is not defined.
 *
 * Tests: tests/mm/vmalloc/ioremap_test.c; its first user is drivers/clocksource/hpet.c.
 */
#include <asm/pgtable.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

static void __iomem *ioremap_caller(resource_size_t phys, unsigned long size, pgprot_t prot,
				    const void *caller)
{
	resource_size_t first = phys & PAGE_MASK, last = phys + size - 1;
	unsigned long bytes = PAGE_ALIGN(last - first + 1);
	struct vm_struct *area;

	if (WARN(!size || last < phys, "ioremap: %lu bytes at %#x\n", size, phys))
		return NULL;
	if (WARN(region_intersects(phys, last, IORESOURCE_SYSTEM_RAM),
		 "ioremap on RAM at %#x - %#x\n", phys, last))
		return NULL;
	area = get_vm_area_caller(bytes, VM_IOREMAP, caller);
	if (!area)
		return NULL;
	area->phys_addr = phys;
	if (map_vm_area_phys(area, first, bytes >> PAGE_SHIFT, prot)) {
		free_vm_area(area);
		return NULL;
	}
	return area->addr + offset_in_page(phys);
}

void __iomem *ioremap(resource_size_t phys, unsigned long size)
{
	return ioremap_caller(phys, size, pgprot_noncached(PAGE_KERNEL),
			      __builtin_return_address(0));
}

void __iomem *ioremap_uc(resource_size_t phys, unsigned long size)
{
	return ioremap_caller(phys, size, PAGE_KERNEL_NOCACHE, __builtin_return_address(0));
}

void __iomem *ioremap_wc(resource_size_t phys, unsigned long size)
{
	return ioremap_caller(phys, size, pgprot_writecombine(PAGE_KERNEL),
			      __builtin_return_address(0));
}

void __iomem *ioremap_cache(resource_size_t phys, unsigned long size)
{
	return ioremap_caller(phys, size, PAGE_KERNEL, __builtin_return_address(0));
}

void iounmap(volatile void __iomem *addr)
{
	void *start = (void *)((unsigned long)addr & PAGE_MASK);
	struct vm_struct *area;

	if (!addr)
		return;
	might_sleep();
	if (!preemptible() && system_state != SYSTEM_BOOTING)
		return; /* it has been reported, and stays mapped */
	area = find_vm_area(start);
	if (WARN(!area || area->addr != start || !(area->flags & VM_IOREMAP),
		 "iounmap: bad address %px\n", addr))
		return;
	vunmap(start);
}
