// SPDX-License-Identifier: MIT
/*
 * Flags by name, behind %pG: those of an allocation (g), of an area of memory (v), of a page (p).
 *
 *	GFP_KERNEL|__GFP_NOWARN		read|write|mayread		0x40000011(locked|slab|zone=1)
 *
 * Bits without a name follow as a number. The word of a page also tells its zone and, unless it is 0,
 * the order that it was allocated with.
 */
#include <linux/gfp_types.h>
#include <linux/mm.h>
#include <linux/page-flags.h>

#include "vsprintf.h"

/* What callers write comes first and takes its flags; what is left is named one by one. */
#define FLAG_NAME(flag)                                                                            \
	{                                                                                          \
		flag, #flag                                                                        \
	}

const struct gfp_name gfp_names[] = {
	FLAG_NAME(GFP_HIGHUSER_MOVABLE),
	FLAG_NAME(GFP_HIGHUSER),
	FLAG_NAME(GFP_USER),
	FLAG_NAME(GFP_KERNEL_ACCOUNT),
	FLAG_NAME(GFP_KERNEL),
	FLAG_NAME(GFP_NOFS),
	FLAG_NAME(GFP_ATOMIC),
	FLAG_NAME(GFP_NOIO),
	FLAG_NAME(GFP_NOWAIT),
	FLAG_NAME(GFP_DMA),
	FLAG_NAME(__GFP_HIGHMEM),
	FLAG_NAME(GFP_DMA32),
	FLAG_NAME(__GFP_HIGH),
	FLAG_NAME(__GFP_ATOMIC),
	FLAG_NAME(__GFP_IO),
	FLAG_NAME(__GFP_FS),
	FLAG_NAME(__GFP_NOWARN),
	FLAG_NAME(__GFP_RETRY_MAYFAIL),
	FLAG_NAME(__GFP_NOFAIL),
	FLAG_NAME(__GFP_NORETRY),
	FLAG_NAME(__GFP_COMP),
	FLAG_NAME(__GFP_ZERO),
	FLAG_NAME(__GFP_NOMEMALLOC),
	FLAG_NAME(__GFP_MEMALLOC),
	FLAG_NAME(__GFP_HARDWALL),
	FLAG_NAME(__GFP_THISNODE),
	FLAG_NAME(__GFP_RECLAIMABLE),
	FLAG_NAME(__GFP_MOVABLE),
	FLAG_NAME(__GFP_ACCOUNT),
	FLAG_NAME(__GFP_WRITE),
	FLAG_NAME(__GFP_DIRECT_RECLAIM),
	FLAG_NAME(__GFP_KSWAPD_RECLAIM),
};
const unsigned int nr_gfp_names = sizeof(gfp_names) / sizeof(gfp_names[0]);

static const struct gfp_name vma_flag_names[] = {
	{ VM_READ, "read" },	     { VM_WRITE, "write" },	    { VM_EXEC, "exec" },
	{ VM_SHARED, "shared" },     { VM_MAYREAD, "mayread" },	    { VM_MAYWRITE, "maywrite" },
	{ VM_MAYEXEC, "mayexec" },   { VM_MAYSHARE, "mayshare" },   { VM_GROWSDOWN, "growsdown" },
	{ VM_LOCKED, "locked" },     { VM_DONTCOPY, "dontcopy" },   { VM_DONTEXPAND, "dontexpand" },
	{ VM_ACCOUNT, "account" },   { VM_NORESERVE, "noreserve" }, { VM_WIPEONFORK, "wipeonfork" },
	{ VM_DONTDUMP, "dontdump" },
};

const char *const pageflag_names[__NR_PAGEFLAGS] = {
	[PG_locked] = "locked",	  [PG_dirty] = "dirty", [PG_lru] = "lru",
	[PG_head] = "head",	  [PG_slab] = "slab",	[PG_reserved] = "reserved",
	[PG_private] = "private", [PG_buddy] = "buddy", [PG_table] = "table",
};

static void put_names(struct out *out, unsigned long flags, const struct gfp_name *names, size_t n)
{
	for (size_t i = 0; flags && i < n; i++) {
		if ((flags & names[i].flags) != names[i].flags)
			continue;
		put_text(out, names[i].name);
		flags &= ~names[i].flags;
		if (flags)
			put(out, '|');
	}
	if (flags)
		put_number(out, flags, &HEX_SPEC);
}

static void put_field(struct out *out, const char *name, unsigned long value, char behind)
{
	put_text(out, name);
	put_number(out, value, &DECIMAL_SPEC);
	put(out, behind);
}

static void put_page_flags(struct out *out, unsigned long flags)
{
	put_number(out, flags, &HEX_SPEC);
	put(out, '(');
	for (int i = 0; i < __NR_PAGEFLAGS; i++) {
		if (!(flags & 1UL << i))
			continue;
		put_text(out, pageflag_names[i]);
		put(out, '|');
	}
	if (flags & PAGE_ORDER_MASK)
		put_field(out, "order=", (flags & PAGE_ORDER_MASK) >> PAGE_ORDER_SHIFT, '|');
	put_field(out, "zone=", flags >> ZONES_SHIFT, ')');
}

void put_flags(struct out *out, const void *ptr, const char *kind, const struct spec *spec)
{
	if (kind[1] == 'g')
		put_names(out, *(const gfp_t *)ptr, gfp_names, nr_gfp_names);
	else if (kind[1] == 'v')
		put_names(out, *(const unsigned long *)ptr, vma_flag_names,
			  ARRAY_SIZE(vma_flag_names));
	else if (kind[1] == 'p')
		put_page_flags(out, *(const unsigned long *)ptr);
	else
		put_string(out, "(%pG?)", spec);
}
