/* SPDX-License-Identifier: MIT */
/*
 * The cache of computed blocks (k896/blockcache.h): a tree to find a block by its number, a list in the
 * order of last use, and a shrinker that gives up the oldest.
 *
 * A page is allocated before the lock is taken, never under it: the allocation may reclaim, and reclaim calls
 * the shrinker. So two readers may compute the same block; the later one finds the other's and frees its own.
 *
 * Lock: cache_lock, never taken in interrupts. Tests: tests/mm/reclaim/vmscan_test.c.
 */
#include <k896/blockcache.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/prandom.h>
#include <linux/rbtree.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define WORDS (PAGE_SIZE / sizeof(u32))

struct block {
	struct rb_node node;  /* by nr */
	struct list_head lru; /* oldest first */
	u32 nr;
	u32 *words; /* a page */
};

static DEFINE_SPINLOCK(cache_lock);
static struct rb_root blocks = RB_ROOT;
static LIST_HEAD(lru);
static unsigned long nr_blocks, nr_shrunk;
static struct kmem_cache *block_cachep;

/* ---- computing ---- */

static u32 compute(u32 nr, u32 *words)
{
	struct rnd_state rnd;
	u32 sum = 0;

	prandom_seed_state(&rnd, nr);
	for (unsigned int i = 0; i < WORDS; i++) {
		u32 word = prandom_u32_state(&rnd);

		sum += word;
		if (words)
			words[i] = word;
	}
	return sum;
}

static u32 add_up(const u32 *words)
{
	u32 sum = 0;

	for (unsigned int i = 0; i < WORDS; i++)
		sum += words[i];
	return sum;
}

u32 blockcache_expected(u32 nr)
{
	return compute(nr, NULL);
}

/* ---- the tree and the list; cache_lock held ---- */

static struct block *find(u32 nr)
{
	struct rb_node *n = blocks.rb_node;

	lockdep_assert_held(&cache_lock);
	while (n) {
		struct block *b = rb_entry(n, struct block, node);

		if (nr == b->nr)
			return b;
		n = nr < b->nr ? n->rb_left : n->rb_right;
	}
	return NULL;
}

static void insert(struct block *new)
{
	struct rb_node **link = &blocks.rb_node, *parent = NULL;

	lockdep_assert_held(&cache_lock);
	while (*link) {
		parent = *link;
		link = new->nr < rb_entry(parent, struct block, node)->nr ? &parent->rb_left :
									    &parent->rb_right;
	}
	rb_link_node(&new->node, parent, link);
	rb_insert_color(&new->node, &blocks);
	list_add_tail(&new->lru, &lru);
	nr_blocks++;
}

static struct block *take_oldest(void)
{
	struct block *b = list_first_entry_or_null(&lru, struct block, lru);

	lockdep_assert_held(&cache_lock);
	if (!b)
		return NULL;
	rb_erase(&b->node, &blocks);
	list_del(&b->lru);
	nr_blocks--;
	return b;
}

/* ---- blocks ---- */

static void free_block(struct block *b)
{
	free_page((unsigned long)b->words);
	kmem_cache_free(block_cachep, b);
}

static struct block *make_block(u32 nr)
{
	struct block *b = kmem_cache_alloc(block_cachep, GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);

	if (!b)
		return NULL;
	b->nr = nr;
	b->words = (u32 *)__get_free_page(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);
	if (b->words)
		return b;
	kmem_cache_free(block_cachep, b);
	return NULL;
}

static bool read_cached(u32 nr, u32 *sum)
{
	struct block *b;

	spin_lock(&cache_lock);
	b = find(nr);
	if (b) {
		list_move_tail(&b->lru, &lru);
		*sum = add_up(b->words);
	}
	spin_unlock(&cache_lock);
	return b;
}

static void keep(struct block *b)
{
	bool there;

	spin_lock(&cache_lock);
	there = find(b->nr);
	if (!there)
		insert(b);
	spin_unlock(&cache_lock);
	if (there)
		free_block(b);
}

int blockcache_read(u32 nr, u32 *sum)
{
	struct block *b;

	VM_BUG_ON(current->flags & PF_MEMALLOC);
	might_sleep();
	if (read_cached(nr, sum))
		return 1;
	b = make_block(nr);
	*sum = compute(nr, b ? b->words : NULL);
	if (!b)
		return -ENOMEM;
	keep(b);
	return 0;
}

unsigned long blockcache_blocks(void)
{
	return READ_ONCE(nr_blocks);
}

unsigned long blockcache_shrunk(void)
{
	return READ_ONCE(nr_shrunk);
}

static bool drop_oldest(void)
{
	struct block *b;

	spin_lock(&cache_lock);
	b = take_oldest();
	spin_unlock(&cache_lock);
	if (b)
		free_block(b);
	return b;
}

void blockcache_drop(void)
{
	while (drop_oldest())
		;
}

/* ---- the shrinker ---- */

static unsigned long count(struct shrinker *shrinker, struct shrink_control *sc)
{
	return blockcache_blocks();
}

static unsigned long scan(struct shrinker *shrinker, struct shrink_control *sc)
{
	unsigned long freed = 0;

	while (freed < sc->nr_to_scan && drop_oldest())
		freed++;
	nr_shrunk += freed;
	return freed;
}

static struct shrinker shrinker = {
	.count_objects = count,
	.scan_objects = scan,
	.seeks = DEFAULT_SEEKS,
};

static int __init blockcache_init(void)
{
	block_cachep = KMEM_CACHE(block, SLAB_PANIC);
	return register_shrinker(&shrinker, "blockcache");
}
core_initcall(blockcache_init);
