/* SPDX-License-Identifier: MIT */
/*
 * Small memory: caches of objects of one size, and kmalloc() on top of them.
 *
 * Unless said otherwise: an allocation whose flags have __GFP_DIRECT_RECLAIM (GFP_KERNEL ...) may sleep,
 * so only tasks that hold no spinlock may make it; GFP_ATOMIC and GFP_NOWAIT are for any context. A call
 * that breaks this rule is reported by might_sleep(), and the allocation goes on without sleeping. Freeing
 * never sleeps and is for any context. Every allocation may fail and then returns NULL. The contents of new
 * memory are undefined without __GFP_ZERO. Memory lies in the linear map, so virt_to_phys() works;
 * __GFP_HIGHMEM makes no sense here.
 *
 * A wrong free (a second one, not the start of an object, another cache's object, no slab at all) is
 * reported and changes nothing.
 *
 * docs/slab.md says what differs from Linux 6.1.
 */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <linux/fault-inject.h>
#include <linux/gfp.h>
#include <linux/log2.h>
#include <linux/mmdebug.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/types.h>

struct kmem_cache;
/* Flags of a cache. The first four are its debugging: mm/slab/slab_debug.c. */
#define SLAB_CONSISTENCY_CHECKS 0x00000100U /* F: free lists and pointers at each alloc and free */
#define SLAB_RED_ZONE		0x00000400U /* Z: known bytes around each object */
#define SLAB_POISON		0x00000800U /* P: known bytes in fresh and in freed objects */
#define SLAB_STORE_USER		0x00010000U /* U: who allocated it last, who freed it last */
#define SLAB_HWCACHE_ALIGN	0x00002000U /* objects do not share cache lines more than they must */
#define SLAB_CACHE_DMA		0x00004000U /* from ZONE_DMA */
#define SLAB_RECLAIM_ACCOUNT	0x00020000U /* objects that a shrinker can free: SReclaimable */
#define SLAB_PANIC		0x00040000U /* panic instead of returning NULL from kmem_cache_create() */
#define SLAB_TYPESAFE_BY_RCU	0x00080000U /* a freed object keeps its bytes */
#define SLAB_MEM_SPREAD		0x00100000U /* accepted: there is one node */
#define SLAB_ACCOUNT		0x04000000U /* accepted: there are no memory control groups */

/* What kmalloc(0) returns: not NULL, and any access faults. */
#define ZERO_SIZE_PTR	    ((void *)16)
#define ZERO_OR_NULL_PTR(x) ((unsigned long)(x) <= (unsigned long)ZERO_SIZE_PTR)

/* Objects of a cache: 32 bytes to 128 KiB. kmalloc() goes on with whole pages up to 4 MiB. */
#define KMALLOC_SHIFT_LOW      5
#define KMALLOC_SHIFT_HIGH     17
#define KMALLOC_MIN_SIZE       (1UL << KMALLOC_SHIFT_LOW)
#define KMALLOC_MAX_CACHE_SIZE (1UL << KMALLOC_SHIFT_HIGH)
#define KMALLOC_MAX_SIZE       (PAGE_SIZE << (MAX_ORDER - 1))
#define ARCH_SLAB_MINALIGN     8

/* ---- caches ---- */

/**
 * kmem_cache_create() - a cache of objects of one size
 * @name: shown in reports and /proc/slabinfo; copied; no other cache may have it
 * @size: of an object, up to 128 KiB; below 32 it becomes 32
 * @align: power of two, or 0 for 8 bytes
 * @flags: SLAB_*
 * @ctor: called for each object of a new slab, not for each allocation; or NULL. It may run in whatever
 *	context allocates, so it must not sleep. Objects must be freed in the state that it made; __GFP_ZERO
 *	does not clear them, and is reported.
 *
 * Context: task, may sleep.
 * Return: NULL for bad arguments (which are named in the log) or without memory; with SLAB_PANIC, panic.
 */
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     slab_flags_t flags, void (*ctor)(void *object));

/* For objects that are copied to user space. Which part of them may be copied is not checked. */
static inline struct kmem_cache *kmem_cache_create_usercopy(const char *name, unsigned int size,
							    unsigned int align, slab_flags_t flags,
							    unsigned int useroffset,
							    unsigned int usersize,
							    void (*ctor)(void *object))
{
	return kmem_cache_create(name, size, align, flags, ctor);
}

/* A cache named for a struct, aligned for it. */
#define KMEM_CACHE(__struct, __flags)                                                              \
	kmem_cache_create(#__struct, sizeof(struct __struct), __alignof__(struct __struct),        \
			  (__flags), NULL)

