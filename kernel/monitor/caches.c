/* SPDX-License-Identifier: MIT */
/*
 * Caches and memory pools by hand:
 *
 *	k896> cache create tea 100 POISON+RED_ZONE+STORE_USER
 *	k896> cache alloc tea			c1
 *	k896> mempool create 4 tea		pool1: its elements come from that cache
 *	k896> mempool alloc pool1		m1
 *
 * A cache with the word ctor has a constructor, which writes CTOR_WORD at the start of each object and is
 * counted: it runs for each object of a new slab, not for each allocation.
 *
 * Tests: tests/kernel/monitor/by_hand_test.c, tests/boot/test_commands.py.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "alloc.h"

#define MAX_CACHES 8
#define MAX_POOLS  8
#define CTOR_WORD  0x63746f72 /* "rotc" in memory */

static struct reader_cache {
	char name[24];
	struct kmem_cache *cache; /* NULL: unused */
} caches[MAX_CACHES];

static struct reader_pool {
	char name[12];
	char of[24]; /* its elements: "64" bytes, or a cache */
	mempool_t *pool;
	struct kmem_cache *cache; /* whose objects they are; NULL: kmalloc's */
} pools[MAX_POOLS];

static unsigned int next_pool;
static unsigned long nr_constructed;

static void construct(void *object)
{
	*(u32 *)object = CTOR_WORD;
	nr_constructed++;
}

/* NULL where there is none; for "" an unused one. */
static struct reader_cache *cache_entry(const char *name)
{
	for (struct reader_cache *e = caches; e < caches + MAX_CACHES; e++)
		if (*name ? e->cache && !strcmp(e->name, name) : !e->cache)
			return e;
	return NULL;
}

static struct reader_pool *pool_entry(const char *name)
{
	for (struct reader_pool *e = pools; e < pools + MAX_POOLS; e++)
		if (*name ? e->pool && !strcmp(e->name, name) : !e->pool)
			return e;
	return NULL;
}

struct kmem_cache *find_cache(const char *name)
{
	struct reader_cache *e = *name ? cache_entry(name) : NULL;

	return e ? e->cache : NULL;
}

/* ---- arguments ---- */

static const struct {
	const char *name;
	slab_flags_t flag;
} flag_names[] = {
	{ "CONSISTENCY_CHECKS", SLAB_CONSISTENCY_CHECKS },
	{ "POISON", SLAB_POISON },
	{ "RED_ZONE", SLAB_RED_ZONE },
	{ "STORE_USER", SLAB_STORE_USER },
	{ "HWCACHE_ALIGN", SLAB_HWCACHE_ALIGN },
	{ "CACHE_DMA", SLAB_CACHE_DMA },
	{ "RECLAIM_ACCOUNT", SLAB_RECLAIM_ACCOUNT },
	{ "TYPESAFE_BY_RCU", SLAB_TYPESAFE_BY_RCU },
};

static bool add_flag(struct call *c, const char *word, size_t len)
{
	if (len == 4 && !memcmp(word, "ctor", 4)) {
		c->ctor = construct;
		return true;
	}
	if (len > 5 && !memcmp(word, "SLAB_", 5)) {
		word += 5;
		len -= 5;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(flag_names); i++) {
		if (len != strlen(flag_names[i].name) || memcmp(word, flag_names[i].name, len))
			continue;
		c->flags |= flag_names[i].flag;
		return true;
	}
	return false;
}

static bool parse_flags(struct seq_file *m, struct call *c, const char *word)
{
	for (;; word++) {
		size_t len = strcspn(word, "|+,");

		if (!add_flag(c, word, len)) {
			seq_printf(m, "\"%.*s\" is no flag of a cache: ctor", (int)len, word);
			for (unsigned int i = 0; i < ARRAY_SIZE(flag_names); i++)
				seq_printf(m, " %s", flag_names[i].name);
			seq_putc(m, '\n');
			return false;
		}
		word += len;
		if (!*word)
			return true;
	}
}

static int complain(struct seq_file *m, const struct call *c, const char *what)
{
	seq_printf(m, "%s: %s\n", c->type->name, what);
	return -EINVAL;
}

