/* SPDX-License-Identifier: MIT */
/*
 * What the reader has allocated by hand, under the names it got (alloc.h):
 *
 *	k1	kmalloc, kzalloc, krealloc	freed by kfree()
 *	v1	vmalloc, vzalloc		vfree()
 *	kv1	kvmalloc			kvfree()
 *	p1	pages				__free_pages()
 *	c1	cache alloc			kmem_cache_free()
 *	m1	mempool alloc			mempool_free()
 *
 * Numbers go up and do not come back, so a name means one thing as long as it is known. What has been freed
 * is remembered until its place in the table is needed.
 *
 * Tests: tests/kernel/monitor/by_hand_test.c.
 */
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "alloc.h"

#define MAX_HELD 64

/*
 * The table also remembers what has been freed, which keeps nothing alive: so the leak finder does not look at it,
 * but at the addresses of those that are still held.
 */
static struct held table[MAX_HELD] __no_kmemleak;
static void *held_addr[MAX_HELD];

static unsigned int next_number[NR_HELD_KINDS];
static unsigned int next_place; /* where the search for room begins: so the oldest freed one goes */

static const struct {
	const char *prefix, *freer;
} kinds[NR_HELD_KINDS] = {
	[HELD_KMALLOC] = { "k", "kfree" },	    [HELD_VMALLOC] = { "v", "vfree" },
	[HELD_KVMALLOC] = { "kv", "kvfree" },	    [HELD_PAGES] = { "p", "__free_pages" },
	[HELD_OBJECT] = { "c", "kmem_cache_free" }, [HELD_ELEMENT] = { "m", "mempool_free" },
};

static bool is_used(const struct held *entry)
{
	return entry->name[0];
}

struct held *held_room(struct seq_file *m)
{
	for (unsigned int i = 0; i < MAX_HELD; i++) {
		struct held *entry = &table[(next_place + i) % MAX_HELD];

		if (is_used(entry) && !entry->freed)
			continue;
		next_place = entry - table + 1;
		*entry = (struct held){};
		return entry;
	}
	seq_printf(m, "%d objects are held, and there is no room for more: free some\n", MAX_HELD);
	return NULL;
}

void held_add(struct held *entry, enum held_kind kind)
{
	entry->kind = kind;
	scnprintf(entry->name, sizeof(entry->name), "%s%u", kinds[kind].prefix,
		  ++next_number[kind]);
	held_changed(entry);
}

void held_changed(struct held *entry)
{
	/* Nobody reads it but the leak finder, of which the compiler knows nothing. */
	WRITE_ONCE(held_addr[entry - table], entry->freed ? NULL : entry->addr);
}

struct held *held_find(const char *name)
{
	for (struct held *entry = table; entry < table + MAX_HELD; entry++)
		if (is_used(entry) && !strcmp(entry->name, name))
			return entry;
	return NULL;
}

struct held *held_at(const void *addr)
{
	struct held *freed = NULL;

	for (unsigned int i = 1; addr && i <= MAX_HELD; i++) {
		struct held *entry = &table[(next_place + MAX_HELD - i) % MAX_HELD];

		if (!is_used(entry) || entry->addr != addr)
			continue;
		if (!entry->freed)
			return entry;
		if (!freed)
			freed = entry;
	}
	return freed;
}

void for_each_held(void (*fn)(struct held *entry, void *arg), void *arg)
{
	for (struct held *entry = table; entry < table + MAX_HELD; entry++)
		if (is_used(entry) && !entry->freed)
			fn(entry, arg);
}

void forget_freed_of(const struct kmem_cache *cache)
{
	for (struct held *entry = table; entry < table + MAX_HELD; entry++)
		if (is_used(entry) && entry->freed && entry->cache == cache)
			*entry = (struct held){};
}

const char *held_freer(const struct held *entry)
{
	return kinds[entry->kind].freer;
}

const char *complete_held(int argc, char **argv, unsigned int n)
{
	if (argc != 2)
		return NULL;
	for (const struct held *entry = table; entry < table + MAX_HELD; entry++)
		if (is_used(entry) && !entry->freed && !n--)
			return entry->name;
	return NULL;
}

/* ---- the list ---- */

struct sums {
	struct seq_file *m;
	unsigned int n;
	size_t bytes;
};

static void show(struct held *entry, void *arg)
{
	struct sums *sums = arg;

	if (entry->addr)
		seq_printf(sums->m, "%-6s 0x%08lx %9zu  %s\n", entry->name,
			   (unsigned long)entry->addr, entry->size, entry->how);
	else
		seq_printf(sums->m, "%-6s frame %#-6lx%7zu  %s\n", entry->name,
			   page_to_pfn(entry->page), entry->size, entry->how);
	sums->n++;
	sums->bytes += entry->size;
}

static int run_objects(struct seq_file *m, int argc, char **argv)
{
	struct sums sums = { .m = m };

	if (argc > 1) {
		seq_puts(m, "objects takes no argument\n");
		return -EINVAL;
	}
	for_each_held(show, &sums);
	seq_printf(m, "%u object%s, %zu bytes asked for\n", sums.n, sums.n == 1 ? "" : "s",
		   sums.bytes);
	return 0;
}
MONITOR_COMMAND(objects, "objects", "", "what you have allocated by hand, by name", BY_HAND,
		run_objects);
