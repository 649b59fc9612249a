/* SPDX-License-Identifier: MIT */
/*
 * What the parts of KASAN share: the shadow (lib/kasan.c), its pages (mm/boot/kasan_init.c) and the report
 * (kernel/core/kasan_report.c). What the rest of the kernel calls is in linux/kasan.h.
 *
 * The shadow byte of 8 bytes of memory says how many of them, from the first on, may be touched:
 *
 *	0		all
 *	1 to 7		so many
 *	0x80 to 0xff	none, and why
 */
#ifndef _K896_KASAN_H
#define _K896_KASAN_H

#include <asm/kasan.h>
#include <linux/types.h>

#define KASAN_GRANULE_SIZE (1UL << KASAN_SHADOW_SCALE_SHIFT)
#define KASAN_GRANULE_MASK (KASAN_GRANULE_SIZE - 1)

/* Why nothing may be touched. */
#define KASAN_PAGE_FREE	   0xFF
#define KASAN_PAGE_REDZONE 0xFE /* behind a large kmalloc() */
#define KASAN_SLAB_REDZONE 0xFC
#define KASAN_SLAB_FREE	   0xFB
#define KASAN_SLAB_FREETRACK                                                                       \
	0xFA /* the first granule of a free object, and it is known who freed it */
#define KASAN_GLOBAL_REDZONE  0xF9
#define KASAN_VMALLOC_INVALID 0xF8 /* and a window of kmap() that shows no page */

/* The compilers'. */
#define KASAN_STACK_LEFT    0xF1
#define KASAN_STACK_MID	    0xF2
#define KASAN_STACK_RIGHT   0xF3
#define KASAN_STACK_PARTIAL 0xF4
#define KASAN_STACK_SCOPE   0xF5 /* use after scope; nothing in this build makes it */
#define KASAN_ALLOCA_LEFT   0xCA
#define KASAN_ALLOCA_RIGHT  0xCB

#define KASAN_FRAME_MAGIC 0x41B58AB3 /* the first word of a frame with red zones */

static inline u8 *kasan_mem_to_shadow(const void *addr)
{
	return (u8 *)(((unsigned long)addr >> KASAN_SHADOW_SCALE_SHIFT) + KASAN_SHADOW_OFFSET);
}

static inline void *kasan_shadow_to_mem(const u8 *shadow)
{
	return (void *)(((unsigned long)shadow - KASAN_SHADOW_OFFSET) << KASAN_SHADOW_SCALE_SHIFT);
}

enum kasan_report_type { KASAN_REPORT_ACCESS, KASAN_REPORT_INVALID_FREE, KASAN_REPORT_DOUBLE_FREE };

/**
 * struct kasan_access - an access that was not allowed, or a free that was not
 * @addr, @size: what was touched
 * @bad: the first byte of that which must not be; @addr where the range has no end
 * @ip: behind the instruction that called
 */
struct kasan_access {
	unsigned long addr, size, bad, ip;
	bool write;
	enum kasan_report_type type;
};

/* Reports one; NULL until reports can be made. Any context. kernel/core sets it. */
extern void (*kasan_report_hook)(const struct kasan_access *access);

/* An object or a page given back that must not be, at @ip. Any context. (kernel/core/kasan_report.c) */
void kasan_report_invalid_free(const void *ptr, unsigned long ip, enum kasan_report_type type);

/**
 * struct kasan_describer - who can say what an address belongs to: the slab allocator, the page allocator, vmalloc
 * @describe: prints it, pr_err() by pr_err(), within the report of @access. Any context, interrupts off, without a lock:
 *	what it looks at may be wrong. False: it is none of mine
 *
 * All are asked, in the order in which they registered, until one answers.
 */
struct kasan_describer {
	bool (*describe)(const struct kasan_access *access);
	struct kasan_describer *next;
};

/* Where the byte @bad lies, seen from [start, start + size): "to the left of", "inside of", "to the right of", and @bytes. */
const char *kasan_distance(unsigned long bad, unsigned long start, unsigned long size,
			   unsigned long *bytes);

void register_kasan_describer(struct kasan_describer *describer);

/* Writes the shadow of [@addr, @addr + @size), @addr at the start of a granule: @value; all of it may be touched. */
void kasan_poison(const void *addr, size_t size, u8 value);
void kasan_unpoison(const void *addr, size_t size);

/* What the compilers say of each global variable; the layout is theirs. */
struct kasan_global {
	const void *start;
	size_t size;
	size_t size_with_redzone;
	const char *name;
	const char *file;
	unsigned long
		nr; /* theirs: has a constructor; ours: in the first of a file, how many there are */
	const void *where; /* theirs */
	struct kasan_global *
		next; /* theirs: for C++; ours: in the first of a file, the first of the next file */
};

/* The variable whose memory, with its red zone, @addr lies in; NULL. Any context. */
const struct kasan_global *kasan_find_global(unsigned long addr);

/* mm/boot/kasan_init.c: a shadow that allows everything; the real one, when lowmem is mapped. Boot. */
#ifdef CONFIG_KASAN
void kasan_early_init(void);
void kasan_init(void);
#else
static inline void kasan_early_init(void)
{
}

static inline void kasan_init(void)
{
}
#endif

/* mm/page/kasan_shadow.c: how many pages the shadow of the vmalloc window and those of kmap() has now. */
#ifdef CONFIG_KASAN
unsigned long kasan_shadow_pages(void);
#else
static inline unsigned long kasan_shadow_pages(void)
{
	return 0;
}
#endif

/* A page of zeros, read-only: the shadow of what has none of its own. */
extern u8 kasan_early_shadow_page[];

/* kernel/core/kasan_report.c: from here on there are reports. Boot. */
void kasan_report_init(void);

#endif
