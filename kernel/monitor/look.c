/* SPDX-License-Identifier: MIT */
/*
 * Looking at what one holds, or at any address: where it lies in the kernel's map, how the page tables
 * translate it, which frame that is and whose, which object of which slab, which area, and what lies
 * beside it. Each view is the show function of the layer that knows; nothing is found out here.
 *
 * peek and poke read and write bytes. Reading may go anywhere: what is not there is said not to be. Writing
 * stays inside what the reader holds, and what is there to catch it: the red zone behind an object, where
 * its cache has one; the guard page behind an area; a freed object that is poisoned.
 *
 * Tests: tests/kernel/monitor/by_hand_test.c, tests/boot/test_commands.py.
 */
#include <asm/extable.h>
#include <asm/pgtable.h>
#include <k896/show.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "alloc.h"

/* What a command was asked about: @held or @addr. */
struct target {
	struct held *held; /* NULL: just an address */
	unsigned long addr;
};

static bool parse_target(struct seq_file *m, const char *word, struct target *t)
{
	t->held = held_find(word);
	t->addr = t->held ? (unsigned long)t->held->addr : 0;
	return t->held || parse_address(m, word, &t->addr);
}

/* ---- look ---- */

static void show_held(struct seq_file *m, const struct held *h)
{
	seq_printf(m, "%s = %s: %zu bytes", h->name, h->how, h->size);
	if (h->addr)
		seq_printf(m, " at 0x%08lx", (unsigned long)h->addr);
	seq_puts(m, h->freed ? ", freed; what is there now:\n" : "\n");
}

static void show_block(struct seq_file *m, unsigned long pfn, unsigned int order)
{
	unsigned long first = pfn & ~((1UL << order) - 1);

	page_show(m, pfn);
	if (first) {
		seq_puts(m, "  below: ");
		page_show_line(m, first - 1);
	}
	seq_puts(m, "  above: ");
	page_show_line(m, first + (1UL << order));
}

static void show_address(struct seq_file *m, unsigned long addr)
{
	struct page_walk w = walk_page_tables(swapper_pg_dir, addr);
	unsigned long pfn = w.phys >> PAGE_SHIFT;

	layout_address_show(m, addr);
	pgwalk_show(m, addr);
	if (is_vmalloc_addr((void *)addr))
		vmalloc_area_show(m, (void *)addr);
	if (w.present && pfn_valid(pfn))
		show_block(m, pfn, page_alloc_order(pfn_to_page(pfn)));
	slab_place_show(m, (void *)addr);
}

static int run_look(struct seq_file *m, int argc, char **argv)
{
	struct target t;

	if (argc != 2) {
		seq_puts(m, "look: at what? A name that \"objects\" lists, or an address\n");
		return -EINVAL;
	}
	if (!parse_target(m, argv[1], &t))
		return -EINVAL;
	if (t.held)
		show_held(m, t.held);
	if (t.held && !t.held->addr)
		show_block(m, page_to_pfn(t.held->page), t.held->order);
	else
		show_address(m, t.addr);
	return 0;
}
MONITOR_COMMAND(look, "look", "NAME|ADDR",
		"where it lies, in which frame, slab, area; its neighbours", BY_HAND, run_look,
		complete_held);

/* ---- page ---- */

/* The frame behind an address of the kernel. */
static int frame_of(struct seq_file *m, unsigned long addr, unsigned long *pfn)
{
	struct page_walk w = walk_page_tables(swapper_pg_dir, addr);

	*pfn = w.phys >> PAGE_SHIFT;
	if (w.present)
		return 0;
	seq_printf(m, "page: nothing is mapped at 0x%08lx\n", addr);
	return -EFAULT;
}

/* 0 or -errno, and said why. */
static int parse_frame(struct seq_file *m, const char *word, unsigned long *pfn)
{
	const struct held *h = held_find(word);
	unsigned long n;

	if (h && h->page) {
		*pfn = page_to_pfn(h->page);
		return 0;
	}
	if (h)
		return frame_of(m, (unsigned long)h->addr, pfn);
	if (kstrtoul(word, 0, &n) && kstrtoul(word, 16, &n)) {
		seq_printf(m, "page: \"%s\" is no frame number, no address and no name\n", word);
		return -EINVAL;
	}
	*pfn = n;
	return n < 1UL << (32 - PAGE_SHIFT) ? 0 : frame_of(m, n, pfn);
}

