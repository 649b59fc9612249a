/* SPDX-License-Identifier: MIT */
/*
 * The machine's memory map: from what the boot loader handed over to memblock and /proc/iomem.
 *
 * The map is taken as it comes: unsorted, overlapping, with empty entries and ranges above 4 GiB. First it
 * is made flat: one sorted row of ranges, in which the entry with the largest type decides where entries overlap.
 *
 *	entries		RAM      |-----------------------|
 *			ACPI data              |----|
 *			reserved  |--|
 *	flat		         |R|rsv|  RAM  |ACPI| RAM|
 *
 * So RAM is what some entry calls RAM and no entry calls anything else. What the kernel uses of it is whole
 * pages, below 4 GiB (or below mem=), and not the legacy hole at 640 KiB-1 MiB, which some firmware
 * reports as RAM. Two pages are never used: the first, which is the BIOS's, so that 0 is not an address; and
 * the last below 4 GiB, so that the end of a range is a 32-bit number.
 *
 * Tests: tests/mm/boot/e820_test.c, with made-up maps.
 */
#include <asm/bootinfo.h>
#include <asm/page.h>
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "e820.h"
#include "internal.h"

#define MIN_RAM_END                                                                                \
	0x00f00000U /* what a 16 MiB machine has at least, less what firmware takes off the top */
#define LEGACY_HOLE  0x000a0000U
#define LEGACY_END   0x00100000U
#define FOUR_GIB     0x100000000ULL
#define MAX_RAM_END  (FOUR_GIB - PAGE_SIZE)
#define MAX_FLAT     (2 * BOOT_MAX_RANGES - 1) /* between the ends of all entries */
#define NR_RESOURCES (MAX_FLAT + 4)

static u64 mem_limit = MAX_RAM_END;
static struct resource resources[NR_RESOURCES];
static unsigned int nr_resources;

/* mem=SIZE[KMG]: use no memory behind this address. */
static int __init mem_setup(char *value)
{
	char *end;
	u64 size = memparse(value, &end);

	if (end == value || *end || !size)
		return 0;
	mem_limit = min_t(u64, size, MAX_RAM_END);
	return 1;
}
early_param("mem=", mem_setup);

/* The first address behind the range; a size that runs past the end of the address space is cut there. */
static u64 end_of(const struct boot_range *r)
{
	return r->addr + r->size < r->addr ? ~0ULL : r->addr + r->size;
}

/* ---- the flat map ---- */

static u32 type_of(const struct boot_range *r)
{
	return r->type >= BOOT_RANGE_RAM && r->type <= BOOT_RANGE_UNUSABLE ? r->type :
									     BOOT_RANGE_RESERVED;
}

/* The largest type of all entries that @addr lies in; 0 in a hole. */
static u32 __init type_at(const struct boot_range *map, unsigned int n, u64 addr)
{
	u32 type = 0;

	for (unsigned int i = 0; i < n; i++)
		if (map[i].addr <= addr && addr < end_of(&map[i]))
			type = max(type, type_of(&map[i]));
	return type;
}

/* Where an entry begins or ends next behind @addr; ~0 behind all. */
static u64 __init next_boundary(const struct boot_range *map, unsigned int n, u64 addr)
{
	u64 next = ~0ULL;

	for (unsigned int i = 0; i < n; i++) {
		if (map[i].addr > addr)
			next = min(next, map[i].addr);
		if (end_of(&map[i]) > addr)
			next = min(next, end_of(&map[i]));
	}
	return next;
}

unsigned int __init e820_flatten(const struct boot_range *map, unsigned int n,
				 struct boot_range *out)
{
	unsigned int nr = 0;

	for (u64 at = 0, next; at != ~0ULL; at = next) {
		u32 type = type_at(map, n, at);

		next = next_boundary(map, n, at);
		if (!type)
			continue;
		if (nr && out[nr - 1].type == type && end_of(&out[nr - 1]) == at)
			out[nr - 1].size += next - at;
		else
			out[nr++] = (struct boot_range){ at, next - at, type };
	}
	return nr;
}

/* ---- what the log says about it ---- */

/* The names of the types in the log and in /proc/iomem. */
static const struct {
	const char *log, *iomem;
} type_names[] = {
	[BOOT_RANGE_RAM] = { "usable", "System RAM" },
	[BOOT_RANGE_RESERVED] = { "reserved", "Reserved" },
	[BOOT_RANGE_ACPI] = { "ACPI data", "ACPI Tables" },
	[BOOT_RANGE_NVS] = { "ACPI NVS", "ACPI Non-volatile Storage" },
	[BOOT_RANGE_UNUSABLE] = { "unusable", "Unusable memory" },
};

void __init e820_print(const struct boot_range *map, unsigned int n)
{
	for (const struct boot_range *r = map; r < map + n; r++)
		if (r->size)
			pr_info("BIOS-e820: [mem %#018llx-%#018llx] %s\n", r->addr, end_of(r) - 1,
				type_names[type_of(r)].log);
}

