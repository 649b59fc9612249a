/* SPDX-License-Identifier: MIT */
/*
 * What the boot loader told us, copied into the kernel image before anything could overwrite it.
 * The loader may leave its lists anywhere in memory that the map calls free, so boot_early() takes
 * them over while paging is still off; afterwards nobody looks at the originals.
 */
#ifndef _ASM_BOOTINFO_H
#define _ASM_BOOTINFO_H

#include <linux/compiler.h>
#include <linux/types.h>

#define MULTIBOOT_BOOTLOADER_MAGIC 0x2BADB002

#define BOOT_CMDLINE_SIZE 1024
#define BOOT_MAX_RANGES	  128
#define BOOT_MAX_MODULES  16
#define BOOT_NAME_SIZE	  128

/* Types, as in ACPI's E820; any other is reserved. */
#define BOOT_RANGE_RAM	    1
#define BOOT_RANGE_RESERVED 2
#define BOOT_RANGE_ACPI	    3
#define BOOT_RANGE_NVS	    4
#define BOOT_RANGE_UNUSABLE 5

/* One entry of the memory map: physical, may lie above 4 GiB, any order, may overlap. */
struct boot_range {
	u64 addr;
	u64 size;
	u32 type;
};

/* A file that the loader put into memory: physical [start, end) and its command line. */
struct boot_module {
	u32 start;
	u32 end;
	char name[BOOT_NAME_SIZE];
};

struct boot_info {
	u32 magic;	  /* EAX at entry; anything but the Multiboot magic: the rest is empty */
	u32 cut;	  /* lists or strings that were longer than their room here, a bit each */
	u32 text_console; /* non-zero: the screen is in 80x25 text mode */
	u32 nr_ranges;
	u32 nr_modules;
	struct boot_range ranges[BOOT_MAX_RANGES];
	struct boot_module modules[BOOT_MAX_MODULES];
	char cmdline[BOOT_CMDLINE_SIZE];
};

#define BOOT_CUT_CMDLINE 1
#define BOOT_CUT_RANGES	 2
#define BOOT_CUT_MODULES 4

extern struct boot_info boot_info;

#endif
