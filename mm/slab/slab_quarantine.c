// SPDX-License-Identifier: MIT
/*
 * The quarantine of KASAN: objects that were freed, and are not yet given back to their slabs.
 *
 *	kfree() ---> list of this CPU ---64 KiB---> list of all ---above the limit---> the slab's free list
 *		      newest last		     oldest first
 *
 * The longer an object waits, the later a use after free can come and still be found. So they wait in the order in which they came,
 * as long as there is room: a 32nd of the memory, or kasan.quarantine=SIZE on the command line; with 0 nothing waits. All go
 * when memory is short, and those of a cache when it is taken down or shrunk.
 *
 * To its slab an object in here is in use.
 *
 * Locks: a CPU's list: interrupts off. The other: quarantine_lock, inside of that. Objects are given back without it.
 *
 * Tests: tests/mm/slab/slab_kasan_test.c
 */
#ifdef CONFIG_KASAN
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/shrinker.h>

#include "slab.h"

#define MOVE_BYTES (64UL << 10) /* of a CPU's list, at once */

/* Oldest first. */
struct queue {
	struct kasan_object *first, *last; /* last: of no meaning without a first */
	unsigned long bytes;
};

static DEFINE_PER_CPU(struct queue, cpu_queue);
static DEFINE_SPINLOCK(quarantine_lock);
static struct queue all; /* quarantine_lock */

unsigned long quarantine_limit;
static unsigned long nr_freed; /* interrupts off; a count that is lost to another CPU does no harm */
static unsigned long limit_asked = ULONG_MAX;

static int __init quarantine_setup(char *value)
{
	char *end;

	limit_asked = memparse(value, &end);
	return end != value && !*end;
}
early_param("kasan.quarantine=", quarantine_setup);

static struct kmem_cache *cache_of(const struct kasan_object *books)
{
	return virt_to_head_page(books)->slab_cache;
}

/* ---- queues ---- */

static void add(struct queue *q, struct kasan_object *books, unsigned long bytes)
{
	books->next = NULL;
	if (q->first)
		q->last->next = books;
	else
		q->first = books;
	q->last = books;
	q->bytes += bytes;
}

static struct kasan_object *take(struct queue *q)
{
	struct kasan_object *books = q->first;

	q->first = books->next;
	q->bytes -= cache_of(books)->size;
	return books;
}

/* All of @from goes to the end of @to. */
static void move_all(struct queue *to, struct queue *from)
{
	if (!from->first)
		return;
	if (to->first)
		to->last->next = from->first;
	else
		to->first = from->first;
	to->last = from->last;
	to->bytes += from->bytes;
	*from = (struct queue){};
}

/* The objects of @s only, each in its place. */
static void move_cache(struct queue *to, struct queue *from, const struct kmem_cache *s)
{
	struct queue rest = {};

	while (from->first) {
		struct kasan_object *books = take(from);
		const struct kmem_cache *cache = cache_of(books);

		add(cache == s ? to : &rest, books, cache->size);
	}
	*from = rest;
}

/* ---- in, and out ---- */

static void free_all(struct queue *q)
{
	while (q->first) {
		struct kasan_object *books = take(q);
		struct kmem_cache *s = cache_of(books);
		unsigned long flags;

		local_irq_save(flags);
		s->quarantined--;
		nr_freed++;
		free_to_slab(s, (void *)books - s->kasan_offset);
		local_irq_restore(flags);
	}
}

unsigned long quarantine_freed(void)
{
	return READ_ONCE(nr_freed);
}

bool quarantine_put(struct kmem_cache *s, void *object)
{
	struct queue old = {}, *q;
	unsigned long flags;

	if (!quarantine_limit || s->flags & SLAB_TYPESAFE_BY_RCU)
		return false;
	local_irq_save(flags);
	q = this_cpu_ptr(&cpu_queue);
	add(q, object + s->kasan_offset, s->size);
	s->quarantined++;
	if (q->bytes > MOVE_BYTES || all.bytes + q->bytes > quarantine_limit) {
		spin_lock(&quarantine_lock);
		move_all(&all, q);
		while (all.bytes > quarantine_limit) {
			struct kasan_object *books = take(&all);

			add(&old, books, cache_of(books)->size);
		}
		spin_unlock(&quarantine_lock);
	}
	local_irq_restore(flags);
	free_all(&old);
	return true;
}

bool quarantine_flush(struct kmem_cache *s)
{
	struct queue old = {};
	unsigned long flags;
	bool some;

	spin_lock_irqsave(&quarantine_lock, flags);
	move_all(&all, this_cpu_ptr(&cpu_queue));
	if (s)
		move_cache(&old, &all, s);
	else
		move_all(&old, &all);
	spin_unlock_irqrestore(&quarantine_lock, flags);
	some = old.first;
	free_all(&old);
	return some;
}

/* ---- pressure ---- */

static unsigned long count_waiting(struct shrinker *shrinker, struct shrink_control *sc)
{
	return (READ_ONCE(all.bytes) + this_cpu_ptr(&cpu_queue)->bytes) >> PAGE_SHIFT;
}

static unsigned long free_waiting(struct shrinker *shrinker, struct shrink_control *sc)
{
	return quarantine_flush(NULL) ? sc->nr_to_scan : SHRINK_STOP;
}

static int __init register_quarantine(void)
{
	static struct shrinker waiting = { .count_objects = count_waiting,
					   .scan_objects = free_waiting };

	return register_shrinker(&waiting, "kasan-quarantine");
}
subsys_initcall(register_quarantine);

static void drain_quarantine(void)
{
	quarantine_flush(NULL);
}

void __init quarantine_init(void)
{
	static struct drain_hook hook = { .drain = drain_quarantine };

	quarantine_limit = min(limit_asked, totalram_pages() / 32 * PAGE_SIZE);
	register_drain(&hook);
}
#endif