/**
 * kmem_cache_destroy() - take a cache down
 * @s: the cache; NULL is nothing
 *
 * All its objects must have been freed: else they are listed, with the callers that allocated them where
 * those are tracked, and the cache stays as it is. Context: task, may sleep.
 */
void kmem_cache_destroy(struct kmem_cache *s);

/* Gives all empty slabs back. Returns 0 if the cache has no slab now. Task. */
int kmem_cache_shrink(struct kmem_cache *s);

/* The size of an object. Any context. */
unsigned int kmem_cache_size(struct kmem_cache *s);
const char *kmem_cache_name(struct kmem_cache *s);

/*
 * For the inline functions below. The _kernel forms are for GFP_KERNEL, the most frequent flags, from a caller
 * that may sleep as it says, so that its interrupts are on.
 */
void *__kmem_cache_alloc(struct kmem_cache *s, gfp_t gfp);
void *__kmem_cache_alloc_kernel(struct kmem_cache *s);
void *kmalloc_trace(struct kmem_cache *s, gfp_t gfp, size_t size);
void *kmalloc_trace_kernel(struct kmem_cache *s, size_t size);
void *__kmalloc(size_t size, gfp_t gfp);

/* Does the compiler know that this is GFP_KERNEL, and may the caller sleep? */
#define is_gfp_kernel_in_task(gfp)                                                                 \
	(__builtin_constant_p(gfp) && (gfp) == GFP_KERNEL &&                                       \
	 likely(!preempt_count_nonzero() && !irqs_disabled()))

static __always_inline void *kmem_cache_alloc(struct kmem_cache *s, gfp_t gfp)
{
	if (is_gfp_kernel_in_task(gfp)) {
		might_reclaim(gfp);
		return __kmem_cache_alloc_kernel(s);
	}
	return __kmem_cache_alloc(s, gfp_in_context(gfp));
}

static __always_inline void *kmem_cache_zalloc(struct kmem_cache *s, gfp_t gfp)
{
	return kmem_cache_alloc(s, gfp | __GFP_ZERO);
}

/* @object: from this cache. NULL is a wrong free like any other bad pointer. */
void kmem_cache_free(struct kmem_cache *s, void *object);

/**
 * kmem_cache_alloc_bulk() - many objects at once
 * @p: gets @n pointers
 *
 * Return: @n, or 0 and nothing was allocated.
 */
int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t gfp, size_t n, void **p);
void kmem_cache_free_bulk(struct kmem_cache *s, size_t n, void **p);

/**
 * struct slab_place - where in a slab an address lies (mm/slab/slab_place.c)
 * @cache: the cache that the slab belongs to
 * @start: of the object; padding counts as part of the object before it
 * @offset: of the address from there
 * @index: of the object in its slab, from 0
 * @objects: how many the slab has
 * @in_use: how many of them are handed out
 * @object_size: bytes for the user
 * @stride: bytes from object to object
 * @free: the object is free
 * @next: it is free, and the next one that this slab will hand out
 * @flags: SLAB_* of the cache
 */
struct slab_place {
	struct kmem_cache *cache;
	unsigned long start;
	unsigned int offset, index, objects, in_use, object_size, stride;
	bool free, next;
	slab_flags_t flags;
};

/* false: the address lies in no slab, or in none of its objects. Any context. */
bool slab_locate(const void *addr, struct slab_place *place);

/* ---- kmalloc ---- */

enum kmalloc_cache_type { KMALLOC_NORMAL, KMALLOC_DMA, NR_KMALLOC_TYPES };

/* Slot 1 is the class of 96 bytes, slot 2 is that of 192, any other slot n is that of 2^n. */
extern struct kmem_cache *kmalloc_caches[NR_KMALLOC_TYPES][KMALLOC_SHIFT_HIGH + 1];

static __always_inline enum kmalloc_cache_type kmalloc_type(gfp_t gfp)
{
	return gfp & __GFP_DMA ? KMALLOC_DMA : KMALLOC_NORMAL;
}

/* The slot that serves @size, which is 1 .. KMALLOC_MAX_CACHE_SIZE. A constant where @size is one. */
static __always_inline unsigned int kmalloc_index(size_t size)
{
	VM_BUG_ON(!size || size > KMALLOC_MAX_CACHE_SIZE);
	if (size <= KMALLOC_MIN_SIZE)
		return KMALLOC_SHIFT_LOW;
	if (size > 64 && size <= 96)
		return 1;
	if (size > 128 && size <= 192)
		return 2;
	return __builtin_constant_p(size) ? ilog2(size - 1) + 1 : fls(size - 1);
}

/**
 * kmalloc() - memory of any size up to 4 MiB, physically contiguous
 * @size: bytes; 0 gives ZERO_SIZE_PTR
 *
 * The memory is aligned to @size where that is a power of two, else to 32 bytes at least. Free with kfree().
 */
