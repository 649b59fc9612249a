/* SPDX-License-Identifier: MIT */
/*
 * Whose address is that? The lines of a fault report about an address of the vmalloc window: in which area it
 * lies, in whose guard page, between which two, or in which area it lay before that area was freed. For the
 * last, the areas that were freed most recently are remembered. Their addresses are given out again, so such
 * a line may be about an area that the faulty pointer never belonged to.
 *
 * Tests: tests/mm/show/vmalloc_info_test.c.
 */
#include <k896/kasan.h>
#include <linux/atomic.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/printk.h>

#include "vmap_area.h"

#define MAX_FORMER 64 /* power of two */

struct former_area {
	unsigned long start, end;
	const void *caller, *freed_by;
};

static struct former_area former[MAX_FORMER] __no_kmemleak;
static atomic_t nr_former; /* areas freed since boot; tasks only */

void remember_area(const struct vmap_area *va, const void *freed_by)
{
	VM_BUG_ON(in_interrupt());
	former[(unsigned int)atomic_fetch_inc(&nr_former) % MAX_FORMER] = (struct former_area){
		.start = area_start(va),
		.end = area_end(va),
		.caller = va->vm.caller,
		.freed_by = freed_by,
	};
}

static void describe_area(unsigned long addr, const char *where, const struct vmap_area *va)
{
	pr_alert("vmalloc: %08lx is %s the area %08lx-%08lx, %lu bytes\n", addr, where,
		 area_start(va), area_end(va) - PAGE_SIZE, va->vm.size - PAGE_SIZE);
	pr_alert("vmalloc:  allocated by %pBL\n", va->vm.caller);
}

static void describe_distance(unsigned long addr, unsigned long bytes, const char *side,
			      const struct vmap_area *va)
{
	char where[40];

	scnprintf(where, sizeof(where), "%lu bytes %s", bytes, side);
	describe_area(addr, where, va);
}

/* The area that @addr was in last. */
static void describe_former(unsigned long addr)
{
	unsigned int n = atomic_read(&nr_former);

	for (unsigned int i = 1; i <= min(n, (unsigned int)MAX_FORMER); i++) {
		const struct former_area *f = &former[(n - i) % MAX_FORMER];

		if (addr < f->start || addr >= f->end)
			continue;
		pr_alert("vmalloc: %08lx was in %sthe area %08lx-%08lx, %lu bytes\n", addr,
			 addr >= f->end - PAGE_SIZE ? "the guard page behind " : "", f->start,
			 f->end - PAGE_SIZE, f->end - PAGE_SIZE - f->start);
		pr_alert("vmalloc:  allocated by %pBL\n", f->caller);
		pr_alert("vmalloc:  freed by %pBL\n", f->freed_by);
		return;
	}
}

#ifdef CONFIG_KASAN
static bool describe_access(const struct kasan_access *access)
{
	if (access->bad < (unsigned long)high_memory || access->bad >= VMALLOC_END)
		return false;
	pr_err("\nThe buggy address belongs to the vmalloc window:\n");
	vmalloc_describe(access->bad);
	return true;
}

static int __init register_vmalloc(void)
{
	static struct kasan_describer areas = { .describe = describe_access };

	register_kasan_describer(&areas);
	return 0;
}
core_initcall(register_vmalloc);
#endif

void vmalloc_describe(unsigned long addr)
{
	struct vmap_neighbours n;

	describe_lowmem_address(addr);
	if (addr < (unsigned long)high_memory || addr >= VMALLOC_END)
		return;
	n = vmap_neighbours(addr);
	if (n.at) {
		bool guard = addr >= area_end(n.at) - PAGE_SIZE;

		describe_area(addr, guard ? "in the guard page behind" : "in", n.at);
		if (!guard)
			return;
	} else {
		describe_former(addr);
	}
	if (!n.at && n.below)
		describe_distance(addr, addr - area_end(n.below) + PAGE_SIZE, "above", n.below);
	if (n.above)
		describe_distance(addr, area_start(n.above) - addr, "below", n.above);
}
