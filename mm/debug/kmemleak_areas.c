/* SPDX-License-Identifier: MIT */
/*
 * The areas of vmalloc() in the leak finder's search (mm/debug/kmemleak.c): as suspects, and as memory that leads to others.
 *
 * The living areas are copied into a table, which is in the order of their addresses, so the area of a word is found by
 * halving. An area that is marked is looked at as an object is, page by page through its own addresses, so that high pages need
 * no window.
 *
 * One address does not count: that in the area's own struct vmap_area, which is there as long as the area. Stacks are
 * areas that lead to nothing (linux/kmemleak.h): what is in use of them is looked at with the tasks.
 *
 * Tests: tests/mm/debug/kmemleak_test.c
 */
#include <asm/extable.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/seq_file.h>

#include "mm/debug/kmemleak.h"
#include "mm/vmalloc/vmap_area.h"

struct leak_area {
	unsigned long start, end; /* without the guard page */
	unsigned long flags;
	const void *caller;
	struct leak_area *next; /* pending */
	bool marked;
};

static struct leak_area *areas, *pending;
static unsigned long nr_areas, max_areas;

int alloc_leak_areas(void)
{
	max_areas = vmalloc_nr_areas() + 64;
	areas = alloc_pages_exact(max_areas * sizeof(*areas), GFP_KERNEL);
	return areas ? 0 : -ENOMEM;
}

void free_leak_areas(void)
{
	free_pages_exact(areas, max_areas * sizeof(*areas));
	areas = NULL;
}

bool fill_leak_areas(void)
{
	struct vmap_area va;

	lockdep_assert_irqs_disabled();
	pending = NULL;
	nr_areas = 0;
	for (unsigned long addr = VMALLOC_START; next_vmap_area(addr, &va); addr = area_end(&va)) {
		if (va.vm.flags & VM_DEAD || !(va.vm.flags & VM_ALLOC))
			continue;
		if (nr_areas == max_areas)
			return false;
		areas[nr_areas++] = (struct leak_area){
			.start = area_start(&va),
			.end = area_end(&va) - PAGE_SIZE,
			.flags = va.vm.flags,
			.caller = va.vm.caller,
		};
	}
	return true;
}

/* The area that @addr lies in, or NULL. */
static struct leak_area *find(unsigned long addr)
{
	unsigned long low = 0, high = nr_areas;

	while (low < high) {
		unsigned long middle = (low + high) / 2;

		if (addr < areas[middle].start)
			high = middle;
		else if (addr >= areas[middle].end)
			low = middle + 1;
		else
			return &areas[middle];
	}
	return NULL;
}

static void mark(struct leak_area *area)
{
	if (area->marked)
		return;
	area->marked = true;
	area->next = pending;
	pending = area;
}

void mark_leak_area(unsigned long addr)
{
	struct leak_area *area = find(addr);

	if (area)
		mark(area);
}

void look_at_root_areas(void)
{
	for (unsigned long i = 0; i < nr_areas; i++)
		if (areas[i].flags & VM_NOT_LEAK)
			mark(&areas[i]);
}

bool look_at_pending_areas(void)
{
	bool any = pending;

	while (pending) {
		struct leak_area *area = pending;

		pending = area->next;
		if (!(area->flags & VM_NO_SCAN))
			look_at_data((void *)area->start, (void *)area->end);
	}
	return any;
}

/* Is it still the same, and has it all of its pages? */
static bool is_there(const struct leak_area *area)
{
	const struct vm_struct *vm = find_vm_area((void *)area->start);
	unsigned long word;

	return vm && vm->addr == (void *)area->start && vm->caller == area->caller &&
	       !peek_kernel((void *)area->end - sizeof(word), &word);
}

static void show_leak(struct seq_file *m, const struct leak_area *area)
{
	size_t size = area->end - area->start;

	seq_printf(m, "unreferenced object 0x%px (size %zu):\n  vmalloc\n", (void *)area->start,
		   size);
	show_leak_bytes(m, (void *)area->start, size);
	seq_printf(m, "  backtrace:\n    %pBL\n", area->caller);
}

long show_leak_areas(struct seq_file *m)
{
	long n = 0;

	for (struct leak_area *area = areas; area < areas + nr_areas; area++) {
		if (area->marked || !is_there(area))
			continue;
		n++;
		if (m)
			show_leak(m, area);
	}
	return n;
}