static int run_page(struct seq_file *m, int argc, char **argv)
{
	unsigned long pfn;
	int err;

	if (argc != 2) {
		seq_puts(m, "page: which? A frame number (0x3a8), an address or a name\n");
		return -EINVAL;
	}
	err = parse_frame(m, argv[1], &pfn);
	return err ?: page_show(m, pfn);
}
MONITOR_COMMAND(page, "page", "PFN|ADDR|NAME", "a page frame: whose it is, its block, its flags",
		"Memory", run_page, complete_held);

#ifdef CONFIG_PAGE_OWNER
static int run_page_owner(struct seq_file *m, int argc, char **argv)
{
	unsigned long pfn;

	if (argc == 1)
		return page_owner_show(m);
	return argc > 2 ? -EINVAL : parse_frame(m, argv[1], &pfn) ?: page_owner_show_page(m, pfn);
}
MONITOR_COMMAND(page_owner, "page_owner", "[PFN|ADDR|NAME]",
		"who allocated the pages in use; one page, and who freed it last", "Memory",
		run_page_owner);
#endif

/* ---- bytes ---- */

/* Bytes of @t from @offset on, in one page, reached through a window where they have no address. */
static bool read_byte(const struct target *t, long offset, u8 *byte)
{
	struct page *page;
	u8 *at;

	if (!t->held || t->addr)
		return !peek_kernel_byte((void *)(t->addr + offset), byte);
	if (offset < 0 || offset >= t->held->size)
		return false;
	page = t->held->page + (offset >> PAGE_SHIFT);
	at = kmap_local_page(page);
	*byte = at[offset_in_page(offset)];
	kunmap_local(at);
	return true;
}

static bool write_word_byte(unsigned long addr, u8 byte)
{
	void *word = (void *)(addr & ~3UL);
	unsigned int shift = (addr & 3) * 8;
	unsigned long value;

	if (peek_kernel(word, &value))
		return false;
	return !poke_kernel(word, (value & ~(0xffUL << shift)) | (unsigned long)byte << shift);
}

static bool write_byte(const struct target *t, long offset, u8 byte)
{
	u8 *at;

	if (t->addr)
		return write_word_byte(t->addr + offset, byte);
	at = kmap_local_page(t->held->page + (offset >> PAGE_SHIFT));
	at[offset_in_page(offset)] = byte;
	kunmap_local(at);
	return true;
}

static void show_unreadable(struct seq_file *m, const struct target *t, long offset)
{
	if (t->held && !t->addr)
		seq_printf(m, "%s has no byte %ld\n", t->held->name, offset);
	else
		seq_printf(m, "0x%08lx cannot be read: nothing is mapped there\n",
			   t->addr + offset);
}

#define ROW 16

/* Returns how many of the row's bytes could be read. */
static int show_row(struct seq_file *m, const struct target *t, long offset, int n)
{
	char text[80];
	u8 bytes[ROW];
	int got = 0;

	while (got < n && read_byte(t, offset + got, &bytes[got]))
		got++;
	if (got) {
		hex_dump_to_buffer(bytes, got, ROW, 1, text, sizeof(text), true);
		if (t->held)
			seq_printf(m, "%s%+ld: %s\n", t->held->name, offset, text);
		else
			seq_printf(m, "%08lx: %s\n", t->addr + offset, text);
	}
	return got;
}

static bool parse_offset(struct seq_file *m, const char *word, long *offset)
{
	if (!kstrtol(word, 0, offset))
		return true;
	seq_printf(m, "\"%s\" is no offset: bytes from the start, perhaps negative\n", word);
	return false;
}

#define MAX_PEEK 4096

static int run_peek(struct seq_file *m, int argc, char **argv)
{
	unsigned long len = 64;
	long offset = 0;
	struct target t;

	if (argc < 2 || argc > 4) {
		seq_puts(m, "peek: at what, from which byte, how many?\n");
		return -EINVAL;
	}
	if (!parse_target(m, argv[1], &t) || (argc > 2 && !parse_offset(m, argv[2], &offset)) ||
	    (argc > 3 && !parse_number(m, argv[3], "length", MAX_PEEK, &len)))
		return -EINVAL;
	if (argc < 3 && t.held && t.held->size < len)
		len = t.held->size;
	while (len) {
		int n = min_t(unsigned long, len, ROW), got = show_row(m, &t, offset, n);

		if (got < n) {
			show_unreadable(m, &t, offset + got);
			return -EFAULT;
		}
		offset += n;
		len -= n;
	}
	return 0;
}
MONITOR_COMMAND(peek, "peek", "NAME|ADDR [OFFSET [LEN]]", "its bytes", BY_HAND, run_peek,
		complete_held);

