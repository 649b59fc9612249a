/* SPDX-License-Identifier: MIT */
/* The high precision event timer's registers, and what its driver found. */
#ifndef _LINUX_HPET_H
#define _LINUX_HPET_H

#include <linux/io.h>
#include <linux/types.h>

#define HPET_DEFAULT_ADDRESS 0xfed00000UL
#define HPET_MMIO_SIZE	     1024

#define HPET_ID		0x000
#define HPET_ID_64BIT	0x2000	     /* the counter has 64 bits */
#define HPET_PERIOD	0x004	     /* of a tick, in 10^-15 s */
#define HPET_PERIOD_MAX 0x05f5e100UL /* by the specification: 100 ns */
#define HPET_CFG	0x010
#define HPET_CFG_ENABLE 0x001
#define HPET_COUNTER	0x0f0

/* Its registers and its rate; NULL and 0 on a machine without one. */
extern void __iomem *hpet_virt_address;
extern u32 hpet_hz;

/* The counter. Any context, only when there is one. */
u64 hpet_readq_counter(void);

#endif
