/* SPDX-License-Identifier: MIT */
/*
 * What the files of the slab allocator share. mm/slab/slab.c has the idea.
 *
 * A slab is 2^n pages; its books are in the struct page of the first one:
 *
 *	PG_slab		set
 *	slab_cache	the cache that it belongs to
 *	freelist	the first free object, NULL if there is none
 *	inuse		the number of objects that are handed out
 *	objects		the number of all objects
 *	frozen		it is the active slab of a CPU: its free objects are on that CPU's list, freelist
 *			is NULL and inuse counts all objects
 *	lru		on cache->partial or cache->full; on no list while frozen
 *	PG_lru		in a DEBUG=1 build: it is on one of these lists
 *
 * They are changed with interrupts off. (More CPUs would need Linux's cmpxchg of both words.)
 */
#ifndef _MM_SLAB_H
#define _MM_SLAB_H

#include <linux/debugobjects.h>
#include <linux/irqflags.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "mm/page/internal.h"
#include "slab_kasan.h"

/* Internal flags: a cache of kmalloc(); not to be destroyed. */
#define SLAB_KMALLOC 0x00001000U
#define SLAB_BOOT    0x80000000U

#define SLAB_DEBUG_FLAGS (SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER)
#define SLAB_CALLER_FLAGS                                                                          \
	(SLAB_DEBUG_FLAGS | SLAB_HWCACHE_ALIGN | SLAB_CACHE_DMA | SLAB_RECLAIM_ACCOUNT |           \
	 SLAB_PANIC | SLAB_TYPESAFE_BY_RCU | SLAB_MEM_SPREAD | SLAB_ACCOUNT)

#define MAX_OBJS_PER_SLAB 128

/* One CPU's share of a cache. Interrupts off. All of it is 0 where there is no active slab. */
struct kmem_cache_cpu {
	void *freelist;	     /* the active slab's free objects */
	unsigned long base;  /* address of the active slab */
	unsigned long bytes; /* of its objects together */
	struct page *page;   /* the active slab */
};

struct kmem_cache {
	struct kmem_cache_cpu cpu_slab; /* per CPU */

	/* Geometry, fixed from the start. */
	unsigned int offset; /* of the link to the next free object, inside an object */
	u32 reciprocal;
	u32 limit;	    /* see is_object_offset(); 0: every free comes to free_carefully() */
	unsigned long mask; /* these bits of an object's address are checked: set_address_check() */
	unsigned int object_size; /* what the owner may use */
	unsigned int zero_size; /* what __GFP_ZERO clears: nothing of an object with a constructor */
	unsigned int size;	/* from object to object */
	unsigned int inuse;	/* end of the object and its right red zone */
	unsigned int align;
	unsigned int red_left_pad;
	unsigned int objects; /* in a slab of the usual order */
	unsigned int order, min_order;
	gfp_t allocflags;
	slab_flags_t flags;
	void (*ctor)(void *object);
	const char *name;

	/* Its slabs. list_lock, taken with interrupts off. */
	spinlock_t list_lock;
	struct list_head partial; /* some objects are free; empty slabs too */
	struct list_head full;
	unsigned int nr_partial;
	unsigned int min_partial; /* empty slabs are kept while there are fewer partial ones */
	unsigned long nr_slabs;	  /* including active ones */
	unsigned long nr_objects; /* in all slabs */
	unsigned long nr_pages;

	struct list_head list; /* in slab_caches */
#ifdef CONFIG_KASAN
	unsigned int kasan_offset; /* of a struct kasan_object, from its object */
	unsigned int kasan_size; /* of an object as its owner knows it, 0 in a cache of kmalloc() */
	unsigned int quarantined; /* free objects that their slabs take for used; interrupts off */
#endif
};

/* ---- slab_common.c: the list of caches ---- */

extern struct kmem_cache kmem_cache; /* the cache of struct kmem_cache */
extern struct list_head slab_caches;
extern struct mutex slab_mutex; /* the list. Nothing is allocated under it: reclaim takes it, too. */

/* Works the layout out. 0 or -EINVAL. slab_mutex held. */
int kmem_cache_open(struct kmem_cache *s, const char *name, unsigned int size, unsigned int align,
		    slab_flags_t flags, void (*ctor)(void *));
/* Boot: panics on failure. */
struct kmem_cache *create_boot_cache(const char *name, unsigned int size, slab_flags_t flags);
void create_kmalloc_caches(void);

/* ---- slab.c, slab_page.c ---- */

static __always_inline void *next_free(const struct kmem_cache *s, const void *object)
{
	return *(void **)(object + s->offset);
}

static __always_inline void set_next_free(const struct kmem_cache *s, void *object, void *next)
{
	*(void **)(object + s->offset) = next;
}

