/* SPDX-License-Identifier: MIT */
/* Pages: from frame to struct to address and back, reference counts, and what is counted. */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <asm/page.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/gfp.h>
#include <linux/math.h>
#include <linux/mm_types.h>
#include <linux/mmdebug.h>
#include <linux/mmzone.h>
#include <linux/page-flags.h>

struct seq_file;
struct task_struct;

static __always_inline unsigned long page_to_pfn(const struct page *page)
{
	return page - mem_map;
}

/* @pfn must be below max_pfn, rounded up to the largest block: mem_map has this many entries. See pfn_valid(). */
static __always_inline struct page *pfn_to_page(unsigned long pfn)
{
	VM_BUG_ON(pfn >= round_up(max_pfn, MAX_ORDER_NR_PAGES));
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

/* Does the address lie in the linear map, so that __pa() and virt_to_page() may be used? */
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
	VM_BUG_ON_PAGE(PageHighMem(page), (struct page *)page);
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
	VM_BUG_ON_PAGE(page_count(page) <= 0, page);
	atomic_inc(&compound_head(page)->_refcount);
}

/* One user less; after the last one the whole block is freed. Any context. */
void put_page(struct page *page);

/**
 * split_page() - make 2^order single pages out of one block
 * @page: an allocated block, not a compound page
 *
 * Each page is then freed separately. Any context.
 */
void split_page(struct page *page, unsigned int order);

/* ---- what is counted; each show function is one /proc file in Linux's format. Any context. ---- */

unsigned long nr_free_pages(void);
unsigned long totalram_pages(void); /* given to the page allocator at boot */

/* Lines of /proc/meminfo, in pages. */
struct sysinfo_mem {
	unsigned long total, free, total_high, free_high, available;
};
void si_meminfo(struct sysinfo_mem *info);

/* "Mem-Info:", as the report of a failure prints it. */
void show_mem(void);

/* One line about the frame, in the same words: for lists, and for neighbours. */
void page_show_line(struct seq_file *m, unsigned long pfn);

/* kB kept free for requests that must not wait: /proc/sys/vm/min_free_kbytes. Setting it returns 0 or -EINVAL. */
extern unsigned long min_free_kbytes;
int set_min_free_kbytes(unsigned long kbytes);

/* ---- the user half of address spaces: mm/user/mmap.c and its relations ---- */

/* vma->vm_flags; Linux's values. The MAY bits say what mprotect() can turn on. */
#define VM_READ	      0x00000001
#define VM_WRITE      0x00000002
#define VM_EXEC	      0x00000004
#define VM_SHARED     0x00000008
#define VM_MAYREAD    0x00000010
#define VM_MAYWRITE   0x00000020
#define VM_MAYEXEC    0x00000040
#define VM_MAYSHARE   0x00000080
#define VM_GROWSDOWN  0x00000100
#define VM_LOCKED     0x00002000
#define VM_DONTCOPY   0x00020000
#define VM_DONTEXPAND 0x00040000
#define VM_ACCOUNT    0x00100000
#define VM_NORESERVE  0x00200000
#define VM_WIPEONFORK 0x02000000
#define VM_DONTDUMP   0x04000000
#define VM_STACK      VM_GROWSDOWN

#define VM_ACCESS_FLAGS (VM_READ | VM_WRITE | VM_EXEC)
#define VM_MAY_ALL	(VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC)

/* The highest address of a stack, and where exec puts it. */
#define STACK_TOP TASK_SIZE

/* mmap() gives nothing below, so that a null pointer with an offset faults. */
#define mmap_min_addr 0x10000UL

/* Most areas a process may have: /proc/sys/vm/max_map_count. */
#define DEFAULT_MAX_MAP_COUNT 65530
extern int sysctl_max_map_count;

/* Bytes kept free between an area that grows down and the area below it: 1 MiB. */
extern unsigned long stack_guard_gap;