/* ---- writing ---- */

/* Bytes that may be written, counted from its start: [first, end). Nothing where @why says so. */
struct limits {
	long first, end;
	const char *why;
};

static struct limits slab_limits(const struct held *h, const struct slab_place *p)
{
	long guard = p->flags & SLAB_RED_ZONE ? sizeof(void *) : 0;

	if (h->freed && (p->offset || !p->free || !(p->flags & SLAB_POISON)))
		return (struct limits){
			.why = "it is freed, and its cache has no POISON: the write would "
			       "hit the free list, or somebody else"
		};
	if (h->freed)
		return (struct limits){ 0, p->object_size };
	return (struct limits){
		-guard, p->object_size + guard,
		"behind it lies another object, which nothing guards: a cache with RED_ZONE "
		"does, or slub_debug=Z"
	};
}

static struct limits limits_of(const struct held *h)
{
	struct slab_place place;

	if (slab_locate(h->addr, &place))
		return slab_limits(h, &place);
	if (is_vmalloc_addr(h->addr)) {
		if (h->freed && is_allocated(h->addr, NULL))
			return (struct limits){ .why = "its addresses are somebody else's now" };
		return (struct limits){ -(long)PAGE_SIZE, PAGE_ALIGN(h->size) + PAGE_SIZE,
					"only the guard pages beside it can catch that" };
	}
	if (h->freed)
		return (struct limits){ .why = "its pages are freed, and nothing guards them" };
	if (ZERO_OR_NULL_PTR(h->addr) && !h->page)
		return (struct limits){ 0, 1, NULL };
	return (struct limits){ 0, PAGE_SIZE << get_order(h->size),
				"the next page is somebody else's" };
}

static int write_all(struct seq_file *m, const struct target *t, long offset, const char *digits)
{
	struct limits limits = limits_of(t->held);
	long n = strlen(digits) / 2, i;

	if (offset < limits.first || offset + n > limits.end) {
		seq_printf(m, "poke: not bytes %ld to %ld of %s: %s\n", offset, offset + n - 1,
			   t->held->name, limits.why ?: "it has no bytes");
		return -EPERM;
	}
	for (i = 0; i < n; i++) {
		u8 byte = hex_to_bin(digits[2 * i]) << 4 | hex_to_bin(digits[2 * i + 1]);

		if (write_byte(t, offset + i, byte))
			continue;
		seq_printf(m, "page fault: 0x%08lx cannot be written, nothing is mapped there\n",
			   t->addr + offset + i);
		return -EFAULT;
	}
	seq_printf(m, "%ld byte%s written to %s%+ld\n", n, n == 1 ? "" : "s", t->held->name,
		   offset);
	return 0;
}

/* Words of hexadecimal digits, two a byte, into one. */
static bool join_bytes(struct seq_file *m, int argc, char **argv, char *digits, size_t size)
{
	size_t n = 0;

	for (int i = 0; i < argc; i++) {
		size_t len = strlen(argv[i]);

		if (!len || len % 2 || n + len >= size ||
		    strspn(argv[i], "0123456789abcdefABCDEF") != len) {
			seq_printf(m, "poke: \"%s\" are no bytes: two hexadecimal digits each\n",
				   argv[i]);
			return false;
		}
		memcpy(digits + n, argv[i], len + 1);
		n += len;
	}
	return true;
}

static int run_poke(struct seq_file *m, int argc, char **argv)
{
	char digits[256];
	struct target t;
	long offset;

	if (argc < 4) {
		seq_puts(m, "poke: into what, at which byte, which bytes?\n");
		return -EINVAL;
	}
	if (!parse_target(m, argv[1], &t) || !parse_offset(m, argv[2], &offset) ||
	    !join_bytes(m, argc - 3, argv + 3, digits, sizeof(digits)))
		return -EINVAL;
	if (!t.held)
		t.held = held_at((void *)t.addr);
	if (t.held)
		return write_all(m, &t, offset, digits);
	seq_printf(m, "poke: 0x%08lx is nothing that you hold\n", t.addr);
	return -EPERM;
}
MONITOR_COMMAND(poke, "poke", "NAME OFFSET BYTE...",
		"write bytes, over the end too: poke k1 100 5a5a", BY_HAND, run_poke,
		complete_held);
