/* SPDX-License-Identifier: MIT */
/*
 * The tree of physical address ranges, as /proc/iomem shows it. Whoever registers a range owns the
 * struct and keeps it for as long as it is in the tree.
 */
#ifndef _LINUX_IOPORT_H
#define _LINUX_IOPORT_H

#include <linux/types.h>

/* What it is an address of; of RAM, that it is. */
#define IORESOURCE_TYPE_BITS  0x00001f00
#define IORESOURCE_IO	      0x00000100
#define IORESOURCE_MEM	      0x00000200
#define IORESOURCE_IRQ	      0x00000400
#define IORESOURCE_DMA	      0x00000800
#define IORESOURCE_BUS	      0x00001000
#define IORESOURCE_PREFETCH   0x00002000
#define IORESOURCE_MEM_64     0x00100000
#define IORESOURCE_WINDOW     0x00200000
#define IORESOURCE_SYSRAM     0x01000000
#define IORESOURCE_SYSTEM_RAM (IORESOURCE_MEM | IORESOURCE_SYSRAM)
#define IORESOURCE_DISABLED   0x10000000
#define IORESOURCE_UNSET      0x20000000
#define IORESOURCE_BUSY	      0x80000000

/* Physical [start, end]: the end is part of it. Siblings are sorted and do not overlap. */
struct resource {
	resource_size_t start;
	resource_size_t end;
	const char *name;
	unsigned long flags;
	struct resource *parent, *sibling, *child;
};

static inline resource_size_t resource_size(const struct resource *res)
{
	return res->end - res->start + 1;
}

extern struct resource iomem_resource;

/**
 * insert_resource() - put @new into the tree at the deepest place that contains it
 *
 * Ranges that lie inside @new become its children.
 * Context: task or boot; not from interrupts.
 * Return: 0, or -EBUSY where it would overlap another one partly.
 */
int insert_resource(struct resource *root, struct resource *new);

/* Takes it out; its children take its place. 0, or -EINVAL if it is not in a tree. Task. */
int remove_resource(struct resource *old);

/* Is any byte of [start, end] inside a range with these flags? Task. */
bool region_intersects(resource_size_t start, resource_size_t end, unsigned long flags);

#endif
