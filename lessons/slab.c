/* SPDX-License-Identifier: MIT */
/*
 * Lesson 4, slab caches: objects of one kind.
 *
 * The cache is the one that driver books build, of struct xj_unit_t. The lesson watches which object comes
 * when, and how often the constructor is called. Then it makes the two mistakes that cost most time in real
 * drivers, in a cache that is debugged, and lets the kernel find them:
 *
 *	 red zone | object | red zone | link | who allocated, who freed | padding
 *	    cc..  |        |   cc..   |                                            written past the end: not cc
 *	    bb..  | 6b..a5 |   bb..   |                                            written after free: not 6b
 *
 * The functions that make them have names of their own and are not inlined, so that the reports name them.
 */
#include <k896/lesson.h>
#include <k896/log.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/panic.h>
#include <linux/poison.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "draw.h"

struct xj_unit_t {
	struct list_head links;
	unsigned long number;
	char name[28];
};

#define DEBUG (SLAB_POISON | SLAB_RED_ZONE | SLAB_STORE_USER)

static struct kmem_cache *xj_cachep;

/* ---- 1: the cache of the books ---- */

static int make_cache(struct seq_file *m)
{
	seq_puts(m,
		 "1. Books make a cache of their own like this, for objects that they allocate all the time:\n\n"
		 "     xj_cachep = kmem_cache_create(\"xjslab\", sizeof(struct xj_unit_t), 0,\n"
		 "                                   SLAB_HWCACHE_ALIGN, xj_ctor, xj_dtor);      until 2.6.22\n"
		 "     xj_cachep = kmem_cache_create(\"xjslab\", sizeof(struct xj_unit_t), 0,\n"
		 "                                   SLAB_HWCACHE_ALIGN, xj_ctor);               today, and here\n\n"
		 "   The sixth argument, a destructor, was removed because hardly anybody used it. kmem_cache_t,\n"
		 "   SLAB_KERNEL and SLAB_ATOMIC are today struct kmem_cache, GFP_KERNEL and GFP_ATOMIC.\n");
	xj_cachep = kmem_cache_create("xjslab", sizeof(struct xj_unit_t), 0, 0, NULL);
	if (!xj_cachep)
		return LESSON_CHECK(m, xj_cachep);
	return LESSON_CHECK(m, kmem_cache_size(xj_cachep) == sizeof(struct xj_unit_t));
}

/* ---- 2: the same object comes back ---- */

#define UNITS 3

static void show_units(struct seq_file *m, const char *verb, struct xj_unit_t *units[UNITS])
{
	seq_printf(m, "    %s %px %px %px\n", verb, units[0], units[1], units[2]);
}

static void free_units(struct xj_unit_t *units[UNITS])
{
	for (unsigned int i = 0; i < UNITS; i++)
		if (units[i])
			kmem_cache_free(xj_cachep, units[i]);
}

static void alloc_units(struct xj_unit_t *units[UNITS])
{
	for (unsigned int i = 0; i < UNITS; i++)
		units[i] = kmem_cache_alloc(xj_cachep, GFP_KERNEL);
}

/* One freed and asked for again, in the middle of the others. */
static int exchange_second(struct seq_file *m, struct xj_unit_t *units[UNITS])
{
	struct xj_unit_t *second = units[1];

	kmem_cache_free(xj_cachep, second);
	units[1] = kmem_cache_alloc(xj_cachep, GFP_KERNEL);
	seq_printf(m, "    freed          %px\n    got            %px\n", second, units[1]);
	return LESSON_CHECK(m, units[1] == second);
}

static int lifo(struct seq_file *m)
{
	struct xj_unit_t *units[UNITS], *again[UNITS];
	unsigned int apart;
	int faults;

	alloc_units(units);
	if (!units[0] || !units[1] || !units[2]) {
		free_units(units);
		return LESSON_CHECK(m, !"no memory for three objects");
	}
	apart = (unsigned long)units[1] - (unsigned long)units[0];
	seq_printf(m,
		   "\n2. Three objects of %zu bytes. They lie %u bytes apart; kmalloc(%zu) would take %zu for each:\n\n",
		   sizeof(struct xj_unit_t), apart, sizeof(struct xj_unit_t),
		   kmalloc_size_roundup(sizeof(struct xj_unit_t)));
	show_units(m, "got  ", units);
	faults = LESSON_CHECK(m, apart >= sizeof(struct xj_unit_t));
	faults += exchange_second(m, units);
	show_units(m, "freed", units);
	free_units(units);
	alloc_units(again);
	show_units(m, "got  ", again);
	faults += LESSON_CHECK(m, again[0] == units[2] && again[1] == units[1]);
	faults += LESSON_CHECK(m, again[2] == units[0]);
	LESSON_STOP("three objects of the cache", "k-slab xjslab\nk-slab-object again[0]");
	free_units(again);
	seq_puts(m,
		 "\n   Last in, first out: what was freed last is still in the CPU's cache. Linux is the same, but a\n"
		 "   distribution's kernel shuffles each new slab's list (SLAB_FREELIST_RANDOM), so there the first\n"
		 "   objects are not neighbours.\n");
	return faults;
}

