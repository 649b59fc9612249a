/* SPDX-License-Identifier: MIT */
/*
 * Doubly linked lists, inside the things that they link.
 *
 * A list_head is a member of the struct to be listed, and another list_head is the list. The list is a ring through
 * its head, so that nothing is a special case: an empty list's head points to itself.
 *
 *	     head          page A         page B
 *	  +--------+     +--------+     +--------+
 *	  |  next  |---->|  next  |---->|  next  |----> head
 *	  |  prev  |<----|  prev  |<----|  prev  |
 *	  +--------+     +--------+     +--------+
 *
 * list_entry() goes from the member to the struct. Nothing here takes a lock or can fail.
 * An hlist has a head of one pointer only (for hash tables) and no way to its end.
 *
 * In a DEBUG=1 build what is added or taken out is looked at first, with its neighbours: do they point to each other? If
 * not, that is reported in Linux's words (k896/list_debug.h), nothing is written, and the list stays as it is.
 *
 * Longer than 500 lines: it is one noun, and each of its many functions has a few lines only.
 *
 * Tests: tests/lib/list_test.c, and in a DEBUG=1 build tests/kernel/core/list_debug_test.c
 */
#ifndef _LINUX_LIST_H
#define _LINUX_LIST_H

#include <k896/list_debug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/poison.h>
#include <linux/types.h>

#define LIST_HEAD_INIT(name)                                                                       \
	{                                                                                          \
		&(name), &(name)                                                                   \
	}
#define LIST_HEAD(name) struct list_head name = LIST_HEAD_INIT(name)

static inline void INIT_LIST_HEAD(struct list_head *list)
{
	WRITE_ONCE(list->next, list);
	WRITE_ONCE(list->prev, list);
}

/* Adding: between two neighbours, at the front (a stack), at the end (a queue). */

/* Return: was it added? */
static __always_inline bool __list_add_checked(struct list_head *new, struct list_head *prev,
					       struct list_head *next)
{
	if (!__list_add_valid(new, prev, next))
		return false;
	next->prev = new;
	new->next = next;
	new->prev = prev;
	WRITE_ONCE(prev->next, new);
	return true;
}

static inline void __list_add(struct list_head *new, struct list_head *prev, struct list_head *next)
{
	__list_add_checked(new, prev, next);
}

static inline void list_add(struct list_head *new, struct list_head *head)
{
	__list_add(new, head, head->next);
}

static inline void list_add_tail(struct list_head *new, struct list_head *head)
{
	__list_add(new, head->prev, head);
}

/*
 * Taking out. After list_del() the entry holds poison and following it faults; after
 * list_del_init() it is an empty list of its own.
 */

static inline void __list_del(struct list_head *prev, struct list_head *next)
{
	next->prev = prev;
	WRITE_ONCE(prev->next, next);
}

/* Return: was it taken out? */
static __always_inline bool __list_del_checked(struct list_head *entry)
{
	if (!__list_del_entry_valid(entry))
		return false;
	__list_del(entry->prev, entry->next);
	return true;
}

static inline void __list_del_entry(struct list_head *entry)
{
	__list_del_checked(entry);
}

static inline void list_del(struct list_head *entry)
{
	if (!__list_del_checked(entry))
		return;
	entry->next = LIST_POISON1;
	entry->prev = LIST_POISON2;
}

static inline void list_del_init(struct list_head *entry)
{
	if (__list_del_checked(entry))
		INIT_LIST_HEAD(entry);
}

/* @new takes the place of @old, whose own pointers stay as they were. */
static inline void list_replace(struct list_head *old, struct list_head *new)
{
	new->next = old->next;
	new->next->prev = new;
	new->prev = old->prev;
	new->prev->next = new;
}

static inline void list_replace_init(struct list_head *old, struct list_head *new)
{
	list_replace(old, new);
	INIT_LIST_HEAD(old);
}

/* Two entries change places; they may be neighbours, or in two lists. */
static inline void list_swap(struct list_head *a, struct list_head *b)
{
	struct list_head *before_b = b->prev;

	if (!__list_del_checked(b))
		return;
	list_replace(a, b);
	if (before_b == a)
		before_b = b;
	list_add(a, before_b);
}

static inline void list_move(struct list_head *entry, struct list_head *head)
{
	if (__list_del_checked(entry))
		list_add(entry, head);
}

