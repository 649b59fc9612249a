/* SPDX-License-Identifier: MIT */
/*
 * Before paging: refuse a CPU that cannot run the rest, and copy what the boot loader told us.
 *
 * This file is linked at its physical address, unlike all others, and must not call them. The one
 * thing it shares with them, boot_info, lies PAGE_OFFSET below where its symbol says. It is built
 * for the 80386, so that it can still say what is missing on a CPU that lacks CMOV.
 *
 * Tests: tests/boot/test_boot.py (old CPUs, no magic, no memory map).
 */
#include <asm/bootinfo.h>
#include <asm/cpufeature.h>
#include <asm/io.h>
#include <asm/page_types.h>
#include <linux/bits.h>

/* The Multiboot 1 information structure, as far as it is read here. */
struct multiboot_info {
	u32 flags;
	u32 mem_lower, mem_upper;
	u32 boot_device;
	u32 cmdline;
	u32 mods_count, mods_addr;
	u32 syms[4];
	u32 mmap_length, mmap_addr;
	u32 drives_length, drives_addr;
	u32 config_table, boot_loader_name, apm_table;
	u32 vbe[4];
	u32 fb_addr[2], fb_pitch, fb_width, fb_height;
	u8 fb_bpp, fb_type;
} __packed;

#define MBI_CMDLINE	(1 << 2)
#define MBI_MODS	(1 << 3)
#define MBI_MMAP	(1 << 6)
#define MBI_FRAMEBUFFER (1 << 12)
#define MBI_FB_TEXT	2 /* fb_type */

struct multiboot_mod {
	u32 start, end, string, reserved;
};

/* size does not count itself */
struct multiboot_mmap {
	u32 size;
	u64 addr, len;
	u32 type;
} __packed;

#define EARLY_SERIAL 0x3f8
#define SERIAL_LSR   5
#define SERIAL_EMPTY 0x20
#define VGA_TEXT     ((volatile u16 *)0xb8000)

void boot_early(u32 magic, const struct multiboot_info *mbi);

static void say(const char *s)
{
	static unsigned int column;

	for (; *s; s++) {
		for (int spin = 0;
		     spin < 100000 && !(inb(EARLY_SERIAL + SERIAL_LSR) & SERIAL_EMPTY); spin++)
			;
		outb(*s, EARLY_SERIAL);
		VGA_TEXT[column++ % (80 * 25)] = 0x0f00 | (u8)*s;
	}
}

/* Ends QEMU where it has the exit device, else stops. */
static void __noreturn refuse(const char *what)
{
	say("k896: this CPU cannot run the kernel: it lacks ");
	say(what);
	say(" (a Pentium Pro or newer has it; in QEMU use -cpu qemu32)\r\n");
	outb(0x12, 0xf4);
	for (;;)
		asm volatile("cli; hlt");
}

static bool has_cpuid(void)
{
	u32 before, after;

	asm volatile("pushfl; pushfl; xorl %2, (%%esp); popfl; pushfl; popl %0; popl %1"
		     : "=&r"(after), "=&r"(before)
		     : "i"(1 << 21));
	return (before ^ after) & (1 << 21);
}

static void check_cpu(void)
{
	u32 a, b, c, d;

	if (!has_cpuid())
		refuse("CPUID");
	cpuid(1, &a, &b, &c, &d);
	if (!(d & BIT(X86_FEATURE_TSC)))
		refuse("TSC");
	if (!(d & BIT(X86_FEATURE_CX8)))
		refuse("CMPXCHG8B");
	if (!(d & BIT(X86_FEATURE_CMOV)))
		refuse("CMOV");
}

/* Returns false if @from did not fit. */
static bool copy_string(char *to, const char *from, u32 size)
{
	u32 i = 0;

	for (; i < size - 1 && from[i]; i++)
		to[i] = from[i];
	to[i] = 0;
	return !from[i];
}

static void copy_ranges(struct boot_info *bi, const struct multiboot_info *mbi)
{
	u32 at = mbi->mmap_addr, end = at + mbi->mmap_length;

	while (at + sizeof(struct multiboot_mmap) <= end) {
		const struct multiboot_mmap *m = (const void *)at;
		struct boot_range *r = &bi->ranges[bi->nr_ranges];

		if (bi->nr_ranges == BOOT_MAX_RANGES) {
			bi->cut |= BOOT_CUT_RANGES;
			return;
		}
		r->addr = m->addr;
		r->size = m->len;
		r->type = m->type;
		bi->nr_ranges++;
		at += m->size + sizeof(m->size);
	}
}

static void copy_modules(struct boot_info *bi, const struct multiboot_info *mbi)
{
	const struct multiboot_mod *mod = (const void *)mbi->mods_addr;

	for (u32 i = 0; i < mbi->mods_count; i++, mod++) {
		struct boot_module *m = &bi->modules[bi->nr_modules];

		if (bi->nr_modules == BOOT_MAX_MODULES) {
			bi->cut |= BOOT_CUT_MODULES;
			return;
		}
		m->start = mod->start;
		m->end = mod->end;
		if (mod->string)
			copy_string(m->name, (const char *)mod->string, sizeof(m->name));
		bi->nr_modules++;
	}
}

/* Called by boot.asm with what the loader left in EAX and EBX. */
void boot_early(u32 magic, const struct multiboot_info *mbi)
{
	struct boot_info *bi = (void *)((u32)&boot_info - PAGE_OFFSET);

	check_cpu();
	bi->magic = magic;
	bi->text_console = 1;
	if (magic != MULTIBOOT_BOOTLOADER_MAGIC)
		return;
	if (mbi->flags & MBI_CMDLINE &&
	    !copy_string(bi->cmdline, (const char *)mbi->cmdline, sizeof(bi->cmdline)))
		bi->cut |= BOOT_CUT_CMDLINE;
	if (mbi->flags & MBI_MMAP)
		copy_ranges(bi, mbi);
	if (mbi->flags & MBI_MODS)
		copy_modules(bi, mbi);
	if (mbi->flags & MBI_FRAMEBUFFER)
		bi->text_console = mbi->fb_type == MBI_FB_TEXT;
}
