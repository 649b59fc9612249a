/* SPDX-License-Identifier: MIT */
/*
 * kvmalloc: memory that only has to be contiguous for the kernel. It comes from kmalloc() if that has some
 * without much effort, else from vmalloc().
 *
 * Tests: tests/mm/vmalloc/kvmalloc_test.c.
 */
#include <linux/bug.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

void *kvmalloc(size_t size, gfp_t gfp)
{
	gfp_t easily = gfp;
	void *p;

	/* For more than a page kmalloc() is not to try hard, nor to warn: vmalloc() comes next. */
	if (size > PAGE_SIZE)
		easily = (gfp & ~__GFP_NOFAIL) | __GFP_NOWARN |
			 (gfp & __GFP_RETRY_MAYFAIL ? 0 : __GFP_NORETRY);
	p = kmalloc(size, easily);
	if (p || size <= PAGE_SIZE)
		return p;
	/* vmalloc() always sleeps. */
	if (!gfpflags_allow_blocking(gfp))
		return NULL;
	if (WARN(size > INT_MAX && !(gfp & __GFP_NOWARN), "kvmalloc: %zu bytes\n", size) ||
	    size > INT_MAX)
		return NULL;
	return __vmalloc(size, gfp);
}

void kvfree(const void *addr)
{
	if (is_vmalloc_addr(addr))
		vfree(addr);
	else
		kfree(addr);
}

void *kvrealloc(const void *p, size_t old_size, size_t new_size, gfp_t gfp)
{
	void *new;

	if (old_size >= new_size)
		return (void *)p;
	new = kvmalloc(new_size, gfp);
	if (!new)
		return NULL;
	memcpy(new, p, old_size);
	kvfree(p);
	return new;
}
