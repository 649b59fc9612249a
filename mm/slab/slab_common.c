/* SPDX-License-Identifier: MIT */
/*
 * Caches as such: the list of all caches, making one, laying out its objects, taking it down.
 *
 * A slab is the smallest number of pages, a power of two, that holds eight objects and wastes less than
 * an eighth behind the last one; but no more than eight pages. Where a slab of a single object will do if
 * no larger block is free, more is asked for: 16 pages for eight objects, 32 for four, 64 for two.
 * (Waste is less than an object, so eight objects never waste more than an eighth: the search ends.)
 *
 * Each struct kmem_cache is itself an object of a cache, "kmem_cache". That one's own struct is a variable,
 * and the caches of kmalloc() are made at boot, so the allocator needs nothing that it has to allocate
 * first.
 *
 * Tests: tests/mm/slab/slab_test.c
 */
#include <k896/report.h>
#include <linux/err.h>
#include <linux/fault-inject.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/shrinker.h>
#include <linux/string.h>

#include "slab.h"

LIST_HEAD(slab_caches);
DEFINE_MUTEX(slab_mutex);

struct kmem_cache kmem_cache;

/* ---- layout ---- */

#define CACHE_LINE	 64UL
#define KEEP_EMPTY_BYTES (32UL << 10) /* of empty slabs, but one slab at least */
#define KEEP_POISONED	 5	      /* empty slabs at least, whatever their size */

/* A cache line, or less for objects of which several fit into one. */
static unsigned int choose_align(slab_flags_t flags, unsigned int align, unsigned int size)
{
	unsigned long line = CACHE_LINE;

	if (!(flags & SLAB_HWCACHE_ALIGN))
		return max_t(unsigned int, align, ARCH_SLAB_MINALIGN);
	while (size <= line / 2)
		line /= 2;
	return max3(align, (unsigned int)line, (unsigned int)ARCH_SLAB_MINALIGN);
}

static unsigned int objects_in(unsigned int order, unsigned int size)
{
	return (PAGE_SIZE << order) / size;
}

static bool wastes_little(unsigned int order, unsigned int size)
{
	return (PAGE_SIZE << order) % size < (PAGE_SIZE << order) / 8;
}

/* Will slabs of fewer pages than usual do, where pages are scarce? See set_address_check(). */
static bool may_be_smaller(const struct kmem_cache *s)
{
	return is_power_of_2(s->size) || s->flags & SLAB_DEBUG_FLAGS;
}

/* The smallest order up to @top that holds @objects; above @top there is none. */
static unsigned int order_for(unsigned int size, unsigned int objects, unsigned int top)
{
	unsigned int order = get_order(size);

	while (order <= top && (objects_in(order, size) < objects || !wastes_little(order, size)))
		order++;
	return order;
}

static unsigned int choose_order(const struct kmem_cache *s)
{
	/* Where a smaller slab does as well, a larger one may be tried for. */
	static const struct {
		unsigned int objects, top, top_if_smaller;
	} goals[] = { { 8, 3, 4 }, { 4, 3, 5 }, { 2, 3, 6 } };

	for (unsigned int i = 0; i < ARRAY_SIZE(goals); i++) {
		unsigned int top = may_be_smaller(s) ? goals[i].top_if_smaller : goals[i].top;
		unsigned int order = order_for(s->size, goals[i].objects, top);

		if (order <= top)
			return order;
	}
	if (s->flags & SLAB_DEBUG_FLAGS)
		return get_order(s->size);
	return order_for(s->size, 1, MAX_ORDER - 1);
}

static bool frees_watched; /* slab_mutex */

/*
 * What a free checks addresses with: is_object_offset() in slab.h says how. An object whose size is a power
 * of two is aligned to its size, so only the bits below the size are looked at, and slabs of fewer pages
 * than usual do as well.
 */
static void set_address_check(struct kmem_cache *s)
{
	unsigned long slab = PAGE_SIZE << s->order;
	bool power = is_power_of_2(s->size);

	lockdep_assert_held(&slab_mutex);
	s->min_order = may_be_smaller(s) ? get_order(s->size) : s->order;
	s->mask = (power ? s->size : slab) - 1;
	s->reciprocal = U32_MAX / s->size + 1; /* 2^32 / size, rounded up */
	if (SLAB_HAS_KASAN || s->flags & SLAB_DEBUG_FLAGS || frees_watched ||
	    (!power && (u64)(slab + s->size) * s->size > U32_MAX))
		s->limit = 0;
	else
		s->limit = power ? s->reciprocal : s->objects * (s->reciprocal * s->size);
}

/* While frees are watched, those of all caches come to the slow functions. */
static void watch_frees(bool watch)
{
	struct kmem_cache *s;

	mutex_lock(&slab_mutex);
	frees_watched = watch;
	list_for_each_entry(s, &slab_caches, list)
		set_address_check(s);
	mutex_unlock(&slab_mutex);
}

