/* SPDX-License-Identifier: MIT */
/*
 * Windows onto high memory. Without any, a page of the linear map: the rows then say what nothing
 * costs.
 */
#include <linux/highmem.h>

#include "bench.h"

static void b_kmap(void)
{
	struct page *pg = alloc_page(GFP_HIGHUSER);
	void *v;

	if (!pg)
		return;
	BENCH("kmap_local_highmem", 2000, 16, {
		v = kmap_local_page(pg);
		barrier_data(v);
		kunmap_local(v);
	});
	BENCH("kmap_atomic_highmem", 2000, 16, {
		v = kmap_atomic(pg);
		barrier_data(v);
		kunmap_atomic(v);
	});
	BENCH("kmap_kunmap_highmem", 2000, 16, {
		v = kmap(pg);
		barrier_data(v);
		kunmap(pg);
	});
	BENCH("clear_highpage", 1000, 8, clear_highpage(pg));
	__free_page(pg);
}
BENCH_GROUP(kmap, b_kmap);
