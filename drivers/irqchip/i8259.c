/* SPDX-License-Identifier: MIT */
/*
 * The two 8259A interrupt controllers of a PC: eight lines each, the second one hanging at line 2 of the
 * first.
 *
 *	lines 0-7   -> master (0x20) ------------------> CPU, vectors 32-39
 *	lines 8-15  -> slave (0xa0) -> master's line 2 ->      vectors 40-47
 *
 * An edge on a line sets a bit in IRR (requested); when the CPU takes the interrupt the bit moves to ISR
 * (in service), and keeps lines of lower priority away until the end of interrupt (EOI) is written. Masked
 * lines (IMR) still collect their edge in IRR.
 *
 * A request that goes away at the wrong moment makes the controller answer with its lowest line, 7 or
 * 15, and no ISR bit: a spurious interrupt. It must not get an EOI, which would end another line's
 * service; except that the master does not know about the slave's, and is owed one for line 2.
 *
 * Tests: tests/kernel/core/irq_test.c
 */
#include <asm/i8259.h>
#include <asm/io.h>
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/spinlock.h>

#define MASTER_CMD 0x20
#define MASTER_IMR 0x21
#define SLAVE_CMD  0xa0
#define SLAVE_IMR  0xa1

#define CASCADE_IRQ 2

#define ICW1_INIT    0x11 /* edge triggered, two of them, ICW4 follows */
#define ICW4_8086    0x01
#define OCW2_EOI     0x60 /* for the line in bits 0-2 */
#define OCW3_READ_IS 0x0b
#define OCW3_READ_IR 0x0a

static DEFINE_SPINLOCK(i8259A_lock);
static u16 masked = 0xffff; /* what the two IMRs hold */

static void write_mask(unsigned int irq)
{
	if (irq < 8)
		outb(masked, MASTER_IMR);
	else
		outb(masked >> 8, SLAVE_IMR);
}

static void set_masked(unsigned int irq, bool on)
{
	unsigned long flags;

	spin_lock_irqsave(&i8259A_lock, flags);
	masked = (masked & ~BIT(irq)) | on << irq;
	write_mask(irq);
	spin_unlock_irqrestore(&i8259A_lock, flags);
}

static void i8259_mask(struct irq_data *data)
{
	set_masked(data->irq, true);
}

static void i8259_unmask(struct irq_data *data)
{
	set_masked(data->irq, false);
}

static void i8259_mask_ack(struct irq_data *data)
{
	unsigned long flags;

	spin_lock_irqsave(&i8259A_lock, flags);
	masked |= BIT(data->irq);
	write_mask(data->irq);
	if (data->irq >= 8) {
		outb(OCW2_EOI | (data->irq & 7), SLAVE_CMD);
		outb(OCW2_EOI | CASCADE_IRQ, MASTER_CMD);
	} else {
		outb(OCW2_EOI | data->irq, MASTER_CMD);
	}
	spin_unlock_irqrestore(&i8259A_lock, flags);
}

static bool in_service(u16 port, unsigned int line)
{
	u8 isr;

	outb(OCW3_READ_IS, port);
	isr = inb(port);
	outb(OCW3_READ_IR, port);
	return isr & BIT(line);
}

static bool i8259_spurious(struct irq_data *data)
{
	u16 port = data->irq < 8 ? MASTER_CMD : SLAVE_CMD;
	unsigned long flags;
	bool spurious;

	if ((data->irq & 7) != 7)
		return false;
	spin_lock_irqsave(&i8259A_lock, flags);
	spurious = !in_service(port, 7);
	if (spurious && port == SLAVE_CMD)
		outb(OCW2_EOI | CASCADE_IRQ, MASTER_CMD);
	spin_unlock_irqrestore(&i8259A_lock, flags);
	if (spurious)
		pr_info_once("spurious 8259A interrupt: IRQ%u.\n", data->irq);
	return spurious;
}

static const struct irq_chip i8259A_chip = {
	.name = "XT-PIC",
	.irq_mask = i8259_mask,
	.irq_unmask = i8259_unmask,
	.irq_mask_ack = i8259_mask_ack,
	.irq_spurious = i8259_spurious,
};

/* What line the slave hangs at: a bit for the master, a number for the slave. */
static void __init start(u16 cmd, u16 imr, u8 vector, u8 cascade)
{
	outb(ICW1_INIT, cmd);
	io_delay();
	outb(vector, imr);
	io_delay();
	outb(cascade, imr);
	io_delay();
	outb(ICW4_8086, imr);
	io_delay();
	outb(0xff, imr);
}

/* The slave's way to the CPU is kept open, and out of the hands of drivers. */
static irqreturn_t no_action(int irq, void *dev_id)
{
	return IRQ_NONE;
}

void __init init_8259A(void)
{
	outb(0xff, MASTER_IMR);
	outb(0xff, SLAVE_IMR);
	start(MASTER_CMD, MASTER_IMR, IRQ0_VECTOR, BIT(CASCADE_IRQ));
	start(SLAVE_CMD, SLAVE_IMR, IRQ0_VECTOR + 8, CASCADE_IRQ);
	for (unsigned int irq = 0; irq < NR_IRQS; irq++)
		irq_set_chip(irq, &i8259A_chip);
	WARN_ON(request_irq(CASCADE_IRQ, no_action, 0, "cascade", NULL));
}
