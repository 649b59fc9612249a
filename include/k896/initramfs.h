/* SPDX-License-Identifier: MIT */
/* Files from the boot loader's modules: fs/initramfs.c. Boot calls these itself; tests bring archives of their own. */
#ifndef _K896_INITRAMFS_H
#define _K896_INITRAMFS_H

#include <asm/bootinfo.h>

/**
 * initramfs_unpack() - files from a newc archive in memory
 * @module: what reports call it
 * @start: physical address, in RAM of any zone
 * @end: the first behind it
 *
 * What is wrong is reported with name and offset. May sleep. Return: how many faults there were.
 */
int initramfs_unpack(const char *module, phys_addr_t start, phys_addr_t end);

/* The whole module as one file "/NAME". 0, or -errno, which is reported. May sleep. */
int initramfs_add_file(const struct boot_module *m);

#endif