static inline void list_move_tail(struct list_head *entry, struct list_head *head)
{
	if (__list_del_checked(entry))
		list_add_tail(entry, head);
}

/* Moves the run @first..@last, both included, to the end of @head. */
static inline void list_bulk_move_tail(struct list_head *head, struct list_head *first,
				       struct list_head *last)
{
	__list_del(first->prev, last->next);

	head->prev->next = first;
	first->prev = head->prev;
	last->next = head;
	head->prev = last;
}

/* Asking. */

static inline int list_is_first(const struct list_head *entry, const struct list_head *head)
{
	return entry->prev == head;
}

static inline int list_is_last(const struct list_head *entry, const struct list_head *head)
{
	return entry->next == head;
}

static inline int list_is_head(const struct list_head *entry, const struct list_head *head)
{
	return entry == head;
}

static inline int list_empty(const struct list_head *head)
{
	return READ_ONCE(head->next) == head;
}

/* Empty, and no list_del_init_careful() on another CPU is halfway through. */
static inline int list_empty_careful(const struct list_head *head)
{
	struct list_head *next = READ_ONCE(head->next);

	return list_is_head(next, head) && next == READ_ONCE(head->prev);
}

/* As list_del_init(); whoever then sees the list empty, sees all that was done before. */
static inline void list_del_init_careful(struct list_head *entry)
{
	if (!__list_del_checked(entry))
		return;
	WRITE_ONCE(entry->prev, entry);
	barrier();
	WRITE_ONCE(entry->next, entry);
}

static inline int list_is_singular(const struct list_head *head)
{
	return !list_empty(head) && head->next == head->prev;
}

static inline size_t list_count_nodes(const struct list_head *head)
{
	const struct list_head *pos;
	size_t count = 0;

	for (pos = head->next; pos != head; pos = pos->next)
		count++;
	return count;
}

/* The first entry becomes the last. */
static inline void list_rotate_left(struct list_head *head)
{
	if (!list_empty(head))
		list_move_tail(head->next, head);
}

/* @entry becomes the first; those before it go to the end, in order. */
static inline void list_rotate_to_front(struct list_head *entry, struct list_head *head)
{
	list_move_tail(head, entry);
}

/* Cutting: @list, which is empty or worthless, gets the front of @head. */

/* Up to and including @entry. @entry may be @head itself: then nothing moves. */
static inline void list_cut_position(struct list_head *list, struct list_head *head,
				     struct list_head *entry)
{
	struct list_head *rest = entry->next;

	if (list_empty(head) || entry == head) {
		INIT_LIST_HEAD(list);
		return;
	}
	list->next = head->next;
	list->next->prev = list;
	list->prev = entry;
	entry->next = list;
	head->next = rest;
	rest->prev = head;
}

/* Up to, but without, @entry. With @entry == @head everything moves. */
static inline void list_cut_before(struct list_head *list, struct list_head *head,
				   struct list_head *entry)
{
	list_cut_position(list, head, entry->prev);
}

/* Joining: all of @list goes to the front or to the end of @head. */

static inline void __list_splice(const struct list_head *list, struct list_head *prev,
				 struct list_head *next)
{
	struct list_head *first = list->next;
	struct list_head *last = list->prev;

	first->prev = prev;
	prev->next = first;
	last->next = next;
	next->prev = last;
}

static inline void list_splice(const struct list_head *list, struct list_head *head)
{
	if (!list_empty(list))
		__list_splice(list, head, head->next);
}

static inline void list_splice_tail(struct list_head *list, struct list_head *head)
{
	if (!list_empty(list))
		__list_splice(list, head->prev, head);
}

static inline void list_splice_init(struct list_head *list, struct list_head *head)
{
	list_splice(list, head);
	INIT_LIST_HEAD(list);
}

static inline void list_splice_tail_init(struct list_head *list, struct list_head *head)
{
	list_splice_tail(list, head);
	INIT_LIST_HEAD(list);
}

/* From the member to the struct. The _first_ and _last_ forms need a list that is not empty. */

#define list_entry(ptr, type, member)	     container_of(ptr, type, member)
#define list_first_entry(head, type, member) list_entry((head)->next, type, member)
#define list_last_entry(head, type, member)  list_entry((head)->prev, type, member)

#define list_first_entry_or_null(head, type, member)                                               \
	({                                                                                         \
		struct list_head *__head = (head);                                                 \
		struct list_head *__first = READ_ONCE(__head->next);                               \
		__first != __head ? list_entry(__first, type, member) : NULL;                      \
	})

