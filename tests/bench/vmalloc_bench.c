/* SPDX-License-Identifier: MIT */
/* vmalloc. The last rows: one pair beside 10 and beside 10,000 living areas. */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "bench.h"

#define BENCH_PAIR(name, size, n)                                                                  \
	BENCH(name, n, 1, {                                                                        \
		void *p = vmalloc(size);                                                           \
		barrier_data(p);                                                                   \
		vfree(p);                                                                          \
	})

static void beside(unsigned int count, const char *name)
{
	void **areas = kvmalloc_array(count, sizeof(*areas), GFP_KERNEL | __GFP_ZERO);

	if (!areas || !bench_wanted(name))
		goto out;
	for (unsigned int i = 0; i < count; i++)
		areas[i] = vmalloc(4096);
	if (areas[count - 1])
		BENCH_PAIR(name, 4096, 320);
	else
		bench_note("%s: no room for so many", name);
	for (unsigned int i = 0; i < count; i++)
		vfree(areas[i]);
out:
	kvfree(areas);
}

static void b_vmalloc(void)
{
	BENCH_PAIR("vmalloc_vfree_4K", 4096, 1000);
	BENCH_PAIR("vmalloc_vfree_64K", 65536, 400);
	BENCH_PAIR("vmalloc_vfree_1M", 1 << 20, 60);
	BENCH_PAIR("vmalloc_vfree_16M", 16 << 20, 6);
	BENCH_BATCH("vmalloc_batch32_4K", 40, 32, vmalloc(4096), vfree(p));
	beside(10, "vmalloc_vfree_4K_live10");
	beside(10000, "vmalloc_vfree_4K_live10000");
}
BENCH_GROUP(vmalloc, b_vmalloc);