/* The address of the first object is behind the left red zone. */
static inline void *slab_start(const struct kmem_cache *s, const struct page *page)
{
	return lowmem_page_address(page) + s->red_left_pad;
}

#define for_each_object(p, s, page)                                                                \
	for (p = slab_start(s, page); p < slab_start(s, page) + (page)->objects * (s)->size;       \
	     p += (s)->size)

static inline unsigned int object_index(const struct kmem_cache *s, const struct page *page,
					const void *object)
{
	return (object - slab_start(s, page)) / s->size;
}

/*
 * May virt_to_page() be asked? The plain form:
 *
 *	return addr >= (void *)PAGE_OFFSET && addr < high_memory;
 *
 * What lies below PAGE_OFFSET, NULL and ZERO_SIZE_PTR too, becomes a very large number by the subtraction in
 * __pa(), so one compare does for both.
 */
static __always_inline bool is_lowmem(const void *addr)
{
	return __pa(addr) >> PAGE_SHIFT < max_low_pfn;
}

/* The first page of the block that @addr lies in; @addr is_lowmem(). The plain form: compound_head(page). */
static __always_inline struct page *virt_to_head_page(const void *addr)
{
	struct page *page = virt_to_page(addr);

	VM_BUG_ON(!is_lowmem(addr));
	/* READ_ONCE(): so gcc makes a branch, which is seldom taken, and no conditional move. */
	if (unlikely(PageTail(page)))
		page = (struct page *)(READ_ONCE(page->compound_head) - 1);
	return page;
}

/* The slab that an address of any kind lies in, or NULL. */
static inline struct page *find_slab(const void *addr)
{
	struct page *page = is_lowmem(addr) ? virt_to_head_page(addr) : NULL;

	return page && PageSlab(page) ? page : NULL;
}

/* The first page of memory from kmalloc_large(), which has put the size into page->private. */
static inline bool PageLargeKmalloc(const struct page *page)
{
	return PageHead(page) && PagePrivate(page);
}

/* ---- addresses of objects ---- */

/*
 * Is @offset, from the start of a slab, that of an object? The plain form, which is_object() has as well:
 *
 *	return offset % s->size == 0 && offset / s->size < s->objects;
 *
 * A division takes a CPU much longer than a multiplication, and every free asks. With r = 2^32 / size,
 * rounded up, which is too much by e = r * size - 2^32 for each object, the lower 32 bits of offset * r are
 *
 *	k * e			for the k-th object
 *	r or more		in between, as long as slab size times object size is below 2^32
 *
 * so one multiplication and one comparison tell: set_address_check() sets limit = objects * e, which is no
 * more than r, and for powers of two, where e is 0, limit = r.
 *
 * With a limit of 0 no offset is that of an object. This takes every free of the cache off the fast path,
 * which needs no test of its own for that. The plain form there would be:
 *
 *	if (s->flags & SLAB_DEBUG_FLAGS || frees_watched || the size is too large for the multiplication)
 *		free_carefully(s, object, caller);
 */
static __always_inline bool is_object_offset(const struct kmem_cache *s, unsigned long offset)
{
	return offset * s->reciprocal < s->limit;
}

/*
 * The same for an address in any slab of the cache: slabs are aligned to their size, so the lower bits of the
 * address are the offset in the slab.
 */
static __always_inline bool may_be_object(const struct kmem_cache *s, const void *object)
{
	return is_object_offset(s, (unsigned long)object & s->mask);
}

/* ---- free lists; interrupts off ---- */

/* Takes the first free object of the active slab, or NULL. */
static __always_inline void *pop_free(struct kmem_cache *s, struct kmem_cache_cpu *c)
{
	void *object = c->freelist;

	lockdep_assert_irqs_disabled();
	if (likely(object))
		c->freelist = next_free(s, object);
	return object;
}

/*
 * @object becomes the first of @list. The plain form:
 *
 *	set_next_free(s, object, *list);
 *	*list = object;
 *
 * gcc would load s->offset into one more register, which kfree() would have to save on the stack: two
 * instructions more in every free. The asm adds the offset from memory to the register that @object is in:
 * object += s->offset.
 */
static __always_inline void push_free(struct kmem_cache *s, void **list, void *object)
{
	void *next = *list;

	lockdep_assert_irqs_disabled();
	*list = object;
	asm("addl %1, %0" : "+r"(object) : "m"(s->offset) : "cc");
	*(void **)object = next;
}

/*
 * Back to a slab that is not active. true: the slab was full or is empty now, and the caller must call
 * slab_changes_list().
 */
static __always_inline bool put_object(struct kmem_cache *s, struct page *page, void *object)
{
	bool was_full = !page->freelist;

	VM_BUG_ON_PAGE(page->frozen || !page->inuse, page);
	push_free(s, &page->freelist, object);
	return !--page->inuse || was_full;
}

