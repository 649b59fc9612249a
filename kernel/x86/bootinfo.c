/* SPDX-License-Identifier: MIT */
/* The room that boot/early.c fills; see asm/bootinfo.h. */
#include <asm/bootinfo.h>

struct boot_info boot_info;
