/* SPDX-License-Identifier: MIT */
/* The page allocator. */
#include <linux/mm.h>

#include "bench.h"

static void b_hot(void)
{
	struct page *pg;

#define HOT(o, n, k)                                                                               \
	BENCH("alloc_pages_hot_o" #o, n, k, {                                                      \
		pg = alloc_pages(GFP_KERNEL, o);                                                   \
		barrier_data(pg);                                                                  \
		__free_pages(pg, o);                                                               \
	})
	HOT(0, 2000, 16);
	HOT(1, 1000, 16);
	HOT(2, 1000, 8);
	HOT(3, 1000, 8);
	HOT(4, 400, 4);
	HOT(5, 400, 1);
	HOT(6, 200, 1);
	HOT(7, 100, 1);
	HOT(8, 60, 1);
	HOT(9, 40, 1);
	HOT(10, 20, 1);
	BENCH("alloc_page_highuser_hot", 1000, 16, {
		pg = alloc_page(GFP_HIGHUSER);
		barrier_data(pg);
		__free_page(pg);
	});
	BENCH("alloc_page_atomic_hot", 1000, 16, {
		pg = alloc_page(GFP_ATOMIC);
		barrier_data(pg);
		__free_page(pg);
	});
}

static void b_pages(void)
{
	unsigned long addr;

	b_hot();
	BENCH_BATCH("alloc_pages_batch256_o0", 100, 256, alloc_pages(GFP_KERNEL, 0),
		    __free_pages(p, 0));
	BENCH_BATCH("alloc_pages_batch2048_o0", 20, 2048, alloc_pages(GFP_KERNEL, 0),
		    __free_pages(p, 0));
	BENCH("get_zeroed_page_hot", 2000, 16, {
		addr = get_zeroed_page(GFP_KERNEL);
		barrier_data(addr);
		free_page(addr);
	});
	addr = __get_free_page(GFP_KERNEL);
	if (!addr)
		return;
	BENCH("clear_page_lowmem", 1000, 8, clear_page((void *)addr));
	free_page(addr);
}
BENCH_GROUP(pages, b_pages);