/* Where the link to the next free object lies: over the object, or behind it where its bytes must stay. */
static unsigned int place_link(struct kmem_cache *s, unsigned int size)
{
	if (!s->ctor && !(s->flags & (SLAB_TYPESAFE_BY_RCU | SLAB_DEBUG_FLAGS))) {
		s->offset = 0;
		return size;
	}
	s->offset = size;
	return size + sizeof(void *);
}

int kmem_cache_open(struct kmem_cache *s, const char *name, unsigned int size, unsigned int align,
		    slab_flags_t flags, void (*ctor)(void *))
{
	VM_BUG_ON(!name || !size);
	kasan_set_size(s, flags & SLAB_KMALLOC ? 0 : size);
	size = max_t(unsigned int, size, KMALLOC_MIN_SIZE);
	if (size > KMALLOC_MAX_CACHE_SIZE || align > KMALLOC_MAX_CACHE_SIZE ||
	    (align & (align - 1)))
		return -EINVAL;
	s->name = name;
	s->flags = slub_debug_flags(flags, name);
	if (ctor || flags & SLAB_TYPESAFE_BY_RCU)
		s->flags &= ~SLAB_POISON;
	s->ctor = ctor;
	s->object_size = size;
	s->zero_size = ctor ? 0 : size;
	s->align = choose_align(flags, align, size);

	size = ALIGN(size, sizeof(void *));
	if (s->flags & SLAB_RED_ZONE && size == s->object_size)
		size += sizeof(void *);
	s->inuse = size;
	size = kasan_layout(s, debug_layout(s, place_link(s, size)));
	s->size = ALIGN(size, s->align);
	s->order = choose_order(s);
	s->objects = objects_in(s->order, s->size);
	set_address_check(s);

	s->allocflags = (s->order ? __GFP_COMP : 0) | (flags & SLAB_CACHE_DMA ? GFP_DMA : 0) |
			(flags & SLAB_RECLAIM_ACCOUNT ? __GFP_RECLAIMABLE : 0);
	s->min_partial = clamp_t(unsigned int, KEEP_EMPTY_BYTES / (PAGE_SIZE << s->order),
				 s->flags & SLAB_POISON ? KEEP_POISONED : 1, 8);
	spin_lock_init(&s->list_lock);
	INIT_LIST_HEAD(&s->partial);
	INIT_LIST_HEAD(&s->full);
	return 0;
}

/* ---- making one ---- */

/*
 * For callers that have said might_sleep() already: a second report would say nothing new, and a mutex that
 * nobody holds can be taken anywhere.
 */
static void lock_slab_list(void)
{
	if (!mutex_trylock(&slab_mutex))
		mutex_lock(&slab_mutex);
}

static bool name_is_taken_locked(const char *name)
{
	struct kmem_cache *s;

	lockdep_assert_held(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list)
		if (!strcmp(s->name, name))
			return true;
	return false;
}

/* Lays the cache out and adds it to the list; -EEXIST if the name is taken. */
static int open_cache(struct kmem_cache *s, const char *name, unsigned int size, unsigned int align,
		      slab_flags_t flags, void (*ctor)(void *))
{
	int err = -EEXIST;

	lock_slab_list();
	if (!name_is_taken_locked(name))
		err = kmem_cache_open(s, name, size, align, flags, ctor);
	if (!err)
		list_add_tail(&s->list, &slab_caches);
	mutex_unlock(&slab_mutex);
	return err;
}

static struct kmem_cache *create(const char *name, unsigned int size, unsigned int align,
				 slab_flags_t flags, void (*ctor)(void *), gfp_t gfp)
{
	struct kmem_cache *s;
	int err = -ENOMEM;

	if (!name || !size || flags & ~SLAB_CALLER_FLAGS)
		return ERR_PTR(-EINVAL);
	s = __kmem_cache_alloc(&kmem_cache, gfp | __GFP_ZERO);
	if (!s)
		return ERR_PTR(-ENOMEM);
	name = kstrdup(name, gfp);
	if (!name)
		goto free_cache;
	err = open_cache(s, name, size, align, flags, ctor);
	if (!err)
		return s;
	kfree(name);
free_cache:
	kmem_cache_free(&kmem_cache, s);
	return ERR_PTR(err);
}

static __cold void report_failure(const char *name, long err, unsigned int size, unsigned int align,
				  slab_flags_t slab_flags)
{
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	pr_warn("kmem_cache_create(%s) failed with error %ld: size %u, align %u, flags %#x\n", name,
		err, size, align, slab_flags);
	dump_stack();
	report_end(flags);
}

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     slab_flags_t flags, void (*ctor)(void *))
{
	struct kmem_cache *s;

	s = create(name, size, align, flags, ctor, gfp_in_context(GFP_KERNEL));
	if (!IS_ERR(s))
		return s;
	if (flags & SLAB_PANIC)
		panic("kmem_cache_create: Failed to create slab '%s'. Error %ld", name, PTR_ERR(s));
	report_failure(name, PTR_ERR(s), size, align, flags);
	return NULL;
}

/* ---- taking one down ---- */