static int parse_create(struct seq_file *m, struct call *c, int argc, char **argv)
{
	if (argc < 3 || argc > 4)
		return complain(m, c, "a name, a size, and perhaps flags");
	c->name = argv[1];
	if (strlen(c->name) >= sizeof(caches[0].name) || !*c->name)
		return complain(m, c, "a name has 1 to 23 letters");
	if (!parse_size(m, argv[2], &c->size) || (argc == 4 && !parse_flags(m, c, argv[3])))
		return -EINVAL;
	return cache_entry("") ? 0 : complain(m, c, "you have 8 caches already");
}

static bool parse_cache_name(struct seq_file *m, struct call *c, const char *name)
{
	c->name = name;
	c->cache = find_cache(name);
	if (!c->cache)
		seq_printf(m, "%s: you have no cache \"%s\"\n", c->type->name, name);
	return c->cache;
}

static int parse_cache(struct seq_file *m, struct call *c, int argc, char **argv)
{
	if (argc != 2)
		return complain(m, c, "which cache?");
	return parse_cache_name(m, c, argv[1]) ? 0 : -EINVAL;
}

/* Flags, if there are any, and room for the result. */
static int parse_alloc(struct seq_file *m, struct call *c, int argc, char **argv, size_t size)
{
	c->gfp = GFP_KERNEL;
	if (argc == 3 && !parse_gfp(m, argv[2], &c->gfp))
		return -EINVAL;
	c->held = held_room(m);
	if (!c->held)
		return -ENOSPC;
	c->held->size = size;
	c->held->cache = c->cache;
	c->held->pool = c->pool;
	return 0;
}

static int parse_cache_alloc(struct seq_file *m, struct call *c, int argc, char **argv)
{
	int err;

	if (argc < 2 || argc > 3)
		return complain(m, c, "from which cache, and perhaps with which flags?");
	if (!parse_cache_name(m, c, argv[1]))
		return -EINVAL;
	err = parse_alloc(m, c, argc, argv, kmem_cache_size(c->cache));
	if (!err)
		scnprintf(c->held->how, sizeof(c->held->how), "kmem_cache_alloc(%s, %pGg)", c->name,
			  &c->gfp);
	return err;
}

/* ---- caches ---- */

static void do_create(struct call *c)
{
	c->result = kmem_cache_create(c->name, c->size, 0, c->flags, c->ctor);
	c->done = c->result;
}

static int tell_create(struct seq_file *m, struct call *c)
{
	struct reader_cache *e = cache_entry("");

	if (!c->done) {
		seq_printf(m, "kmem_cache_create(%s, %zu) = NULL\n", c->name, c->size);
		return -ENOMEM;
	}
	strscpy(e->name, c->name, sizeof(e->name));
	e->cache = c->result;
	seq_printf(m, "cache %s: objects of %u bytes\n", e->name, kmem_cache_size(e->cache));
	return 0;
}

static void do_cache_alloc(struct call *c)
{
	c->result = kmem_cache_alloc(c->cache, c->gfp);
}

static void do_shrink(struct call *c)
{
	c->number = kmem_cache_shrink(c->cache);
	c->done = true;
}

static int tell_shrink(struct seq_file *m, struct call *c)
{
	seq_printf(m, "kmem_cache_shrink(%s) = %lu: %s\n", c->name, c->number,
		   c->number ? "slabs are left" : "no slab is left");
	return 0;
}

static void do_destroy(struct call *c)
{
	kmem_cache_destroy(c->cache);
}

/* A cache that still has objects stays, and has been reported. */
static int tell_destroy(struct seq_file *m, struct call *c)
{
	struct slab_place place;

	c->done = !slab_locate(c->cache, &place) || place.free;
	if (c->done) {
		cache_entry(c->name)->cache = NULL;
		forget_freed_of(c->cache);
	}
	seq_printf(m, "kmem_cache_destroy(%s): %s\n", c->name,
		   c->done ? "gone" : "it is still there");
	return c->done ? 0 : -EBUSY;
}