#define list_next_entry(pos, member) list_entry((pos)->member.next, typeof(*(pos)), member)
#define list_prev_entry(pos, member) list_entry((pos)->member.prev, typeof(*(pos)), member)

/* As the two above, but the head is jumped over. */
#define list_next_entry_circular(pos, head, member)                                                \
	(list_is_last(&(pos)->member, head) ? list_first_entry(head, typeof(*(pos)), member) :     \
					      list_next_entry(pos, member))
#define list_prev_entry_circular(pos, head, member)                                                \
	(list_is_first(&(pos)->member, head) ? list_last_entry(head, typeof(*(pos)), member) :     \
					       list_prev_entry(pos, member))

/*
 * Walking. The _safe forms keep the next one at hand, so that @pos may be taken out. _continue
 * starts behind @pos, _from at @pos.
 */

#define list_for_each(pos, head)                                                                   \
	for (pos = (head)->next; !list_is_head(pos, (head)); pos = pos->next)

#define list_for_each_continue(pos, head)                                                          \
	for (pos = pos->next; !list_is_head(pos, (head)); pos = pos->next)

#define list_for_each_prev(pos, head)                                                              \
	for (pos = (head)->prev; !list_is_head(pos, (head)); pos = pos->prev)

#define list_for_each_safe(pos, n, head)                                                           \
	for (pos = (head)->next, n = pos->next; !list_is_head(pos, (head)); pos = n, n = pos->next)

#define list_for_each_prev_safe(pos, n, head)                                                      \
	for (pos = (head)->prev, n = pos->prev; !list_is_head(pos, (head)); pos = n, n = pos->prev)

#define list_entry_is_head(pos, head, member) (&(pos)->member == (head))

#define list_for_each_entry(pos, head, member)                                                     \
	for (pos = list_first_entry(head, typeof(*pos), member);                                   \
	     !list_entry_is_head(pos, head, member); pos = list_next_entry(pos, member))

#define list_for_each_entry_reverse(pos, head, member)                                             \
	for (pos = list_last_entry(head, typeof(*pos), member);                                    \
	     !list_entry_is_head(pos, head, member); pos = list_prev_entry(pos, member))

#define list_prepare_entry(pos, head, member) ((pos) ?: list_entry(head, typeof(*pos), member))

#define list_for_each_entry_continue(pos, head, member)                                            \
	for (pos = list_next_entry(pos, member); !list_entry_is_head(pos, head, member);           \
	     pos = list_next_entry(pos, member))

#define list_for_each_entry_continue_reverse(pos, head, member)                                    \
	for (pos = list_prev_entry(pos, member); !list_entry_is_head(pos, head, member);           \
	     pos = list_prev_entry(pos, member))

#define list_for_each_entry_from(pos, head, member)                                                \
	for (; !list_entry_is_head(pos, head, member); pos = list_next_entry(pos, member))

#define list_for_each_entry_from_reverse(pos, head, member)                                        \
	for (; !list_entry_is_head(pos, head, member); pos = list_prev_entry(pos, member))

#define list_for_each_entry_safe(pos, n, head, member)                                             \
	for (pos = list_first_entry(head, typeof(*pos), member), n = list_next_entry(pos, member); \
	     !list_entry_is_head(pos, head, member); pos = n, n = list_next_entry(n, member))

#define list_for_each_entry_safe_continue(pos, n, head, member)                                    \
	for (pos = list_next_entry(pos, member), n = list_next_entry(pos, member);                 \
	     !list_entry_is_head(pos, head, member); pos = n, n = list_next_entry(n, member))

#define list_for_each_entry_safe_from(pos, n, head, member)                                        \
	for (n = list_next_entry(pos, member); !list_entry_is_head(pos, head, member);             \
	     pos = n, n = list_next_entry(n, member))

#define list_for_each_entry_safe_reverse(pos, n, head, member)                                     \
	for (pos = list_last_entry(head, typeof(*pos), member), n = list_prev_entry(pos, member);  \
	     !list_entry_is_head(pos, head, member); pos = n, n = list_prev_entry(n, member))

/* In a _safe walk that dropped its lock: take the next one anew. */
#define list_safe_reset_next(pos, n, member) n = list_next_entry(pos, member)

/* Lists with a head of one pointer. */