void kmem_cache_destroy(struct kmem_cache *s)
{
	if (!s)
		return;
	might_sleep();
	if (WARN(s->flags & SLAB_BOOT, "kmem_cache_destroy %s: the kernel needs this cache\n",
		 s->name))
		return;
	if (kmem_cache_shrink(s)) {
		report_objects_remaining(s);
		WARN(1,
		     "kmem_cache_destroy %s: Slab cache still has objects when called from %pBL\n",
		     s->name, (void *)_RET_IP_);
		return;
	}
	lock_slab_list();
	list_del(&s->list);
	mutex_unlock(&slab_mutex);
	kfree(s->name);
	kmem_cache_free(&kmem_cache, s);
}

/* ---- questions about one ---- */

unsigned int kmem_cache_size(struct kmem_cache *s)
{
	return s->object_size;
}

const char *kmem_cache_name(struct kmem_cache *s)
{
	return s->name;
}

/* ---- questions about all of them ---- */

/* Pages of the caches that have all of @flags. */
static unsigned long pages_of(slab_flags_t flags)
{
	unsigned long sum = 0;
	struct kmem_cache *s;

	mutex_lock(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list)
		if ((s->flags & flags) == flags)
			sum += s->nr_pages;
	mutex_unlock(&slab_mutex);
	return sum;
}

unsigned long slab_pages(void)
{
	return pages_of(0);
}

unsigned long slab_reclaimable_pages(void)
{
	return pages_of(SLAB_RECLAIM_ACCOUNT);
}

unsigned long slab_live_objects(void)
{
	unsigned long sum = 0, flags;
	struct kmem_cache *s;

	mutex_lock(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list) {
		local_irq_save(flags);
		sum += s->nr_objects - count_free(s);
		local_irq_restore(flags);
	}
	mutex_unlock(&slab_mutex);
	return sum;
}

/* ---- boot ---- */

static void __init open_boot_cache(struct kmem_cache *s, const char *name, unsigned int size,
				   unsigned int align, slab_flags_t flags)
{
	int err;

	lock_slab_list();
	err = kmem_cache_open(s, name, size, align, flags | SLAB_BOOT, NULL);
	if (err)
		panic("Creation of slab %s failed: size %u, error %d", name, size, err);
	list_add_tail(&s->list, &slab_caches);
	mutex_unlock(&slab_mutex);
}

struct kmem_cache *__init create_boot_cache(const char *name, unsigned int size, slab_flags_t flags)
{
	struct kmem_cache *s = kmem_cache_zalloc(&kmem_cache, GFP_NOWAIT);

	if (!s)
		panic("Creation of slab %s failed: out of memory", name);
	/* Aligned to the largest power of two that divides the size, which is size & -size: 32 for 96 bytes. */
	open_boot_cache(s, name, size, size & -size, flags);
	return s;
}

bool slab_is_available(void)
{
	return kmalloc_caches[KMALLOC_NORMAL][KMALLOC_SHIFT_LOW];
}

/* ---- giving back ---- */

static void shrink_all_locked(void)
{
	struct kmem_cache *s;

	lockdep_assert_held(&slab_mutex);
	quarantine_flush(NULL);
	list_for_each_entry(s, &slab_caches, list)
		kmem_cache_shrink(s);
}

static void drain_slabs(void)
{
	mutex_lock(&slab_mutex);
	shrink_all_locked();
	mutex_unlock(&slab_mutex);
}

/* The pages of empty slabs that the caches keep, at most; the true number would be a walk over all lists. */
static unsigned long count_reserve(struct shrinker *shrinker, struct shrink_control *sc)
{
	struct kmem_cache *s;
	unsigned long pages = 0;

	if (!mutex_trylock(&slab_mutex))
		return 0;
	list_for_each_entry(s, &slab_caches, list)
		pages += (unsigned long)min(s->nr_partial, s->min_partial) << s->order;
	mutex_unlock(&slab_mutex);
	return pages;
}

/* All at once: it is cheap, and the reserve is small. */
static unsigned long scan_reserve(struct shrinker *shrinker, struct shrink_control *sc)
{
	if (!mutex_trylock(&slab_mutex))
		return SHRINK_STOP;
	shrink_all_locked();
	mutex_unlock(&slab_mutex);
	return sc->nr_to_scan;
}

static int __init register_slab_shrinker(void)
{
	static struct shrinker reserve = { .count_objects = count_reserve,
					   .scan_objects = scan_reserve };

	return register_shrinker(&reserve, "slabs");
}
subsys_initcall(register_slab_shrinker);

void __init kmem_cache_init(void)
{
	static struct drain_hook slabs = { .drain = drain_slabs };

	VM_BUG_ON(slab_is_available() || !totalram_pages());
	open_boot_cache(&kmem_cache, "kmem_cache", sizeof(struct kmem_cache), 0,
			SLAB_HWCACHE_ALIGN);
	create_kmalloc_caches();
	slab_kasan_init();
	kmem_watch_frees = watch_frees;
	register_drain(&slabs);
}
