/* SPDX-License-Identifier: MIT */
/*
 * Physical address ranges and who has them: a tree in which each range lies inside its parent.
 *
 * Tests: tests/kernel/core/resource_test.c.
 */
#include <k896/show.h>
#include <linux/errno.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>

struct resource iomem_resource = { .start = 0,
				   .end = ~0U,
				   .name = "PCI mem",
				   .flags = IORESOURCE_MEM };

static bool contains(const struct resource *outer, const struct resource *inner)
{
	return outer->start <= inner->start && outer->end >= inner->end;
}

static bool overlaps(const struct resource *a, const struct resource *b)
{
	return a->start <= b->end && b->start <= a->end;
}

/* The first child of @parent that ends behind @new's start, by the link that leads to it. */
static struct resource **first_behind(struct resource *parent, const struct resource *new)
{
	struct resource **link = &parent->child;

	while (*link && (*link)->end < new->start)
		link = &(*link)->sibling;
	return link;
}

int insert_resource(struct resource *parent, struct resource *new)
{
	struct resource **link = first_behind(parent, new), *last;

	if (new->start > new->end || !contains(parent, new))
		return -EBUSY;
	if (*link && contains(*link, new))
		return insert_resource(*link, new);

	/* Those inside become children; one that sticks out is in the way. */
	for (last = *link; last && overlaps(last, new); last = last->sibling)
		if (!contains(new, last))
			return -EBUSY;
	new->child = NULL;
	if (*link != last) {
		struct resource *r;

		new->child = *link;
		for (r = *link; r->sibling != last; r = r->sibling)
			r->parent = new;
		r->parent = new;
		r->sibling = NULL;
	}
	new->sibling = last;
	new->parent = parent;
	*link = new;
	return 0;
}

int remove_resource(struct resource *old)
{
	struct resource **link, *r;

	if (!old->parent)
		return -EINVAL;
	for (link = &old->parent->child; *link != old; link = &(*link)->sibling)
		;
	*link = old->child ?: old->sibling;
	for (r = old->child; r; r = r->sibling) {
		r->parent = old->parent;
		if (!r->sibling) {
			r->sibling = old->sibling;
			break;
		}
	}
	old->parent = old->child = old->sibling = NULL;
	return 0;
}

bool region_intersects(resource_size_t start, resource_size_t end, unsigned long flags)
{
	for (struct resource *r = iomem_resource.child; r; r = r->sibling)
		if (r->start <= end && start <= r->end && (r->flags & flags) == flags)
			return true;
	return false;
}

int iomem_show(struct seq_file *m)
{
	unsigned int depth = 0;

	for (struct resource *r = iomem_resource.child; r;) {
		seq_printf(m, "%*s%08x-%08x : %s\n", depth * 2, "", r->start, r->end, r->name);
		if (r->child) {
			r = r->child;
			depth++;
			continue;
		}
		while (!r->sibling && r->parent != &iomem_resource) {
			r = r->parent;
			depth--;
		}
		r = r->sibling;
	}
	return 0;
}
