/* SPDX-License-Identifier: MIT */
/*
 * Allocation by hand: what its files share.
 *
 *	words.c		sizes, GFP flags, addresses from text
 *	objects.c	what the reader holds, by name
 *	call.c		a call from its words to its answer, here or in another context
 *	alloc.c		the calls that allocate; free.c: that frees; caches.c: caches and pools
 *	look.c		what there is to see about an object or an address
 *
 * All of it runs in the monitor's task, but for struct call_type's run.
 */
#ifndef _MONITOR_ALLOC_H
#define _MONITOR_ALLOC_H

#include <k896/monitor.h>
#include <linux/mempool.h>
#include <linux/slab.h>
#include <linux/types.h>

struct context;

/* ---- words.c: each says what is wrong and returns false ---- */

/* "100", "0x40", "4K", "1M". */
bool parse_size(struct seq_file *m, const char *word, size_t *size);
/* "GFP_KERNEL", or several joined by '|', '+' or ','. */
bool parse_gfp(struct seq_file *m, const char *word, gfp_t *gfp);
/* "NULL", "0xc0101000", "c0101000". */
bool parse_address(struct seq_file *m, const char *word, unsigned long *addr);
/* A number up to @max; @what is for the complaint. */
bool parse_number(struct seq_file *m, const char *word, const char *what, unsigned long max,
		  unsigned long *number);

/* ---- objects.c ---- */

enum held_kind {
	HELD_KMALLOC,  /* k1: kfree() */
	HELD_VMALLOC,  /* v1: vfree() */
	HELD_KVMALLOC, /* kv1: kvfree() */
	HELD_PAGES,    /* p1: __free_pages() */
	HELD_OBJECT,   /* c1: kmem_cache_free() */
	HELD_ELEMENT,  /* m1: mempool_free() */
	NR_HELD_KINDS,
};

/**
 * struct held - something that the reader has allocated
 * @name: a letter for how it is freed, and a number; empty: the entry is unused
 * @addr: where it is; NULL for pages of highmem, which have no address
 * @page: HELD_PAGES
 * @size: in bytes, as asked for
 * @cache: HELD_OBJECT
 * @pool: HELD_ELEMENT
 * @how: the call that made it
 * @freed: it is gone, and remembered so that it can be looked at and freed once more
 */
struct held {
	char name[8];
	enum held_kind kind;
	void *addr;
	struct page *page;
	unsigned int order;
	size_t size;
	struct kmem_cache *cache;
	mempool_t *pool;
	char how[72];
	bool freed;
};

/* Room for one more, forgetting the oldest freed one if need be; NULL, and said so, when all are in use. */
struct held *held_room(struct seq_file *m);
/* Gives @entry its name; it stays. */
void held_add(struct held *entry, enum held_kind kind);
/* To be called when its addr or freed has changed. */
void held_changed(struct held *entry);
/* By name, freed ones too; NULL. */
struct held *held_find(const char *name);
/* The last one that had this address; one that is not freed goes first. NULL. */
struct held *held_at(const void *addr);
/* Calls @fn for all that are not freed. */
void for_each_held(void (*fn)(struct held *entry, void *arg), void *arg);
/* The cache is gone: so are the names of what it once gave. */
void forget_freed_of(const struct kmem_cache *cache);
/* The function that frees it, as one writes it. */
const char *held_freer(const struct held *entry);

/* ---- caches.c ---- */

/* The reader's cache of this name; NULL. */
struct kmem_cache *find_cache(const char *name);

/* ---- call.c ---- */

struct call;

/**
 * struct call_type - one call that can be made by hand
 * @name: the command, and where that has several the word behind it
 * @args: its arguments, as the usage line shows them
 * @parse: reads the words after the name into the call; says what is wrong with them. Task. Return: 0 or
 *	-errno; -EINVAL brings the usage
 * @run: makes the call, in whatever context, and nothing else
 * @tell: what came of it. Task
 * @kind: of what it allocates
 */
struct call_type {
	const char *name, *args;
	int (*parse)(struct seq_file *m, struct call *c, int argc, char **argv);
	void (*run)(struct call *c);
	int (*tell)(struct seq_file *m, struct call *c);
	enum held_kind kind;
};

/* Functions that free. */
enum freer { BY_KIND, BY_KFREE, BY_VFREE, BY_KVFREE, BY_FREE_PAGES, BY_CACHE };

/* A call with its arguments, and then its result. */
struct call {
	const struct call_type *type;
	size_t size;
	gfp_t gfp;
	unsigned int order;
	unsigned long number; /* milliseconds, elements */
	const char *name;     /* of a cache or pool */
	slab_flags_t flags;
	void (*ctor)(void *object);
	struct kmem_cache *cache;
	mempool_t *pool;
	struct held *held; /* what it is about, or the room for the result */
	void *addr;	   /* what is freed */
	enum freer freer;

	void *result;
	bool done;	      /* it did what it is for */
	unsigned int reports; /* of the kernel while it ran */
};

/*
 * The call that the first words name, made here: what a command with arguments for a call does. -ENOENT,
 * and said so, where there is none.
 */
int run_call(struct seq_file *m, int argc, char **argv);

/*
 * What Tab offers (struct monitor_command): flags as the third word; names of what is held as the second;
 * nothing.
 */
const char *complete_gfp(int argc, char **argv, unsigned int n);
const char *complete_held(int argc, char **argv, unsigned int n);

/* Defines the call, and the command of the same name. */
#define CALL(ident, subject, complete, args_, help, ...)                                           \
	const struct call_type call_##ident = { #ident, args_, __VA_ARGS__ };                      \
	MONITOR_COMMAND(ident, #ident, args_, help, subject, run_call, complete)

#define BY_HAND "Allocation by hand"

/* alloc.c, caches.c, free.c, in_context.c */
extern const struct call_type call_kmalloc, call_kzalloc, call_krealloc, call_kvmalloc,
	call_vmalloc, call_vzalloc, call_pages, call_free, call_msleep, call_mdelay;
extern const struct call_type call_cache_create, call_cache_alloc, call_cache_shrink,
	call_cache_destroy, call_mempool_create, call_mempool_alloc, call_mempool_destroy;

/* alloc.c: what an allocation came to, and its name. A tell function. */
int tell_allocation(struct seq_file *m, struct call *c);

/* free.c: is something allocated whose first byte this is (or, where @addr is NULL, first page)? */
bool is_allocated(const void *addr, const struct page *page);

#endif