static inline unsigned int nr_quarantined(const struct kmem_cache *s)
{
#ifdef CONFIG_KASAN
	return s->quarantined;
#else
	return 0;
#endif
}

/* ---- lists of slabs ---- */

#ifdef CONFIG_DEBUG_LIST
/*
 * The lists, which were found to lead nowhere, are made anew, of the pages that say to be on them; and counted, so a count
 * is changed before its list. list_lock held. (slab_mend.c)
 */
void mend_slab_lists_locked(struct kmem_cache *s) __cold;

static inline void note_linked(struct page *page, bool linked)
{
	if (linked)
		SetPageLRU(page);
	else
		ClearPageLRU(page);
}
#else
static inline void mend_slab_lists_locked(struct kmem_cache *s)
{
}

static inline void note_linked(struct page *page, bool linked)
{
}
#endif

/* Before all slabs of a list are walked. list_lock held. */
static inline void check_slab_lists_locked(struct kmem_cache *s)
{
	lockdep_assert_held(&s->list_lock);
	if (!__list_is_whole(&s->partial) || !__list_is_whole(&s->full))
		mend_slab_lists_locked(s);
}

/* In between @prev and @next; out of the list. list_lock held. */
static __always_inline void link_slab_locked(struct kmem_cache *s, struct page *page,
					     struct list_head *prev, struct list_head *next)
{
	lockdep_assert_held(&s->list_lock);
	note_linked(page, true);
	if (!__list_add_checked(&page->lru, prev, next))
		mend_slab_lists_locked(s);
}

static __always_inline void unlink_slab_locked(struct kmem_cache *s, struct page *page)
{
	lockdep_assert_held(&s->list_lock);
	note_linked(page, false);
	if (!__list_del_checked(&page->lru))
		mend_slab_lists_locked(s);
}

/* list_lock held. At the end: the slabs that have been partial longest are used up first. */
static inline void add_partial_locked(struct kmem_cache *s, struct page *page)
{
	VM_BUG_ON_PAGE(page->frozen, page);
	s->nr_partial++;
	link_slab_locked(s, page, s->partial.prev, &s->partial);
}

static inline void del_partial_locked(struct kmem_cache *s, struct page *page)
{
	VM_BUG_ON(!s->nr_partial);
	s->nr_partial--;
	unlink_slab_locked(s, page);
}

static inline void add_full_locked(struct kmem_cache *s, struct page *page)
{
	link_slab_locked(s, page, &s->full, s->full.next);
}

/* The slab that has been partial longest, or NULL. list_lock held, or on one CPU interrupts off. */
static inline struct page *first_partial(struct kmem_cache *s)
{
	if (!__list_first_valid(&s->partial))
		mend_slab_lists_locked(s);
	return list_first_entry_or_null(&s->partial, struct page, lru);
}

/* One slab more, or with @sign -1 less. list_lock held. */
static __always_inline void account_slab_locked(struct kmem_cache *s, const struct page *page,
						int sign)
{
	lockdep_assert_held(&s->list_lock);
	s->nr_slabs += sign;
	s->nr_objects += sign * page->objects;
	s->nr_pages += sign << page_alloc_order(page);
}

/* Is this exactly the address of an object of the slab? In plain C, for all that is not the fast path. */
bool is_object(const struct kmem_cache *s, const struct page *page, const void *object);

/*
 * After a put_object() that returned true: the slab, which was full or is empty now, goes to the list of such
 * slabs or back to the page allocator. Called with interrupts off, leaves them as @flags say.
 */
void slab_changes_list(struct kmem_cache *s, struct page *page, unsigned long flags);
/* Pages for a slab, with its objects made; on no list yet. NULL without memory. As @gfp says. */
struct page *new_slab(struct kmem_cache *s, gfp_t gfp);
/* It becomes a partial one. Any context. */
void add_new_slab(struct kmem_cache *s, struct page *page);
/* The active slabs become ordinary ones. Any context. */
void flush_cpu_slabs(struct kmem_cache *s);
/* Which objects are free, in quarantine or not: sets a bit each. Interrupts off. */
void get_free_map(struct kmem_cache *s, const struct page *page, unsigned long *map);
/* The number of free objects in all slabs. Any context. */
unsigned long count_free(struct kmem_cache *s);
/* An object for @caller, a return address, which asked for @size bytes of it: slab_fast.c. */
void *slab_alloc(struct kmem_cache *s, gfp_t gfp, size_t size, unsigned long caller);

#ifdef CONFIG_KASAN
/* An object whose free is good goes back to its slab, which must not be debugged. Any context. */
void free_to_slab(struct kmem_cache *s, void *object);
#endif

