/* SPDX-License-Identifier: MIT */
/*
 * Red-black trees that keep a summary of each subtree in its top node: the largest free gap, the
 * furthest end. A search can then skip subtrees that cannot hold what it wants.
 *
 * The summary of a node is computed from the node and its two children. Before
 * rb_insert_augmented() the caller updates it on the way down (the new leaf must be counted in all
 * its ancestors); the callbacks keep it true while the tree is turned about.
 */
#ifndef _LINUX_RBTREE_AUGMENTED_H
#define _LINUX_RBTREE_AUGMENTED_H

#include <linux/rbtree.h>

struct rb_augment_callbacks {
	/* Recompute @node and its ancestors, up to (not including) @stop or one that stays. */
	void (*propagate)(struct rb_node *node, struct rb_node *stop);
	/* @new takes the place of @old, with all that is below it. */
	void (*copy)(struct rb_node *old, struct rb_node *new);
	/* @new has become the parent of @old: it takes the summary, @old is recomputed. */
	void (*rotate)(struct rb_node *old, struct rb_node *new);
};

void rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			 const struct rb_augment_callbacks *augment);
void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			const struct rb_augment_callbacks *augment);

static inline void rb_insert_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
					      bool newleft,
					      const struct rb_augment_callbacks *augment)
{
	if (newleft)
		root->rb_leftmost = node;
	rb_insert_augmented(node, &root->rb_root, augment);
}

static inline void rb_erase_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
					     const struct rb_augment_callbacks *augment)
{
	if (root->rb_leftmost == node)
		root->rb_leftmost = rb_next(node);
	rb_erase_augmented(node, &root->rb_root, augment);
}

/**
 * RB_DECLARE_CALLBACKS - the callbacks for a summary that one function computes
 * @RBSTATIC: static, or nothing
 * @RBNAME: what the callbacks will be called
 * @RBSTRUCT: the struct that is ordered
 * @RBFIELD: its rb_node
 * @RBAUGMENTED: its summary
 * @RBCOMPUTE: bool compute(struct RBSTRUCT *node, bool exit): sets the summary of @node; with
 *	       @exit true it tells whether it was right already, and changes nothing then
 */
#define RB_DECLARE_CALLBACKS(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBAUGMENTED, RBCOMPUTE)          \
	static inline void RBNAME##_propagate(struct rb_node *rb, struct rb_node *stop)            \
	{                                                                                          \
		while (rb != stop) {                                                               \
			RBSTRUCT *node = rb_entry(rb, RBSTRUCT, RBFIELD);                          \
                                                                                                   \
			if (RBCOMPUTE(node, true))                                                 \
				break;                                                             \
			rb = rb_parent(&node->RBFIELD);                                            \
		}                                                                                  \
	}                                                                                          \
                                                                                                   \
	static inline void RBNAME##_copy(struct rb_node *rb_old, struct rb_node *rb_new)           \
	{                                                                                          \
		RBSTRUCT *old = rb_entry(rb_old, RBSTRUCT, RBFIELD);                               \
		RBSTRUCT *new = rb_entry(rb_new, RBSTRUCT, RBFIELD);                               \
                                                                                                   \
		new->RBAUGMENTED = old->RBAUGMENTED;                                               \
	}                                                                                          \
                                                                                                   \
	static void RBNAME##_rotate(struct rb_node *rb_old, struct rb_node *rb_new)                \
	{                                                                                          \
		RBNAME##_copy(rb_old, rb_new);                                                     \
		RBCOMPUTE(rb_entry(rb_old, RBSTRUCT, RBFIELD), false);                             \
	}                                                                                          \
                                                                                                   \
	RBSTATIC const struct rb_augment_callbacks RBNAME = {                                      \
		.propagate = RBNAME##_propagate,                                                   \
		.copy = RBNAME##_copy,                                                             \
		.rotate = RBNAME##_rotate,                                                         \
	};

/* The summary is the maximum of @RBCOMPUTE(node), a scalar of @RBTYPE, over the subtree. */
#define RB_DECLARE_CALLBACKS_MAX(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBTYPE, RBAUGMENTED,         \
				 RBCOMPUTE)                                                        \
	static inline bool RBNAME##_compute_max(RBSTRUCT *node, bool exit)                         \
	{                                                                                          \
		RBTYPE max = RBCOMPUTE(node);                                                      \
		RBSTRUCT *child;                                                                   \
                                                                                                   \
		child = rb_entry_safe(node->RBFIELD.rb_left, RBSTRUCT, RBFIELD);                   \
		if (child && child->RBAUGMENTED > max)                                             \
			max = child->RBAUGMENTED;                                                  \
		child = rb_entry_safe(node->RBFIELD.rb_right, RBSTRUCT, RBFIELD);                  \
		if (child && child->RBAUGMENTED > max)                                             \
			max = child->RBAUGMENTED;                                                  \
		if (exit && node->RBAUGMENTED == max)                                              \
			return true;                                                               \
		node->RBAUGMENTED = max;                                                           \
		return false;                                                                      \
	}                                                                                          \
	RB_DECLARE_CALLBACKS(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBAUGMENTED, RBNAME##_compute_max)

#endif
