/* SPDX-License-Identifier: MIT */
/* kmalloc(), caches of objects, and pools. */
#include <linux/mempool.h>
#include <linux/slab.h>

#include "bench.h"

static void b_kmalloc_hot(void)
{
	void *p;

#define HOT(size, n, k)                                                                            \
	BENCH("kmalloc_kfree_hot_" #size, n, k, {                                                  \
		p = kmalloc(size, GFP_KERNEL);                                                     \
		barrier_data(p);                                                                   \
		kfree(p);                                                                          \
	})
	HOT(32, 2000, 32);
	HOT(64, 2000, 32);
	HOT(128, 2000, 32);
	HOT(256, 2000, 32);
	HOT(512, 2000, 32);
	HOT(1024, 2000, 16);
	HOT(2048, 1000, 16);
	HOT(4096, 1000, 16);
	HOT(8192, 1000, 8);
	HOT(32768, 400, 4);
	HOT(131072, 200, 1);
	BENCH("kzalloc_kfree_hot_256", 2000, 32, {
		p = kzalloc(256, GFP_KERNEL);
		barrier_data(p);
		kfree(p);
	});
	BENCH("kmalloc_atomic_kfree_hot_64", 2000, 32, {
		p = kmalloc(64, GFP_ATOMIC);
		barrier_data(p);
		kfree(p);
	});
}

static void b_kmalloc_batch(void)
{
#define BATCH(size, n)                                                                             \
	BENCH_BATCH("kmalloc_batch1000_" #size, n, 1000, kmalloc(size, GFP_KERNEL), kfree(p))
	BATCH(32, 60);
	BATCH(64, 60);
	BATCH(128, 60);
	BATCH(256, 60);
	BATCH(512, 60);
	BATCH(1024, 40);
	BATCH(2048, 30);
	BATCH(4096, 20);
	BATCH(8192, 15);
	BATCH(32768, 5);
	BATCH(131072, 3);
}

static void b_create_destroy(void)
{
	struct kmem_cache *s;

	BENCH("kmem_cache_create_destroy", 20, 1, {
		s = kmem_cache_create("kbtmp", 200, 0, SLAB_POISON, NULL);
		kmem_cache_destroy(s);
	});
}

static void b_caches(struct kmem_cache *c64, struct kmem_cache *c256)
{
	void *p;

	BENCH("kmem_cache_hot_64", 2000, 32, {
		p = kmem_cache_alloc(c64, GFP_KERNEL);
		barrier_data(p);
		kmem_cache_free(c64, p);
	});
	BENCH("kmem_cache_hot_256", 2000, 32, {
		p = kmem_cache_alloc(c256, GFP_KERNEL);
		barrier_data(p);
		kmem_cache_free(c256, p);
	});
	BENCH_BATCH("kmem_cache_batch1000_64", 60, 1000, kmem_cache_alloc(c64, GFP_KERNEL),
		    kmem_cache_free(c64, p));
	BENCH_BATCH("kmem_cache_batch1000_256", 60, 1000, kmem_cache_alloc(c256, GFP_KERNEL),
		    kmem_cache_free(c256, p));
}

static void b_mempools(struct kmem_cache *c256)
{
	mempool_t *slab_pool = mempool_create_slab_pool(16, c256),
		  *page_pool = mempool_create_page_pool(4, 0);
	void *p;

	if (slab_pool)
		BENCH("mempool_slab256_hot", 2000, 32, {
			p = mempool_alloc(slab_pool, GFP_KERNEL);
			barrier_data(p);
			mempool_free(p, slab_pool);
		});
	if (page_pool)
		BENCH("mempool_page0_hot", 1000, 16, {
			p = mempool_alloc(page_pool, GFP_KERNEL);
			barrier_data(p);
			mempool_free(p, page_pool);
		});
	mempool_destroy(slab_pool);
	mempool_destroy(page_pool);
}

static void b_slab(void)
{
	struct kmem_cache *c64 = kmem_cache_create("kb64", 64, 0, SLAB_HWCACHE_ALIGN, NULL);
	struct kmem_cache *c256 = kmem_cache_create("kb256", 256, 0, SLAB_HWCACHE_ALIGN, NULL);

	b_kmalloc_hot();
	b_kmalloc_batch();
	if (c64 && c256)
		b_caches(c64, c256);
	if (c256)
		b_mempools(c256);
	b_create_destroy();
	kmem_cache_destroy(c64);
	kmem_cache_destroy(c256);
}
BENCH_GROUP(slab, b_slab);
