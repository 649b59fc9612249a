/* SPDX-License-Identifier: MIT */
/*
 * Devices in the address space: mapping their registers, and reading and writing them.
 *
 * Registers are accessed through readl() and its like and never by a plain pointer: each call is exactly one
 * access of exactly that width, and the accesses are made in the order of the calls. Ports: <asm/io.h>.
 */
#ifndef _LINUX_IO_H
#define _LINUX_IO_H

#include <asm/io.h>
#include <asm/page.h>
#include <linux/compiler.h>
#include <linux/string.h>
#include <linux/types.h>

/* ---- accesses; any context ---- */

#define __BUILD_MMIO(suffix, type, reg)                                                            \
	static __always_inline type read##suffix(const volatile void __iomem *addr)                \
	{                                                                                          \
		type value;                                                                        \
		asm volatile("mov %1, %0"                                                          \
			     : reg(value)                                                          \
			     : "m"(*(const volatile type *)addr)                                   \
			     : "memory");                                                          \
		return value;                                                                      \
	}                                                                                          \
	static __always_inline void write##suffix(type value, volatile void __iomem *addr)         \
	{                                                                                          \
		asm volatile("mov %1, %0"                                                          \
			     : "=m"(*(volatile type *)addr)                                        \
			     : reg##_IN(value)                                                     \
			     : "memory");                                                          \
	}

#define __MMIO_BYTE    "=q"
#define __MMIO_BYTE_IN "q"
#define __MMIO_WORD    "=r"
#define __MMIO_WORD_IN "r"

__BUILD_MMIO(b, u8, __MMIO_BYTE)
__BUILD_MMIO(w, u16, __MMIO_WORD)
__BUILD_MMIO(l, u32, __MMIO_WORD)

/* The CPU orders uncached accesses by itself. */
#define readb_relaxed(addr)	    readb(addr)
#define readw_relaxed(addr)	    readw(addr)
#define readl_relaxed(addr)	    readl(addr)
#define writeb_relaxed(value, addr) writeb(value, addr)
#define writew_relaxed(value, addr) writew(value, addr)
#define writel_relaxed(value, addr) writel(value, addr)

#define ioread8(addr)	       readb(addr)
#define ioread16(addr)	       readw(addr)
#define ioread32(addr)	       readl(addr)
#define iowrite8(value, addr)  writeb(value, addr)
#define iowrite16(value, addr) writew(value, addr)
#define iowrite32(value, addr) writel(value, addr)

static inline void memcpy_fromio(void *to, const volatile void __iomem *from, size_t n)
{
	memcpy(to, (const void *)from, n);
}

static inline void memcpy_toio(volatile void __iomem *to, const void *from, size_t n)
{
	memcpy((void *)to, from, n);
}

static inline void memset_io(volatile void __iomem *addr, int value, size_t n)
{
	memset((void *)addr, value, n);
}

/* ---- mappings ---- */

/**
 * ioremap() - map a device's registers, uncached
 * @phys: physical address; need not be a page's start
 * @size: bytes, above 0
 *
 * RAM is refused: it would then have two mappings of different cache types. May sleep. Undo with iounmap().
 * Return: an address that leads to @phys; NULL on failure, which is reported for bad arguments.
 */
void __iomem *ioremap(resource_size_t phys, unsigned long size);

/* Uncached, even if the memory type range registers (MTRRs) say otherwise. */
void __iomem *ioremap_uc(resource_size_t phys, unsigned long size);

/* Write-combining: writes may be gathered and come late. For frame buffers. Uncached on a CPU without it. */
void __iomem *ioremap_wc(resource_size_t phys, unsigned long size);

/* Cached like memory: for tables of the firmware. */
void __iomem *ioremap_cache(resource_size_t phys, unsigned long size);

/* @addr: what ioremap() or its like returned; with NULL nothing happens, others are reported. May sleep. */
void iounmap(volatile void __iomem *addr);

#endif