#define HLIST_HEAD_INIT                                                                            \
	{                                                                                          \
		.first = NULL                                                                      \
	}
#define HLIST_HEAD(name)     struct hlist_head name = HLIST_HEAD_INIT
#define INIT_HLIST_HEAD(ptr) ((ptr)->first = NULL)

static inline void INIT_HLIST_NODE(struct hlist_node *node)
{
	node->next = NULL;
	node->pprev = NULL;
}

static inline int hlist_unhashed(const struct hlist_node *node)
{
	return !node->pprev;
}

static inline int hlist_empty(const struct hlist_head *head)
{
	return !READ_ONCE(head->first);
}

static inline void __hlist_del(struct hlist_node *node)
{
	struct hlist_node *next = node->next;
	struct hlist_node **pprev = node->pprev;

	WRITE_ONCE(*pprev, next);
	if (next)
		next->pprev = pprev;
}

static inline void hlist_del(struct hlist_node *node)
{
	__hlist_del(node);
	node->next = LIST_POISON1;
	node->pprev = LIST_POISON2;
}

static inline void hlist_del_init(struct hlist_node *node)
{
	if (!hlist_unhashed(node)) {
		__hlist_del(node);
		INIT_HLIST_NODE(node);
	}
}

static inline void hlist_add_head(struct hlist_node *node, struct hlist_head *head)
{
	struct hlist_node *first = head->first;

	node->next = first;
	if (first)
		first->pprev = &node->next;
	WRITE_ONCE(head->first, node);
	node->pprev = &head->first;
}

static inline void hlist_add_before(struct hlist_node *node, struct hlist_node *next)
{
	node->pprev = next->pprev;
	node->next = next;
	next->pprev = &node->next;
	WRITE_ONCE(*node->pprev, node);
}

static inline void hlist_add_behind(struct hlist_node *node, struct hlist_node *prev)
{
	node->next = prev->next;
	WRITE_ONCE(prev->next, node);
	node->pprev = &prev->next;
	if (node->next)
		node->next->pprev = &node->next;
}

/* A node that counts as hashed although it is in no list, and can be taken out. */
static inline void hlist_add_fake(struct hlist_node *node)
{
	node->pprev = &node->next;
}

static inline bool hlist_fake(const struct hlist_node *node)
{
	return node->pprev == &node->next;
}

static inline bool hlist_is_singular_node(const struct hlist_node *node,
					  const struct hlist_head *head)
{
	return !node->next && node->pprev == &head->first;
}

/* All of @old gets @new as its head. */
static inline void hlist_move_list(struct hlist_head *old, struct hlist_head *new)
{
	new->first = old->first;
	if (new->first)
		new->first->pprev = &new->first;
	old->first = NULL;
}

#define hlist_entry(ptr, type, member) container_of(ptr, type, member)

#define hlist_entry_safe(ptr, type, member)                                                        \
	({                                                                                         \
		typeof(ptr) __node = (ptr);                                                        \
		__node ? hlist_entry(__node, type, member) : NULL;                                 \
	})

#define hlist_for_each(pos, head) for (pos = (head)->first; pos; pos = pos->next)

#define hlist_for_each_safe(pos, n, head)                                                          \
	for (pos = (head)->first; pos && ({                                                        \
					  n = pos->next;                                           \
					  1;                                                       \
				  });                                                              \
	     pos = n)

#define hlist_for_each_entry(pos, head, member)                                                    \
	for (pos = hlist_entry_safe((head)->first, typeof(*(pos)), member); pos;                   \
	     pos = hlist_entry_safe((pos)->member.next, typeof(*(pos)), member))

#define hlist_for_each_entry_continue(pos, member)                                                 \
	for (pos = hlist_entry_safe((pos)->member.next, typeof(*(pos)), member); pos;              \
	     pos = hlist_entry_safe((pos)->member.next, typeof(*(pos)), member))

#define hlist_for_each_entry_from(pos, member)                                                     \
	for (; pos; pos = hlist_entry_safe((pos)->member.next, typeof(*(pos)), member))

#define hlist_for_each_entry_safe(pos, n, head, member)                                            \
	for (pos = hlist_entry_safe((head)->first, typeof(*pos), member);                          \
	     pos && ({                                                                             \
		     n = pos->member.next;                                                         \
		     1;                                                                            \
	     });                                                                                   \
	     pos = hlist_entry_safe(n, typeof(*pos), member))

#endif