/* ---- 3: the constructor ---- */

static unsigned int constructed;

static void construct(void *object)
{
	struct xj_unit_t *unit = object;

	INIT_LIST_HEAD(&unit->links);
	unit->number = constructed++;
}

/* Many pairs of one cache: the objects are the same few. */
static int use_constructed(struct seq_file *m, struct kmem_cache *cache)
{
	unsigned int at_first, number;
	struct xj_unit_t *unit;
	int faults;

	faults = LESSON_CHECK(m, constructed == 0);
	unit = kmem_cache_alloc(cache, GFP_KERNEL);
	if (!unit)
		return faults + LESSON_CHECK(m, unit);
	at_first = constructed;
	number = unit->number;
	for (unsigned int i = 0; i < 1000; i++) {
		kmem_cache_free(cache, unit);
		unit = kmem_cache_alloc(cache, GFP_KERNEL);
		if (!unit)
			return faults + LESSON_CHECK(m, unit);
	}
	seq_printf(m,
		   "\n3. A cache with a constructor. It was called 0 times when the cache was made, %u times at the first\n"
		   "   allocation, and %u times at 1000 more allocations. That is once for each object of the new slab\n"
		   "   (%u). A freed object stays constructed: number %lu came back as number %u, its list empty.\n",
		   at_first, constructed - at_first, compound_head(virt_to_page(unit))->objects,
		   unit->number, number);
	faults += LESSON_CHECK(m, at_first == compound_head(virt_to_page(unit))->objects);
	faults += LESSON_CHECK(m, constructed == at_first && unit->number == number);
	faults += LESSON_CHECK(m, list_empty(&unit->links));
	kmem_cache_free(cache, unit);
	return faults;
}

static int constructor(struct seq_file *m)
{
	struct kmem_cache *cache;
	int faults;

	constructed = 0;
	cache = kmem_cache_create("xjslab_made", sizeof(struct xj_unit_t), 0, SLAB_HWCACHE_ALIGN,
				  construct);
	if (!cache)
		return LESSON_CHECK(m, cache);
	faults = use_constructed(m, cache);
	kmem_cache_destroy(cache);
	return faults;
}

/* ---- 4: poison ---- */

static bool all_bytes(const void *p, u8 byte, size_t n)
{
	return !memchr_inv(p, byte, n);
}

static noinline int poison(struct seq_file *m, struct kmem_cache *cache)
{
	const unsigned int last = sizeof(struct xj_unit_t) - 1;
	u8 *p = kmem_cache_alloc(cache, GFP_KERNEL);
	int faults;

	if (!p)
		return LESSON_CHECK(m, p);
	seq_puts(m,
		 "\n4. Now a cache with SLAB_POISON, SLAB_RED_ZONE and SLAB_STORE_USER. An object just handed out:\n\n");
	seq_hex_dump(m, "    ", DUMP_PREFIX_NONE, 16, 4, p, 16, false);
	faults = LESSON_CHECK(m, all_bytes(p, POISON_FRESH, last + 1));
	memset(p, 0, last + 1);
	kmem_cache_free(cache, p);
	seq_puts(m,
		 "\n   And after it was filled with zeroes and freed (first and last 16 bytes):\n\n");
	seq_hex_dump(m, "    ", DUMP_PREFIX_NONE, 16, 4, p, 16, false);
	seq_hex_dump(m, "    ", DUMP_PREFIX_NONE, 16, 4, p + last - 15, 16, false);
	LESSON_STOP("a freed object, poisoned", "x/11xw p\nk-slab-object p");
	faults += LESSON_CHECK(m, all_bytes(p, POISON_FREE, last) && p[last] == POISON_END);
	seq_puts(m,
		 "\n   A pointer of 6b6b6b6b in an oops: somebody used freed memory. One of a5a5a5a5: somebody forgot\n"
		 "   to initialize. Then and now: the a5a5a5a5 for fresh objects is in the comment at the API and in\n"
		 "   most articles; 6.1's SLUB leaves 6b there. k896 does as the comment says. The 6b..6b a5 of a\n"
		 "   freed one is the same in all.\n");
	return faults;
}

/* ---- 5 and 6: two mistakes ---- */

static noinline struct xj_unit_t *allocate_unit(struct kmem_cache *cache)
{
	return kmem_cache_alloc(cache, GFP_KERNEL);
}