/* What slab_fast.c hands on. To be called as the last act of a function only, for they look at _RET_IP_. */
void *kmem_cache_alloc_slow(struct kmem_cache *s, gfp_t gfp);
void *kmem_cache_alloc_kernel_slow(struct kmem_cache *s);
void *kmalloc_slow(struct kmem_cache *s, gfp_t gfp, size_t size);
void *kmalloc_kernel_slow(struct kmem_cache *s, size_t size);
void *slab_alloc_slow(struct kmem_cache *s, gfp_t gfp, size_t size, unsigned long caller);
/* @object lies in a slab of @s, the rest is to be checked; any @object, and @s may be NULL; no slab. */
void kfree_carefully(struct kmem_cache *s, void *object);
void kmem_cache_free_carefully(struct kmem_cache *s, void *object);
void kfree_no_slab(const void *object);

/* What no slab can have, and bits that mean nothing. */
#define GFP_SLAB_BUG_MASK (__GFP_DMA32 | __GFP_HIGHMEM | ~__GFP_BITS_MASK)

/* @gfp without what makes no sense for a slab, as high memory, which is reported. */
gfp_t fix_gfp(gfp_t gfp);

/* ---- slab_debug.c: caches with SLAB_DEBUG_FLAGS, whose slabs are never active ---- */

/* @flags, and what slub_debug= adds for a cache of this name. */
slab_flags_t slub_debug_flags(slab_flags_t flags, const char *name);
/* Adds what debugging needs in front of and behind an object of @size bytes. */
unsigned int debug_layout(struct kmem_cache *s, unsigned int size);
/* A new slab: first what lies behind its objects, then each object. */
void debug_setup_slab(struct kmem_cache *s, struct page *page);
void debug_setup_object(struct kmem_cache *s, void *object);
void *debug_alloc(struct kmem_cache *s, gfp_t gfp, size_t size, unsigned long caller);
void debug_free(struct kmem_cache *s, struct page *page, void *object, unsigned long caller);
/* A slab that goes back to the page allocator: was anything written to its free objects? */
void debug_check_empty_slab(struct kmem_cache *s, struct page *page);
/* The bytes that kmalloc() was asked for, where they are kept, else object_size; another number of them. */
size_t debug_requested_size(const struct kmem_cache *s, const void *object);
void debug_set_requested_size(const struct kmem_cache *s, void *object, size_t size);

/*
 * Does the list of a slab that is not active hold exactly the objects that are not in use? If not, that is
 * reported and mended, and 1 returned. Interrupts off. (slab_freelist.c)
 */
int check_freelist(struct kmem_cache *s, struct page *page);

/* Where the padding behind an object's books begins; counted from the object. */
unsigned int debug_books_end(const struct kmem_cache *s);

/* ---- slab_track.c: who had an object last; in caches with SLAB_STORE_USER ---- */

enum track_item { TRACK_ALLOC, TRACK_FREE, NR_TRACKS };
enum track_context { TRACK_TASK, TRACK_SOFTIRQ, TRACK_HARDIRQ };

#define TRACK_DEPTH 8
struct track {
	unsigned long addr; /* the caller; 0: it never happened */
	unsigned long when; /* jiffies */
	u16 cpu;
	u16 context; /* enum track_context */
	pid_t pid;
	unsigned long stack[TRACK_DEPTH];
};

/* Where it is: behind the link to the next free object. */
static inline struct track *get_track(const struct kmem_cache *s, const void *object,
				      enum track_item which)
{
	VM_BUG_ON(!(s->flags & SLAB_STORE_USER));
	return (struct track *)(object + s->offset + sizeof(void *)) + which;
}

static inline unsigned int tracks_size(const struct kmem_cache *s)
{
	return s->flags & SLAB_STORE_USER ? NR_TRACKS * sizeof(struct track) : 0;
}

void set_track(const struct kmem_cache *s, void *object, enum track_item which,
	       unsigned long caller);
/* Both, if the cache keeps them; on the console. */
void print_tracks(const struct kmem_cache *s, const void *object) __cold;

/* ---- slab_report.c: the parts of reports in the form of Linux's SLUB, between report_begin() and report_end() ---- */

/* The headline, and what is known about the slab, or also about one object of it. */
void slab_bug(const struct kmem_cache *s, const char *fmt, ...) __printf(2, 3) __cold;
void print_slab_info(const struct page *page) __cold;
void print_object_info(const struct kmem_cache *s, const struct page *page,
		       const void *object) __cold;
/* The line that says what was done about it. */
void slab_fix(const struct kmem_cache *s, const char *fmt, ...) __printf(2, 3) __cold;

/* A free that is refused. @s is NULL for a kfree() of what is no slab. */
void report_bad_free(struct kmem_cache *s, const void *object, unsigned long caller) __cold;
void report_objects_remaining(struct kmem_cache *s) __cold;

#endif