static __always_inline void *kmalloc(size_t size, gfp_t gfp)
{
	if (__builtin_constant_p(size) && size && size <= KMALLOC_MAX_CACHE_SIZE) {
		struct kmem_cache *s = kmalloc_caches[kmalloc_type(gfp)][kmalloc_index(size)];

		if (is_gfp_kernel_in_task(gfp)) {
			might_reclaim(gfp);
			return kmalloc_trace_kernel(s, size);
		}
		return kmalloc_trace(s, gfp_in_context(gfp), size);
	}
	return __kmalloc(size, gfp_in_context(gfp));
}

static __always_inline void *kzalloc(size_t size, gfp_t gfp)
{
	return kmalloc(size, gfp | __GFP_ZERO);
}

/* An array of @n elements; NULL where n * size overflows. */
static __always_inline void *kmalloc_array(size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return kmalloc(bytes, gfp);
}

static __always_inline void *kcalloc(size_t n, size_t size, gfp_t gfp)
{
	return kmalloc_array(n, size, gfp | __GFP_ZERO);
}

/**
 * krealloc() - another size for a piece of memory
 * @p: from kmalloc(); with NULL it is a kmalloc()
 * @size: 0 frees @p and gives ZERO_SIZE_PTR
 *
 * Return: the memory with its old bytes as far as they fit, perhaps at another place; NULL on failure, and
 * then @p is unchanged.
 */
void *__must_check krealloc(const void *p, size_t size, gfp_t gfp);
void *__must_check krealloc_array(void *p, size_t n, size_t size, gfp_t gfp);

/* NULL and ZERO_SIZE_PTR are nothing. */
void kfree(const void *object);
void kfree_bulk(size_t n, void **p);

/* kfree() after all of it has been overwritten with zeroes. */
void kfree_sensitive(const void *p);

/* How many bytes may be used: the size that was asked for, rounded up to the class. 0 for NULL. */
size_t ksize(const void *p);

/* What kmalloc(@size) would make usable. */
size_t kmalloc_size_roundup(size_t size);

#define __kmalloc_node(size, gfp, node)	    kmalloc(size, gfp)
#define kmalloc_node(size, gfp, node)	    kmalloc(size, gfp)
#define kzalloc_node(size, gfp, node)	    kzalloc(size, gfp)
#define kmem_cache_alloc_node(s, gfp, node) kmem_cache_alloc(s, gfp)

/* ---- boot, books, checks ---- */

/* The caches of kmalloc(). After mem_init(). */
void kmem_cache_init(void);
bool slab_is_available(void);

/* Pages in slabs: all, and of caches with SLAB_RECLAIM_ACCOUNT. Task. */
unsigned long slab_pages(void);
unsigned long slab_reclaimable_pages(void);

/* Objects handed out by all caches. Task. */
unsigned long slab_live_objects(void);

/**
 * validate_slab_cache() - look at every object of a cache
 *
 * What the debugging of the cache knows (red zones, poison, free lists) is compared with what is there;
 * each fault is reported and repaired as on alloc and free. Time is linear in the number of objects.
 * Return: how many faults were found. Task. (Linux returns the number of slabs.)
 */
long validate_slab_cache(struct kmem_cache *s);
long validate_all_slab_caches(void);

/* What is known about the object at or around an address. Any context. */
void kmem_dump_obj(const void *object);

/* ---- contiguous for the kernel only: mm/vmalloc/kvmalloc.c ---- */

/**
 * kvmalloc() - kmalloc(), or vmalloc() where contiguous pages are hard to find
 * @gfp: GFP_KERNEL, perhaps with __GFP_ZERO, __GFP_NOWARN, __GFP_RETRY_MAYFAIL; where it does not allow to
 *	sleep, only kmalloc() is tried
 *
 * Free with kvfree().
 */
void *kvmalloc(size_t size, gfp_t gfp);

static __always_inline void *kvzalloc(size_t size, gfp_t gfp)
{
	return kvmalloc(size, gfp | __GFP_ZERO);
}

static __always_inline void *kvmalloc_array(size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;

	return check_mul_overflow(n, size, &bytes) ? NULL : kvmalloc(bytes, gfp);
}

static __always_inline void *kvcalloc(size_t n, size_t size, gfp_t gfp)
{
	return kvmalloc_array(n, size, gfp | __GFP_ZERO);
}

/* A larger copy, and @p is freed; @p itself where it is large enough. NULL on failure, and @p is unchanged. */
void *kvrealloc(const void *p, size_t old_size, size_t new_size, gfp_t gfp);

/* Frees what any of these, kmalloc() or vmalloc() returned; NULL is nothing. Context: as vfree(). */
void kvfree(const void *addr);

#endif