static noinline void release_unit(struct kmem_cache *cache, struct xj_unit_t *unit)
{
	kmem_cache_free(cache, unit);
}

/* strcpy() of a name that has one letter too many would do the same. */
static noinline void write_past_the_end(struct xj_unit_t *unit)
{
	((volatile char *)unit)[sizeof(*unit)] = 0;
}

static noinline void write_after_free(struct xj_unit_t *unit)
{
	WRITE_ONCE(unit->number, 0x12345678);
}

/* One report since the marks, which contains all three. */
static int expect_report(struct seq_file *m, u32 log, unsigned int reports, const char *damage,
			 const char *who)
{
	return LESSON_CHECK(m, report_count == reports + 1) +
	       LESSON_CHECK(m, log_contains(log, damage)) + LESSON_CHECK(m, log_contains(log, who));
}

static noinline int overflow(struct seq_file *m, struct kmem_cache *cache)
{
	struct xj_unit_t *unit = allocate_unit(cache);
	unsigned int reports = report_count;
	u32 log = log_position();
	int faults;

	if (!unit)
		return LESSON_CHECK(m, unit);
	seq_puts(m,
		 "\n5. The first mistake: a zero byte written one byte past the end. Nothing happens at once. When the\n"
		 "   object is freed, the kernel says:\n\n");
	seq_flush(m);
	write_past_the_end(unit);
	LESSON_STOP("the byte behind the object is not cc any more",
		    "x/12xw unit\nk-slab-object unit");
	faults = LESSON_CHECK(m, report_count == reports);
	release_unit(cache, unit);
	faults += expect_report(m, log, reports, "Right Redzone overwritten",
				"Allocated in allocate_unit");
	seq_puts(m,
		 "\n   Read it from the top: which cache, which damage, at which address, which byte instead of cc; who\n"
		 "   had allocated the object; its bytes; who found it. The byte was put right, the object not freed,\n"
		 "   and a second free works:\n");
	release_unit(cache, unit);
	faults += LESSON_CHECK(m, report_count == reports + 1);
	seq_puts(m, "   no more reports.\n");
	return faults;
}

static noinline int use_after_free(struct seq_file *m, struct kmem_cache *cache)
{
	struct xj_unit_t *unit = allocate_unit(cache), *next;
	unsigned int reports = report_count;
	u32 log = log_position();
	int faults;

	if (!unit)
		return LESSON_CHECK(m, unit);
	seq_puts(m,
		 "\n6. The second mistake: a write through a pointer whose object was freed. It is found when the object is\n"
		 "   handed out again, and the report names who had freed it:\n\n");
	seq_flush(m);
	release_unit(cache, unit);
	write_after_free(unit);
	LESSON_STOP("a word of the freed object is not 6b any more", "x/12xw unit");
	next = allocate_unit(cache);
	faults = expect_report(m, log, reports, "Poison overwritten", "Freed in release_unit");
	faults += LESSON_CHECK(m, next == unit);
	if (next)
		release_unit(cache, next);
	return faults;
}

static int debugged(struct seq_file *m)
{
	struct kmem_cache *cache =
		kmem_cache_create("xjslab_debug", sizeof(struct xj_unit_t), 0, DEBUG, NULL);
	int faults;

	if (!cache)
		return LESSON_CHECK(m, cache);
	faults = poison(m, cache);
	faults += overflow(m, cache);
	faults += use_after_free(m, cache);
	seq_puts(m,
		 "\n   Here the creator of the cache asked for the checks. slub_debug=FZPU on the kernel's command line\n"
		 "   turns them on for every cache, slub_debug=ZU,kmalloc-64 for one.\n");
	kmem_cache_destroy(cache);
	return faults;
}

static int run(struct seq_file *m)
{
	int faults;

	seq_puts(m,
		 "A slab cache hands out objects of one size, cut from pages. Compared with kmalloc() nothing is lost by\n"
		 "rounding up, objects of one kind lie together, and mistakes with them can be reported by name.\n\n");
	faults = make_cache(m);
	if (!xj_cachep)
		return faults;
	faults += lifo(m);
	kmem_cache_destroy(xj_cachep);
	faults += constructor(m);
	return faults + debugged(m);
}

LESSON(4, slab, .title = "slab caches, objects of one kind",
       .teaches = "the same object comes back; the constructor; two bugs caught live",
       .question =
	       "one byte behind an object of 40 is overwritten: what is reported, by whom, and when?",
       .answer =
	       "cache create mine 40 RED_ZONE+STORE_USER\ncache alloc mine\npoke c1 40 00\nslabcheck\nfree c1\ncache destroy mine",
       .run = run);