/* The first area that ends above @addr, which need not lie in it; NULL. mmap_lock. */
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr);

/* The first area that has an address of [start, end); NULL. mmap_lock. */
static inline struct vm_area_struct *find_vma_intersection(struct mm_struct *mm,
							   unsigned long start, unsigned long end)
{
	struct vm_area_struct *vma = find_vma(mm, start);

	return vma && vma->vm_start < end ? vma : NULL;
}

static inline unsigned long vma_pages(const struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

/**
 * vm_mmap() - mmap() for the kernel: exec maps a program with it
 * @file: NULL: anonymous. The area takes a reference of its own
 * @prot: PROT_*
 * @flags: MAP_*
 * @offset: within the file, in bytes
 *
 * In the current mm, whose mmap_lock it takes. May sleep. Return: the address, or -errno as mmap(2).
 */
unsigned long vm_mmap(struct file *file, unsigned long addr, unsigned long len, unsigned long prot,
		      unsigned long flags, unsigned long offset);
/* The same with the offset in pages: mmap2(). */
unsigned long vm_mmap_pgoff(struct file *file, unsigned long addr, unsigned long len,
			    unsigned long prot, unsigned long flags, unsigned long pgoff);

/* Anonymous memory at a fixed place, as for a BSS; @flags: 0 or VM_EXEC. As vm_mmap(). 0 or -errno. */
int vm_brk_flags(unsigned long addr, unsigned long len, unsigned long flags);

/* As munmap(2), in the current mm. May sleep. */
int vm_munmap(unsigned long start, size_t len);

/**
 * setup_arg_pages() - the stack of a fresh process
 * @top: the first address behind it, page aligned: STACK_TOP, or a little less for randomness
 * @size: bytes that exec will write below @top now: mapped, not yet resident; the rest grows, up to RLIMIT_STACK
 * @executable: PT_GNU_STACK asks for it
 *
 * Sets mm->mmap_base below the room that the stack may need and start_stack to @top. In the current mm, which
 * has no stack yet. May sleep. 0 or -ENOMEM.
 */
int setup_arg_pages(unsigned long top, unsigned long size, bool executable);

/* mmap_base for a stack that ends at @top, from RLIMIT_STACK: before the first mapping. */
unsigned long mmap_base_below(unsigned long top);

/* ---- free pages of lowmem are not mapped, in a DEBUG=1 build: mm/page/debug_pagealloc.c ---- */

#ifdef CONFIG_DEBUG_PAGEALLOC
extern bool _debug_pagealloc_enabled; /* debug_pagealloc=on|off: mm/boot/pgtable.c */

static inline bool debug_pagealloc_enabled(void)
{
	return _debug_pagealloc_enabled;
}

/* @numpages from @page on, within one block, become accessible or not; nothing for high ones. Any context. */
void __kernel_map_pages(struct page *page, int numpages, int enable);

/* The lines of a fault report about an address of the linear map. Any context. */
void describe_lowmem_address(unsigned long addr) __cold;
#else
static inline bool debug_pagealloc_enabled(void)
{
	return false;
}
static inline void __kernel_map_pages(struct page *page, int numpages, int enable)
{
}
static inline void describe_lowmem_address(unsigned long addr)
{
}
#endif

static inline void debug_pagealloc_map_pages(struct page *page, int numpages)
{
	if (debug_pagealloc_enabled())
		__kernel_map_pages(page, numpages, 1);
}

static inline void debug_pagealloc_unmap_pages(struct page *page, int numpages)
{
	if (debug_pagealloc_enabled())
		__kernel_map_pages(page, numpages, 0);
}

/* Frames [start, end) that boot had reserved become free memory. Task. */
void free_reserved_frames(unsigned long start, unsigned long end);

/* Boot: memory map and paging; mem_map and zones; then all free memory to the page allocator. */
void setup_memory(void);
void free_area_init(void);
void mem_init(void);

#endif
