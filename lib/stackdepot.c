// SPDX-License-Identifier: MIT
/*
 * Call stacks, each distinct one once. A page or an object that notes who allocated it would need 60 bytes for the callers;
 * but few places allocate, and they do it again and again. So a stack goes into a hash table, and what is noted is its
 * number, of 4 bytes.
 *
 *	memory, from boot:  [ table of chains | record | record | record ...                 ]
 *				    |	        ^ next	  ^
 *				    +-----------|---------+	the newest of a chain first
 *				                0: the end
 *
 * A number is the place of the record in this memory, in words. Records come one behind the other and never go: so a
 * chain can be read without a lock, and a record is made in three steps, none of which another context can spoil:
 * room is taken by one cmpxchg, the record is written, and one more cmpxchg makes it the first of its chain. If that
 * finds that somebody was faster, an interrupt or another CPU, the newcomers are looked at; if this very stack is
 * among them, it is taken, and the room is given back where it still can be.
 *
 * Nothing is allocated, so this may be called from the middle of an allocator. When the memory is full, stacks that are
 * not there yet have no number.
 *
 * Tests: tests/lib/stackdepot_test.c, in a DEBUG=1 or SAN=addr build.
 */
#ifdef CONFIG_STACKDEPOT
#include <asm/barrier.h>
#include <asm/cmpxchg.h>
#include <linux/bitops.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "stackdepot.h"

struct stack_record {
	depot_stack_handle_t next;
	u32 hash;
	u32 size; /* entries */
	atomic_t counter;
	unsigned long entries[];
};

#define RECORD_WORDS (sizeof(struct stack_record) / sizeof(u32))

/* A word of the table for so many bytes of memory: a record takes about 80. */
#define BYTES_PER_CHAIN 128

struct stack_depot stack_depot;

static struct stack_record *record_of(depot_stack_handle_t handle)
{
	return (struct stack_record *)(stack_depot.memory + handle);
}

/* Entries differ in their lower bits most: each is mixed into all of the hash. */
static __always_inline u32 hash_of(const unsigned long *entries, unsigned int n)
{
	u32 hash = n;

	while (n--)
		hash = (rol32(hash, 5) ^ *entries++) * 0x9e3779b1U;
	return hash ^ hash >> 15;
}

/* For every page and object, so by the instruction for it: one for each entry. @n is above 0. */
static __always_inline bool same_entries(const unsigned long *a, const unsigned long *b,
					 unsigned int n)
{
	bool same;

	asm volatile("repe cmpsl" : "=@ccz"(same), "+S"(a), "+D"(b), "+c"(n) : : "memory");
	return same;
}

/* From @handle on, until @end. */
static __always_inline depot_stack_handle_t find(depot_stack_handle_t handle,
						 depot_stack_handle_t end, u32 hash,
						 const unsigned long *entries, unsigned int n)
{
	for (; handle != end; handle = record_of(handle)->next) {
		const struct stack_record *r = record_of(handle);

		if (r->hash == hash && r->size == n && same_entries(r->entries, entries, n))
			return handle;
	}
	return 0;
}

/* Room for a record; 0: there is none. */
static u32 take_words(u32 words)
{
	u32 at = READ_ONCE(stack_depot.used_words);

	do {
		if (words > stack_depot.nr_words - at) {
			atomic_inc(&stack_depot.nr_dropped);
			return 0;
		}
	} while (!try_cmpxchg(&stack_depot.used_words, &at, at + words));
	return at;
}

/* @first is what the chain began with when the stack was looked for. */
static noinline depot_stack_handle_t add(u32 *chain, depot_stack_handle_t first, u32 hash,
					 const unsigned long *entries, unsigned int n)
{
	u32 words = RECORD_WORDS + n, handle = take_words(words);
	struct stack_record *r = record_of(handle);

	if (!handle)
		return 0;
	r->hash = hash;
	r->size = n;
	memcpy(r->entries, entries, n * sizeof(*entries));
	r->next = first;
	while (!try_cmpxchg(chain, &first, handle)) {
		depot_stack_handle_t same = find(first, r->next, hash, entries, n);

		if (same) {
			cmpxchg(&stack_depot.used_words, handle + words, handle);
			return same;
		}
		r->next = first;
	}
	atomic_inc(&stack_depot.nr_stacks);
	return handle;
}

depot_stack_handle_t stack_depot_save(const unsigned long *entries, unsigned int nr_entries,
				      gfp_t gfp)
{
	unsigned int n = min(nr_entries, (unsigned int)STACK_DEPOT_DEPTH);
	u32 hash = hash_of(entries, n), *chain;
	depot_stack_handle_t first, handle;

	if (unlikely(!stack_depot.memory || !n))
		return 0;
	chain = &stack_depot.memory[hash & (stack_depot.nr_chains - 1)];
	first = READ_ONCE(*chain);
	handle = find(first, 0, hash, entries, n);
	return handle ?: add(chain, first, hash, entries, n);
}

unsigned int stack_depot_fetch(depot_stack_handle_t handle, unsigned long **entries)
{
	*entries = NULL;
	if (handle < stack_depot.nr_chains || handle >= stack_depot.used_words || !handle)
		return 0;
	*entries = record_of(handle)->entries;
	return min(record_of(handle)->size, (u32)STACK_DEPOT_DEPTH);
}

atomic_t *stack_depot_counter(depot_stack_handle_t handle)
{
	return &record_of(handle)->counter;
}

depot_stack_handle_t stack_depot_next(depot_stack_handle_t handle)
{
	u32 chain = 0;

	if (handle && record_of(handle)->next)
		return record_of(handle)->next;
	if (handle)
		chain = (record_of(handle)->hash & (stack_depot.nr_chains - 1)) + 1;
	while (chain < stack_depot.nr_chains && !stack_depot.memory[chain])
		chain++;
	return chain < stack_depot.nr_chains ? stack_depot.memory[chain] : 0;
}

struct stack_depot_counts stack_depot_counts(void)
{
	return (struct stack_depot_counts){
		.stacks = atomic_read(&stack_depot.nr_stacks),
		.used = stack_depot.used_words * sizeof(u32),
		.size = stack_depot.nr_words * sizeof(u32),
		.dropped = atomic_read(&stack_depot.nr_dropped),
	};
}

void stack_depot_give_memory(void *given, size_t size)
{
	stack_depot.nr_words = size / sizeof(u32);
	stack_depot.nr_chains = rounddown_pow_of_two(size / BYTES_PER_CHAIN);
	stack_depot.used_words = stack_depot.nr_chains;
	smp_store_release(&stack_depot.memory, given);
}
#endif