const struct call_type call_cache_create = {
	"cache create", "NAME SIZE [POISON+RED_ZONE+STORE_USER+HWCACHE_ALIGN+ctor...]",
	parse_create, do_create, tell_create
};
const struct call_type call_cache_alloc = { "cache alloc",  "NAME [GFP]",    parse_cache_alloc,
					    do_cache_alloc, tell_allocation, HELD_OBJECT };
const struct call_type call_cache_shrink = { "cache shrink", "NAME", parse_cache, do_shrink,
					     tell_shrink };
const struct call_type call_cache_destroy = { "cache destroy", "NAME", parse_cache, do_destroy,
					      tell_destroy };

static int run_cache(struct seq_file *m, int argc, char **argv)
{
	unsigned int n = 0;

	if (argc > 1)
		return run_call(m, argc, argv);
	for (struct reader_cache *e = caches; e < caches + MAX_CACHES; e++) {
		if (!e->cache)
			continue;
		seq_printf(m, "%-24s %u bytes\n", e->name, kmem_cache_size(e->cache));
		n++;
	}
	if (n)
		seq_printf(m, "constructor calls: %lu\n", nr_constructed);
	else
		seq_puts(m, "you have no cache: cache create NAME SIZE makes one\n");
	return 0;
}
static const char *complete_cache(int argc, char **argv, unsigned int n)
{
	static const char *const words[] = { "create", "alloc", "shrink", "destroy" };

	if (argc == 2)
		return n < ARRAY_SIZE(words) ? words[n] : NULL;
	for (struct reader_cache *e = caches; argc == 3 && e < caches + MAX_CACHES; e++)
		if (e->cache && !n--)
			return e->name;
	return argc == 4 ? complete_gfp(3, argv, n) : NULL;
}
MONITOR_COMMAND(cache, "cache", "[create|alloc|shrink|destroy NAME ...]",
		"caches of your own; c1 = kmem_cache_alloc(NAME, GFP)", BY_HAND, run_cache,
		complete_cache);

/* ---- pools ---- */

static int parse_pool_create(struct seq_file *m, struct call *c, int argc, char **argv)
{
	if (argc != 3)
		return complain(m, c, "how many elements, and of which size or cache?");
	if (!parse_number(m, argv[1], "number of elements", 1024, &c->number))
		return -EINVAL;
	c->name = argv[2];
	c->cache = find_cache(argv[2]);
	if (!c->cache && !parse_size(m, argv[2], &c->size))
		return -EINVAL;
	return pool_entry("") ? 0 : complain(m, c, "you have 8 pools already");
}

static void do_pool_create(struct call *c)
{
	c->result = c->cache ? mempool_create_slab_pool(c->number, c->cache) :
			       mempool_create_kmalloc_pool(c->number, c->size);
	c->done = c->result;
}

static int tell_pool_create(struct seq_file *m, struct call *c)
{
	struct reader_pool *e = pool_entry("");

	if (!c->done) {
		seq_printf(m, "mempool_create(%lu of %s) = NULL\n", c->number, c->name);
		return -ENOMEM;
	}
	*e = (struct reader_pool){ .pool = c->result, .cache = c->cache };
	strscpy(e->of, c->name, sizeof(e->of));
	scnprintf(e->name, sizeof(e->name), "pool%u", ++next_pool);
	seq_printf(m, "%s: a reserve of %lu elements of %s\n", e->name, c->number, e->of);
	return 0;
}

static bool parse_pool_name(struct seq_file *m, struct call *c, const char *name)
{
	struct reader_pool *e = *name ? pool_entry(name) : NULL;

	if (!e) {
		seq_printf(m, "%s: you have no pool \"%s\"\n", c->type->name, name);
		return false;
	}
	c->name = e->name;
	c->pool = e->pool;
	c->cache = e->cache;
	return true;
}

/*
 * With an empty reserve and no memory a GFP_KERNEL request sleeps until somebody frees an element. Here
 * that could only be the reader, who would be asleep.
 */
