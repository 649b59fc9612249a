/* SPDX-License-Identifier: MIT */
/*
 * The high precision event timer: a counter in memory, 10 MHz or more, the same on every CPU and
 * whatever the CPU's clock does. Slower to read than the time stamp counter, so it is the second
 * choice.
 *
 * Its ACPI table says where it is. On a machine without ACPI the usual address is tried: a period
 * that the specification allows is taken for a sign that it is there. Without a HPET everything goes
 * on as before.
 *
 * Tests: tests/drivers/hpet_test.c.
 */
#include <linux/acpi.h>
#include <linux/clocksource.h>
#include <linux/errno.h>
#include <linux/hpet.h>
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/printk.h>

#define FEMTOSECONDS_PER_SECOND 1000000000000000ULL

void __iomem *hpet_virt_address;
u32 hpet_hz;

static struct resource hpet_resource = { .name = "HPET 0",
					 .flags = IORESOURCE_MEM | IORESOURCE_BUSY };

/* Two halves of a counter that runs: the upper one must not have changed in between. */
u64 hpet_readq_counter(void)
{
	u32 high, low;

	do {
		high = readl(hpet_virt_address + HPET_COUNTER + 4);
		low = readl(hpet_virt_address + HPET_COUNTER);
	} while (high != readl(hpet_virt_address + HPET_COUNTER + 4));
	return (u64)high << 32 | low;
}

static u64 read_hpet(struct clocksource *cs)
{
	return hpet_readq_counter();
}

static struct clocksource clocksource_hpet = { .name = "hpet", .rating = 250, .read = read_hpet };

/* 0: there is none. */
static unsigned long __init hpet_address(void)
{
	struct acpi_table_header *table;
	unsigned long address;
	acpi_status status = acpi_get_table(ACPI_SIG_HPET, 1, &table);

	if (status == AE_NOT_EXIST)
		return HPET_DEFAULT_ADDRESS;
	if (ACPI_FAILURE(status))
		return 0;
	address = ((struct acpi_table_hpet *)table)->address.address;
	acpi_put_table(table);
	return address;
}

/* Why this is no counter to be used, or NULL. */
static const char *__init hpet_fault(void)
{
	u32 id = readl(hpet_virt_address + HPET_ID),
	    period = readl(hpet_virt_address + HPET_PERIOD);

	if (!period || period > HPET_PERIOD_MAX)
		return "no sign of life";
	if (!(id & HPET_ID_64BIT))
		return "its counter has only 32 bits";
	return NULL;
}

static void __init hpet_start(unsigned long address)
{
	u32 period = readl(hpet_virt_address + HPET_PERIOD);

	hpet_hz = div_u64(FEMTOSECONDS_PER_SECOND + period / 2, period);
	writel(readl(hpet_virt_address + HPET_CFG) | HPET_CFG_ENABLE, hpet_virt_address + HPET_CFG);
	hpet_resource.start = address;
	hpet_resource.end = address + HPET_MMIO_SIZE - 1;
	insert_resource(&iomem_resource, &hpet_resource);
	pr_info("hpet: at %#lx, %u.%06u MHz counter of 64 bits\n", address, hpet_hz / 1000000,
		hpet_hz % 1000000);
}

static int __init hpet_init(void)
{
	unsigned long address = hpet_address();
	const char *fault;

	if (!address)
		return 0;
	hpet_virt_address = ioremap(address, HPET_MMIO_SIZE);
	if (!hpet_virt_address)
		return -ENOMEM;
	fault = hpet_fault();
	if (fault) {
		pr_info("hpet: none at %#lx: %s\n", address, fault);
		iounmap(hpet_virt_address);
		hpet_virt_address = NULL;
		return 0;
	}
	hpet_start(address);
	return clocksource_register_hz(&clocksource_hpet, hpet_hz);
}
device_initcall(hpet_init);
