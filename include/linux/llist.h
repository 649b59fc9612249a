/* SPDX-License-Identifier: MIT */
/*
 * A list that anybody may add to from any context, without a lock, and that one taker empties at
 * once. The newest is first. Nothing can be taken out of the middle.
 */
#ifndef _LINUX_LLIST_H
#define _LINUX_LLIST_H

#include <asm/cmpxchg.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/types.h>

struct llist_node {
	struct llist_node *next;
};

struct llist_head {
	struct llist_node *first;
};

#define LLIST_HEAD(name) struct llist_head name = { NULL }

#define llist_entry(ptr, type, member) container_of(ptr, type, member)

/* A hint: the answer may be old already. */
static inline bool llist_empty(const struct llist_head *head)
{
	return !READ_ONCE(head->first);
}

/* Return: was the list empty before? */
static inline bool llist_add(struct llist_node *new, struct llist_head *head)
{
	struct llist_node *first;

	do {
		first = READ_ONCE(head->first);
		new->next = first;
	} while (cmpxchg(&head->first, first, new) != first);
	return !first;
}

/* The whole chain, newest first; the list is empty afterwards. */
static inline struct llist_node *llist_del_all(struct llist_head *head)
{
	return xchg(&head->first, NULL);
}

/* @pos may be freed in the body. */
#define llist_for_each_safe(pos, n, node)                                                          \
	for ((pos) = (node); (pos) && ((n) = (pos)->next, true); (pos) = (n))

#endif
