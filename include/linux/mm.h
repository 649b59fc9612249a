/* SPDX-License-Identifier: MIT */
/* Pages: from frame to struct to address and back, reference counts, and the books. */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <asm/page.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/gfp.h>
#include <linux/mm_types.h>
#include <linux/mmzone.h>
#include <linux/page-flags.h>

struct seq_file;

static __always_inline unsigned long page_to_pfn(const struct page *page)
{
	return page - mem_map;
}

/* @pfn must be below max_pfn: see pfn_valid(). */
static __always_inline struct page *pfn_to_page(unsigned long pfn)
{
	return mem_map + pfn;
}

#define page_to_phys(page) ((phys_addr_t)page_to_pfn(page) << PAGE_SHIFT)
#define virt_to_page(addr) pfn_to_page(__pa(addr) >> PAGE_SHIFT)

static inline phys_addr_t virt_to_phys(const volatile void *addr)
{
	return __pa(addr);
}

static inline void *phys_to_virt(phys_addr_t phys)
{
	return __va(phys);
}

/* Does the address lie in the linear map, that is, may __pa() and virt_to_page() be asked? */
static inline bool virt_addr_valid(const void *addr)
{
	return (unsigned long)addr >= PAGE_OFFSET && addr < high_memory;
}

static __always_inline enum zone_type page_zonenum(const struct page *page)
{
	return page->flags >> ZONES_SHIFT;
}

static __always_inline struct zone *page_zone(const struct page *page)
{
	return &contig_page_data.node_zones[page_zonenum(page)];
}

static __always_inline bool PageHighMem(const struct page *page)
{
	return page_zonenum(page) == ZONE_HIGHMEM;
}

/* The linear address of a lowmem page. */
static __always_inline void *lowmem_page_address(const struct page *page)
{
	return __va(page_to_pfn(page) << PAGE_SHIFT);
}

/* NULL for a highmem page that is not mapped. */
void *page_address(const struct page *page);

/* ---- references ---- */

static inline int page_ref_count(const struct page *page)
{
	return atomic_read(&page->_refcount);
}

static inline int page_count(struct page *page)
{
	return page_ref_count(compound_head(page));
}

static inline int page_mapcount(const struct page *page)
{
	return atomic_read(&page->_mapcount);
}

/* One more user of an allocated page. Any context. */
static inline void get_page(struct page *page)
{
	atomic_inc(&compound_head(page)->_refcount);
}

/* One user less; frees the whole block after the last. Any context. */
void put_page(struct page *page);

/**
 * split_page() - make 2^order single pages out of one block
 * @page: an allocated block, not a compound page
 *
 * Each page is then freed by itself. Any context.
 */
void split_page(struct page *page, unsigned int order);

/* ---- the books; each show function is one /proc file in Linux's format. Any context. ---- */

unsigned long nr_free_pages(void);
unsigned long totalram_pages(void); /* given to the page allocator at boot */

/* What a /proc/meminfo line counts, in pages. */
struct sysinfo_mem {
	unsigned long total, free, total_high, free_high, available;
};
void si_meminfo(struct sysinfo_mem *info);

int meminfo_show(struct seq_file *m);
int free_show(struct seq_file *m);
int buddyinfo_show(struct seq_file *m);
int zoneinfo_show(struct seq_file *m);

/* mm/layout.c: the map of the kernel's half, on the console where @m is NULL. Any context. */
int layout_show(struct seq_file *m);

/* One line: which part of the map an address lies in. Any context. */
int layout_address_show(struct seq_file *m, unsigned long addr);

/* "Mem-Info:" as a failure report prints it. */
void show_mem(void);

/* Every list of every zone is what its invariants say: 0, or the number of faults, each printed. */
int page_alloc_check(void);

/*
 * mm/page_show.c: one frame in words: where it is, whose, which block it belongs to, what its flags say. A
 * number that is no frame is said to be none. Any context.
 */
int page_show(struct seq_file *m, unsigned long pfn);

/* One line about the frame, the same words: for lists, and for neighbours. */
void page_show_line(struct seq_file *m, unsigned long pfn);

/* kbytes kept free for those who cannot wait; /proc/sys/vm/min_free_kbytes. Set: 0 or -EINVAL. */
extern unsigned long min_free_kbytes;
int set_min_free_kbytes(unsigned long kbytes);

/* Boot: memory map, paging, mem_map, zones; then all free memory to the page allocator. */
void setup_memory(void);
void mem_init(void);

#endif
