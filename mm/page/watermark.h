/* SPDX-License-Identifier: MIT */
/*
 * The arithmetic of mm/page/watermark.c for any array of MAX_NR_ZONES zones: it reads managed_pages and
 * present_pages and computes the other fields. The kernel calls it with its own zones, the tests with zones
 * that they have made up.
 */
#ifndef _MM_WATERMARK_H
#define _MM_WATERMARK_H

#include <linux/mmzone.h>

unsigned long default_min_free_kbytes(const struct zone *zones);
void set_watermarks(struct zone *zones, unsigned long min_kbytes);
void set_lowmem_reserve(struct zone *zones);
/* Sizes of the per-CPU lists, after the watermarks: none while reclaim_active. Interrupts off. */
void set_pageset(struct zone *zone);

#endif
