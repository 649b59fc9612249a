/* SPDX-License-Identifier: MIT */
/*
 * Leaving the machine: QEMU's isa-debug-exit device, ACPI power-off at the ports QEMU's chipsets have,
 * and the keyboard controller's reset line.
 *
 * isa-debug-exit ends QEMU with status value * 2 + 1, so a write of 0x10 is 33. Where the device is not
 * there the write goes nowhere and the caller goes on.
 */
#include <asm/desc.h>
#include <asm/io.h>
#include <k896/consoles.h>
#include <linux/init.h>
#include <linux/panic.h>

#define DEBUG_EXIT_PORT	 0xf4
#define DEBUG_EXIT_BASE	 0x10
#define PIIX4_PM_CONTROL 0x604
#define ICH9_PM_CONTROL	 0xb004
#define PM_SOFT_OFF	 0x2000
#define KEYBOARD_COMMAND 0x64
#define KEYBOARD_FULL	 0x02
#define KEYBOARD_RESET	 0xfe

static void debug_exit(enum exit_status status)
{
	outb(DEBUG_EXIT_BASE + status, DEBUG_EXIT_PORT);
}

static void acpi_power_off(void)
{
	outw(PM_SOFT_OFF, PIIX4_PM_CONTROL);
	outw(PM_SOFT_OFF, ICH9_PM_CONTROL);
}

/* The reset line; failing that, an exception with no table to handle it. */
static void reset(void)
{
	struct desc_ptr none = { 0, 0 };

	for (int spin = 0; spin < 100000 && inb(KEYBOARD_COMMAND) & KEYBOARD_FULL; spin++)
		;
	outb(KEYBOARD_RESET, KEYBOARD_COMMAND);
	for (int i = 0; i < 1000; i++)
		io_delay();
	asm volatile("lidt %0; int3" : : "m"(none));
}

void __init qemu_exit_init(void)
{
	machine_ops = (struct machine_ops){
		.exit = debug_exit,
		.power_off = acpi_power_off,
		.restart = reset,
	};
}
