/* SPDX-License-Identifier: MIT */
/*
 * Classes of locks. A class is the address of a key, or of one byte of it: that of the subclass.
 *
 *	spin_lock_init(&zone->lock)	one static key, where this line stands: all zones' locks are a class
 *	DEFINE_MUTEX(slab_mutex)	the lock's own address
 *
 * So a lock in memory that comes and goes must have been initialised: else each would be a class of its own, and after
 * its memory has another use it would be another lock of the same class. Such a key is reported and not watched. A key in
 * memory that is allocated says when it goes (lockdep_register_key()): then the class, its edges, and the chains that it
 * is in are forgotten.
 *
 * Tests: tests/kernel/core/lockdep_test.c, in a DEBUG=1 build.
 */
#ifdef CONFIG_LOCKDEP
#include <asm/extable.h>
#include <k896/report.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "lockdep_internal.h"

#define HASH_SIZE 256

extern char _text[], _end[];

struct lock_class lock_classes[MAX_LOCKDEP_KEYS];
unsigned int nr_lock_classes;
static unsigned int first_free = 1; /* all below are in use */
static u16 class_hash[HASH_SIZE];
static struct lock_class_key *registered_keys;
struct lock_class_key __lockdep_no_validate__;

void lockdep_init_map_waits(struct lockdep_map *map, const char *name, struct lock_class_key *key,
			    int subclass, u8 inner, u8 outer)
{
	*map = (struct lockdep_map){ .key = key,
				     .name = name,
				     .wait_type_inner = inner,
				     .wait_type_outer = outer };
	if (subclass)
		map->key = (struct lock_class_key *)&key->subkeys[subclass];
}

void lockdep_set_map_class(struct lockdep_map *map, const char *name, struct lock_class_key *key,
			   unsigned int subclass)
{
	u8 is_spinlock = map->is_spinlock;

	lockdep_init_map_waits(map, name, key, subclass, map->wait_type_inner,
			       map->wait_type_outer);
	map->is_spinlock = is_spinlock;
}

const char *lockdep_map_name(const struct lockdep_map *map)
{
	unsigned long start;

	return peek_kernel(map->name, &start) ? "without a name" : map->name;
}

static u16 *bucket_of(const void *key)
{
	return &class_hash[((unsigned long)key * 0x9e3779b1) >> 24];
}

static struct lock_class *find_class(const void *key)
{
	for (u16 i = *bucket_of(key); i; i = lock_classes[i].hash_next)
		if (lock_classes[i].key == key)
			return &lock_classes[i];
	return NULL;
}

/* ---- keys ---- */

static bool is_in_image(const void *p)
{
	return (char *)p >= _text && (char *)p < _end;
}

bool lockdep_key_is_known(const struct lock_class_key *key)
{
	if (is_in_image(key))
		return true;
	for (const struct lock_class_key *k = registered_keys; k; k = k->next_registered)
		if ((unsigned long)key - (unsigned long)k < sizeof(*k))
			return true;
	return false;
}

static void add_key(struct lock_class_key *key)
{
	key->next_registered = registered_keys;
	registered_keys = key;
}

static void forget_class(struct lock_class *class)
{
	u16 i = class - lock_classes, *link = bucket_of(class->key);

	lockdep_forget_edges(i);
	while (*link != i)
		link = &lock_classes[*link].hash_next;
	*link = class->hash_next;
	class->key = NULL;
	first_free = min_t(unsigned int, first_free, i);
	nr_lock_classes--;
}

static void remove_key(struct lock_class_key *key)
{
	struct lock_class_key **link = &registered_keys;

	while (*link && *link != key)
		link = &(*link)->next_registered;
	if (*link)
		*link = key->next_registered;
	for (unsigned int i = 0; i < MAX_LOCKDEP_SUBCLASSES; i++) {
		struct lock_class *class = find_class(&key->subkeys[i]);

		if (class)
			forget_class(class);
	}
	lockdep_forget_chains();
}

static void with_graph_locked(void (*change)(struct lock_class_key *key),
			      struct lock_class_key *key)
{
	unsigned long flags;

	lockdep_enter(&flags);
	change(key);
	lockdep_leave(flags);
}

void lockdep_register_key(struct lock_class_key *key)
{
	with_graph_locked(add_key, key);
}

void lockdep_unregister_key(struct lock_class_key *key)
{
	with_graph_locked(remove_key, key);
}

static void __cold report_key(struct lockdep_map *map)
{
	unsigned long flags;

	if (report_begin(&flags)) {
		pr_err("INFO: trying to register non-static key.\n");
		pr_err("The code is fine but needs lockdep annotation, or maybe\n");
		pr_err("you didn't initialize this object before use?\n");
		pr_err("lock %px (%.60s) is not watched.\n", map, lockdep_map_name(map));
		dump_stack();
		report_end(flags);
	}
	/* Said once. If its memory is not a lock's, nothing that it says can be used. */
	lockdep_init_map(map, NULL, &__lockdep_no_validate__, 0);
}

/* ---- a class begins ---- */

static unsigned int count_name(const char *name)
{
	unsigned int n = 0;

	for (unsigned int i = 1; i < MAX_LOCKDEP_KEYS && name; i++)
		if (lock_classes[i].key && lock_classes[i].name &&
		    !strcmp(lock_classes[i].name, name) && !lock_classes[i].subclass)
			n++;
	return n;
}

static struct lock_class *new_class(struct lockdep_map *map, const void *key, unsigned int subclass)
{
	struct lock_class *class;
	unsigned int i = first_free;

	while (i < MAX_LOCKDEP_KEYS && lock_classes[i].key)
		i++;
	if (i == MAX_LOCKDEP_KEYS) {
		lockdep_report_full("MAX_LOCKDEP_KEYS");
		return NULL;
	}
	first_free = i + 1;
	class = &lock_classes[i];
	*class = (struct lock_class){ .name = map->name,
				      .subclass = subclass,
				      .wait_type_inner = map->wait_type_inner,
				      .wait_type_outer = map->wait_type_outer,
				      .name_version = subclass ? 0 : count_name(map->name),
				      .hash_next = *bucket_of(key) };
	class->key = key;
	*bucket_of(key) = i;
	nr_lock_classes++;
	return class;
}

struct lock_class *lockdep_register_class(struct lockdep_map *map, unsigned int subclass)
{
	struct lock_class *class;
	const void *key;

	if (!map->key)
		map->key = (struct lock_class_key *)map;
	if (!lockdep_key_is_known(map->key))
		report_key(map);
	key = (const char *)map->key + subclass;
	class = find_class(key) ?: new_class(map, key, subclass);
	if (class && subclass < NR_LOCKDEP_CACHING_CLASSES)
		map->class_cache[subclass] = class;
	return class;
}
#endif
