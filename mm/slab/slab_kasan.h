/* SPDX-License-Identifier: MIT */
/*
 * KASAN's part of the slab allocator, in a build with SAN=addr: mm/slab/slab_kasan.c has the idea. In any other build all of
 * it is empty.
 */
#ifndef _MM_SLAB_KASAN_H
#define _MM_SLAB_KASAN_H

#include <linux/kasan.h>
#include <linux/stackdepot.h>
#include <linux/types.h>

struct kmem_cache;

#ifdef CONFIG_KASAN
#define SLAB_HAS_KASAN true
/* What is kept of each object, behind it. Who has the object has this; while it is free, the allocator. */
struct kasan_object {
	depot_stack_handle_t alloc_stack, free_stack;
	depot_stack_handle_t
		aux_stack[2]; /* who queued the work or timer in it: the last, the one before */
	pid_t alloc_pid, free_pid; /* with a stack */
	u32 size;		   /* the bytes that were asked for */
	struct kasan_object *next; /* in quarantine */
};
#define KASAN_OBJECT_SIZE sizeof(struct kasan_object)

/* An object is used to this size, where kmem_cache_create() has made it larger. */
void kasan_set_size(struct kmem_cache *s, unsigned int size);

/* Behind an object with its books, of @size bytes in all, comes KASAN's. Returns the new size. */
unsigned int kasan_layout(struct kmem_cache *s, unsigned int size);

/* A new slab: none of it may be touched. */
void kasan_setup_slab(struct kmem_cache *s, struct page *page);

/* An object is handed out, for @size bytes; later it is to have another size. */
void kasan_alloc_object(struct kmem_cache *s, void *object, size_t size);
void kasan_resize_object(struct kmem_cache *s, const void *object, size_t size);

/* The same for memory of whole pages. */
void kasan_alloc_large(const void *p, size_t size);

/* May the byte be touched? If not, that is reported. */
#define kasan_check_byte(p) kasan_check_range(p, 1, false, _RET_IP_)

/* It is free, and must not be touched. */
void kasan_mark_free(struct kmem_cache *s, void *object);

/*
 * May @object, which lies in a slab of @s, be freed? If not, that is reported, as done at @caller; any context.
 */
bool kasan_may_free(struct kmem_cache *s, struct page *page, void *object, unsigned long caller);

/* Sets a bit for each object that waits in quarantine. Interrupts off. */
void kasan_add_quarantined(struct kmem_cache *s, const struct page *page, unsigned long *map);

/* ---- slab_quarantine.c ---- */

/* A free object waits; those that have waited longest are freed for good. Any context. False: not with a limit of 0. */
bool quarantine_put(struct kmem_cache *s, void *object);
/* All that wait, or those of @s, are freed for good. Any context. Returns whether there were any. */
bool quarantine_flush(struct kmem_cache *s);
void quarantine_init(void);
/* How many objects have been freed for good so far. */
unsigned long quarantine_freed(void);
/* Bytes that may wait: kasan.quarantine=. */
extern unsigned long quarantine_limit;

void slab_kasan_init(void);
#else
#define SLAB_HAS_KASAN	  false
#define KASAN_OBJECT_SIZE 0

static inline void kasan_set_size(struct kmem_cache *s, unsigned int size)
{
}

static inline unsigned int kasan_layout(struct kmem_cache *s, unsigned int size)
{
	return size;
}

static inline void kasan_setup_slab(struct kmem_cache *s, struct page *page)
{
}

static inline void kasan_alloc_object(struct kmem_cache *s, void *object, size_t size)
{
}

static inline void kasan_resize_object(struct kmem_cache *s, const void *object, size_t size)
{
}

static inline void kasan_alloc_large(const void *p, size_t size)
{
}

#define kasan_check_byte(p) true

static inline void kasan_mark_free(struct kmem_cache *s, void *object)
{
}

static inline bool kasan_may_free(struct kmem_cache *s, struct page *page, void *object,
				  unsigned long caller)
{
	return true;
}

static inline void kasan_add_quarantined(struct kmem_cache *s, const struct page *page,
					 unsigned long *map)
{
}

static inline bool quarantine_put(struct kmem_cache *s, void *object)
{
	return false;
}

static inline bool quarantine_flush(struct kmem_cache *s)
{
	return false;
}

static inline unsigned long quarantine_freed(void)
{
	return 0;
}

static inline void slab_kasan_init(void)
{
}
#endif

#endif