static bool would_sleep_for_ever(const struct call *c)
{
	void *element;

	if (c->pool->curr_nr || !(c->gfp & __GFP_DIRECT_RECLAIM))
		return false;
	element = c->pool->alloc(GFP_NOWAIT | __GFP_NOWARN, c->pool->pool_data);
	if (element)
		c->pool->free(element, c->pool->pool_data);
	return !element;
}

static int parse_pool_alloc(struct seq_file *m, struct call *c, int argc, char **argv)
{
	size_t size;
	int err;

	if (argc < 2 || argc > 3)
		return complain(m, c, "from which pool, and perhaps with which flags?");
	if (!parse_pool_name(m, c, argv[1]))
		return -EINVAL;
	size = c->cache ? kmem_cache_size(c->cache) : (size_t)c->pool->pool_data;
	err = parse_alloc(m, c, argc, argv, size);
	if (err)
		return err;
	scnprintf(c->held->how, sizeof(c->held->how), "mempool_alloc(%s, %pGg)", c->name, &c->gfp);
	if (!would_sleep_for_ever(c))
		return 0;
	seq_printf(m,
		   "%s would sleep until an element comes home, and nobody else has one: free "
		   "yours, or ask with GFP_ATOMIC\n",
		   c->held->how);
	return -EAGAIN;
}

static void do_pool_alloc(struct call *c)
{
	c->result = mempool_alloc(c->pool, c->gfp);
}

static int tell_pool_alloc(struct seq_file *m, struct call *c)
{
	int err = tell_allocation(m, c);

	seq_printf(m, "%s: %d of %d in reserve\n", c->name, c->pool->curr_nr, c->pool->min_nr);
	return err;
}

static int parse_pool(struct seq_file *m, struct call *c, int argc, char **argv)
{
	if (argc != 2)
		return complain(m, c, "which pool?");
	return parse_pool_name(m, c, argv[1]) ? 0 : -EINVAL;
}

static void do_pool_destroy(struct call *c)
{
	mempool_destroy(c->pool);
	c->done = true;
}

/* Elements that had not come home are now just what they were made of. */
static void leave_pool(struct held *entry, void *arg)
{
	struct call *c = arg;

	if (entry->pool != c->pool)
		return;
	entry->kind = c->cache ? HELD_OBJECT : HELD_KMALLOC;
	entry->pool = NULL;
}

static int tell_pool_destroy(struct seq_file *m, struct call *c)
{
	struct reader_pool *e = pool_entry(c->name);

	for_each_held(leave_pool, c);
	seq_printf(m, "mempool_destroy(%s): gone\n", c->name);
	e->pool = NULL;
	return 0;
}

const struct call_type call_mempool_create = { "mempool create", "MIN SIZE|CACHE",
					       parse_pool_create, do_pool_create,
					       tell_pool_create };
const struct call_type call_mempool_alloc = { "mempool alloc", "POOL [GFP]",	parse_pool_alloc,
					      do_pool_alloc,   tell_pool_alloc, HELD_ELEMENT };
const struct call_type call_mempool_destroy = { "mempool destroy", "POOL", parse_pool,
						do_pool_destroy, tell_pool_destroy };

static int run_mempool(struct seq_file *m, int argc, char **argv)
{
	if (argc > 1)
		return run_call(m, argc, argv);
	for (struct reader_pool *e = pools; e < pools + MAX_POOLS; e++)
		if (e->pool)
			seq_printf(m, "%-8s of %s: %d of %d in reserve\n", e->name, e->of,
				   e->pool->curr_nr, e->pool->min_nr);
	return 0;
}
static const char *complete_mempool(int argc, char **argv, unsigned int n)
{
	static const char *const words[] = { "create", "alloc", "destroy" };

	if (argc == 2)
		return n < ARRAY_SIZE(words) ? words[n] : NULL;
	for (struct reader_pool *e = pools; argc == 3 && e < pools + MAX_POOLS; e++)
		if (e->pool && !n--)
			return e->name;
	return argc == 4 ? complete_gfp(3, argv, n) : NULL;
}
MONITOR_COMMAND(mempool, "mempool", "[create|alloc|destroy ...]",
		"pools of your own; m1 = mempool_alloc(POOL, GFP)", BY_HAND, run_mempool,
		complete_mempool);
