// SPDX-License-Identifier: MIT
/*
 * Red-black trees: <linux/rbtree.h> and <linux/rbtree_augmented.h>.
 *
 * Every node is red or black, and the tree keeps two rules:
 *
 *	1. a red node has no red child;
 *	2. every way from a node down to a missing child passes the same number of black nodes.
 *
 * By the second all ways would be equally long if there were no red nodes; by the first these make
 * none longer than twice the shortest. So a tree of n nodes is at most 2 log2(n + 1) deep.
 *
 * A new leaf is red, which can break rule 1 only. A black node taken out breaks rule 2. Both are
 * mended on the way up by painting, which moves the damage towards the root, and at most three
 * rotations, which end it:
 *
 *	      node                        up
 *	     /    \     rotate(LEFT)     /  \
 *	    a      up   ----------->  node   c
 *	          /  \                /  \
 *	         b    c              a    b
 *
 * Left and right are mirror images, so the code says @side and !side and exists once. The missing
 * children count as black.
 *
 * Tests: tests/lib/rbtree_test.c
 */
#include <linux/rbtree.h>
#include <linux/rbtree_augmented.h>

enum side { LEFT, RIGHT };

#define BLACK 1UL

static inline bool is_black(const struct rb_node *node)
{
	return !node || (node->__rb_parent_color & BLACK);
}

static inline bool is_red(const struct rb_node *node)
{
	return !is_black(node);
}

static inline void paint_black(struct rb_node *node)
{
	node->__rb_parent_color |= BLACK;
}

static inline void paint_red(struct rb_node *node)
{
	node->__rb_parent_color &= ~BLACK;
}

static inline void set_parent(struct rb_node *node, struct rb_node *parent)
{
	node->__rb_parent_color = (unsigned long)parent | (node->__rb_parent_color & BLACK);
}

static inline struct rb_node **child(struct rb_node *node, enum side side)
{
	return side == LEFT ? &node->rb_left : &node->rb_right;
}

/* Whatever pointed down to @old now points to @new. */
static inline void replace_child(struct rb_root *root, struct rb_node *parent,
				 const struct rb_node *old, struct rb_node *new)
{
	if (!parent)
		WRITE_ONCE(root->rb_node, new);
	else if (parent->rb_left == old)
		WRITE_ONCE(parent->rb_left, new);
	else
		WRITE_ONCE(parent->rb_right, new);
}

/* As in the drawing, for LEFT: @node goes down to the @side, its other child comes up. */
static void rotate(struct rb_node *node, enum side side, struct rb_root *root,
		   const struct rb_augment_callbacks *augment)
{
	struct rb_node *up = *child(node, !side);
	struct rb_node *between = *child(up, side);
	struct rb_node *parent = rb_parent(node);

	*child(node, !side) = between;
	if (between)
		set_parent(between, node);
	*child(up, side) = node;
	set_parent(node, up);
	set_parent(up, parent);
	replace_child(root, parent, node, up);
	if (augment)
		augment->rotate(node, up);
}

/* Rule 1 may be broken between @node, which is red, and its parent; everything else holds. */
static void insert(struct rb_node *node, struct rb_root *root,
		   const struct rb_augment_callbacks *augment)
{
	struct rb_node *parent = rb_parent(node);

	while (is_red(parent)) {
		/* A red parent is not the root, so there is a grandparent, and it is black. */
		struct rb_node *grandparent = rb_parent(parent);
		enum side side = parent == grandparent->rb_left ? LEFT : RIGHT;
		struct rb_node *uncle = *child(grandparent, !side);

		if (is_red(uncle)) {
			/* Both may be black if the grandparent is red: look at that next. */
			paint_black(parent);
			paint_black(uncle);
			paint_red(grandparent);
			node = grandparent;
			parent = rb_parent(node);
			continue;
		}
		/* The two reds must lie on one line for the last rotation to part them. */
		if (node == *child(parent, !side)) {
			rotate(parent, side, root, augment);
			parent = node;
		}
		paint_black(parent);
		paint_red(grandparent);
		rotate(grandparent, !side, root, augment);
		break;
	}
	paint_black(root->rb_node);
}