static void __init print_map(void)
{
	pr_info("BIOS-provided physical RAM map:\n");
	e820_print(boot_info.ranges, boot_info.nr_ranges);
	if (boot_info.cut & BOOT_CUT_RANGES)
		pr_warn("e820: the memory map has more than %u entries, the rest is ignored\n",
			BOOT_MAX_RANGES);
}

/* ---- RAM ---- */

/* Adds whole pages of RAM below the limit; reports what lies above 4 GiB and is lost. */
static void __init add_ram(struct memblock_type *ram, const struct boot_range *r, u64 limit)
{
	u64 end = end_of(r), start, low_end;

	if (end > FOUR_GIB)
		pr_warn("e820: %llu MB of RAM above 4 GB cannot be used without PAE: [mem %#018llx-%#018llx] ignored\n",
			(end - max(r->addr, FOUR_GIB)) >> 20, max(r->addr, FOUR_GIB), end - 1);
	start = PFN_UP(min(r->addr, limit)) << PAGE_SHIFT;
	low_end = PFN_DOWN(min(end, limit)) << PAGE_SHIFT;
	if (start < low_end)
		memblock_add_range(ram, start, low_end - start);
}

void __init e820_find_ram(struct memblock_type *ram, const struct boot_range *flat, unsigned int nr,
			  u64 limit)
{
	for (unsigned int i = 0; i < nr; i++)
		if (flat[i].type == BOOT_RANGE_RAM)
			add_ram(ram, &flat[i], min(limit, MAX_RAM_END));
	memblock_remove_range(ram, 0, PAGE_SIZE);
	memblock_remove_range(ram, LEGACY_HOLE, LEGACY_END - LEGACY_HOLE);
}

/* ---- /proc/iomem ---- */

static void __init add_resource(u64 start, u64 end, const char *name, unsigned long flags)
{
	struct resource *r;

	if (nr_resources == NR_RESOURCES)
		return;
	r = &resources[nr_resources];
	*r = (struct resource){ .start = start,
				.end = end - 1,
				.name = name,
				.flags = IORESOURCE_MEM | flags };
	if (!insert_resource(&iomem_resource, r))
		nr_resources++;
}

static void __init register_ranges(const struct boot_range *flat, unsigned int nr)
{
	for (const struct boot_range *r = flat; r < flat + nr; r++) {
		if (r->addr < FOUR_GIB)
			add_resource(r->addr, min(end_of(r), FOUR_GIB), type_names[r->type].iomem,
				     r->type == BOOT_RANGE_RAM ? IORESOURCE_SYSTEM_RAM : 0);
	}
}

/* The parts of the kernel image, inside the RAM they lie in. */
static void __init register_kernel(void)
{
	add_resource(__pa(_text), __pa(_etext), "Kernel code", 0);
	add_resource(__pa(__start_rodata), __pa(__end_rodata), "Kernel rodata", 0);
	add_resource(__pa(_sdata), __pa(_edata), "Kernel data", 0);
	add_resource(__pa(__bss_start), __pa(_end), "Kernel bss", 0);
}

/* ---- boot ---- */

static void __init check_boot_info(void)
{
	if (boot_info.magic != MULTIBOOT_BOOTLOADER_MAGIC)
		panic("not started by a Multiboot loader: EAX was %#x, not %#x. Boot with GRUB's multiboot command or qemu -kernel",
		      boot_info.magic, MULTIBOOT_BOOTLOADER_MAGIC);
	if (!boot_info.nr_ranges)
		panic("the boot loader gave no memory map: k896 cannot know where RAM is");
}

void __init e820_init(void)
{
	static struct boot_range flat[MAX_FLAT];
	unsigned int nr;

	check_boot_info();
	print_map();
	nr = e820_flatten(boot_info.ranges, boot_info.nr_ranges, flat);
	e820_find_ram(&memblock.memory, flat, nr, mem_limit);
	if (mem_limit < MAX_RAM_END)
		pr_info("e820: user limit: no memory from %#llx on is used\n", mem_limit);
	if (memblock_end_of_dram() < MIN_RAM_END)
		panic("k896 needs a machine with at least 16 MB of RAM, this one's ends at %u KB",
		      memblock_end_of_dram() >> 10);
	register_ranges(flat, nr);
	register_kernel();
}

/* What must not be allocated: the image, the boot loader's modules. */
void __init e820_reserve(void)
{
	memblock_reserve(LEGACY_END, __pa(_end) - LEGACY_END);
	for (u32 i = 0; i < boot_info.nr_modules; i++) {
		const struct boot_module *mod = &boot_info.modules[i];

		pr_info("module: [mem %#010x-%#010x] %s\n", mod->start, mod->end - 1, mod->name);
		if (mod->end > mod->start)
			memblock_reserve(mod->start, mod->end - mod->start);
	}
	if (boot_info.cut & BOOT_CUT_MODULES)
		panic("more than %u boot modules", BOOT_MAX_MODULES);
}