/* Every way through @node, a child of @parent and perhaps missing, lacks one black node. */
static void restore_black(struct rb_node *node, struct rb_node *parent, struct rb_root *root,
			  const struct rb_augment_callbacks *augment)
{
	while (parent && is_black(node)) {
		enum side side = node == parent->rb_left ? LEFT : RIGHT;
		struct rb_node *sibling = *child(parent, !side);
		struct rb_node *near, *far;

		/* The sibling exists: its side has the black node that is lacking here. */
		if (is_red(sibling)) {
			paint_black(sibling);
			paint_red(parent);
			rotate(parent, side, root, augment);
			sibling = *child(parent, !side);
		}
		near = *child(sibling, side);
		far = *child(sibling, !side);
		if (is_black(near) && is_black(far)) {
			/* Take one black away over there too: now all of @parent lacks one. */
			paint_red(sibling);
			node = parent;
			parent = rb_parent(node);
			continue;
		}
		if (is_black(far)) {
			paint_black(near);
			paint_red(sibling);
			rotate(sibling, !side, root, augment);
			far = sibling;
			sibling = near;
		}
		/* The sibling takes the parent's place and colour, the parent pays for @node. */
		if (is_black(parent))
			paint_black(sibling);
		else
			paint_red(sibling);
		paint_black(parent);
		paint_black(far);
		rotate(parent, side, root, augment);
		return;
	}
	if (node)
		paint_black(node);
}

/*
 * A node with two children gives its place and colour to its successor, the leftmost node on the
 * right, which has no left child. So it is always a place with one child at most that disappears.
 */
static void erase(struct rb_node *node, struct rb_root *root,
		  const struct rb_augment_callbacks *augment)
{
	struct rb_node *parent = rb_parent(node); /* of the place that disappears */
	struct rb_node *orphan = node->rb_left ?: node->rb_right;
	struct rb_node *successor = NULL;
	bool lost_black = is_black(node);

	if (node->rb_left && node->rb_right) {
		successor = node->rb_right;
		while (successor->rb_left)
			successor = successor->rb_left;
		orphan = successor->rb_right;
		lost_black = is_black(successor);

		parent = rb_parent(successor);
		if (parent == node) {
			parent = successor;
		} else {
			parent->rb_left = orphan;
			successor->rb_right = node->rb_right;
			set_parent(successor->rb_right, successor);
		}
		successor->rb_left = node->rb_left;
		set_parent(successor->rb_left, successor);
		successor->__rb_parent_color = node->__rb_parent_color;
		replace_child(root, rb_parent(node), node, successor);
	} else {
		replace_child(root, parent, node, orphan);
	}
	if (orphan)
		set_parent(orphan, parent);

	if (augment && successor) {
		augment->copy(node, successor);
		augment->propagate(parent, successor);
		augment->propagate(successor, NULL);
	} else if (augment) {
		augment->propagate(parent, NULL);
	}
	if (lost_black)
		restore_black(orphan, parent, root, augment);
}

void rb_insert_color(struct rb_node *node, struct rb_root *root)
{
	insert(node, root, NULL);
}

void rb_erase(struct rb_node *node, struct rb_root *root)
{
	erase(node, root, NULL);
}

void rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			 const struct rb_augment_callbacks *augment)
{
	insert(node, root, augment);
}

void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			const struct rb_augment_callbacks *augment)
{
	erase(node, root, augment);
}

void rb_replace_node(struct rb_node *victim, struct rb_node *new, struct rb_root *root)
{
	*new = *victim;
	if (new->rb_left)
		set_parent(new->rb_left, new);
	if (new->rb_right)
		set_parent(new->rb_right, new);
	replace_child(root, rb_parent(victim), victim, new);
}

/* Down to one side, as far as it goes. */
static struct rb_node *outermost(struct rb_node *node, enum side side)
{
	while (node && *child(node, side))
		node = *child(node, side);
	return node;
}

/* The neighbour in order: in the subtree on that side, or the first ancestor on that side. */
static struct rb_node *neighbour(const struct rb_node *node, enum side side)
{
	struct rb_node *below = *child((struct rb_node *)node, side);
	struct rb_node *parent;

	if (below)
		return outermost(below, !side);
	while ((parent = rb_parent(node)) && node == *child(parent, side))
		node = parent;
	return parent;
}

struct rb_node *rb_first(const struct rb_root *root)
{
	return outermost(root->rb_node, LEFT);
}

struct rb_node *rb_last(const struct rb_root *root)
{
	return outermost(root->rb_node, RIGHT);
}

struct rb_node *rb_next(const struct rb_node *node)
{
	return RB_EMPTY_NODE(node) ? NULL : neighbour(node, RIGHT);
}

struct rb_node *rb_prev(const struct rb_node *node)
{
	return RB_EMPTY_NODE(node) ? NULL : neighbour(node, LEFT);
}

/* Down until there is no child at all, to the left where possible. */
static struct rb_node *deepest(struct rb_node *node)
{
	while (node && (node->rb_left || node->rb_right))
		node = node->rb_left ?: node->rb_right;
	return node;
}

struct rb_node *rb_first_postorder(const struct rb_root *root)
{
	return deepest(root->rb_node);
}

struct rb_node *rb_next_postorder(const struct rb_node *node)
{
	struct rb_node *parent;

	if (!node)
		return NULL;
	parent = rb_parent(node);
	if (parent && node == parent->rb_left && parent->rb_right)
		return deepest(parent->rb_right);
	return parent;
}
