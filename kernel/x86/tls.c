/* SPDX-License-Identifier: MIT */
/*
 * Thread-local storage: three descriptors of the GDT (6-8) belong to the running task. A C library asks for one
 * with set_thread_area() and loads its selector into GS. The task's own are written into the GDT when it gets
 * the CPU.
 *
 * What a descriptor may be is decided here: a present 32-bit data segment of ring 3, or empty. Nothing that
 * the user says reaches any other bit.
 *
 * Tests: tests/kernel/x86/tls_test.c.
 */
#include <asm/desc.h>
#include <asm/ldt.h>
#include <asm/segment.h>
#include <linux/errno.h>
#include <linux/sched.h>

#define ACCESS_DATA	0xf0 /* present, ring 3, code or data */
#define ACCESS_ACCESSED 0x01
#define ACCESS_WRITABLE 0x02
#define ACCESS_DOWN	0x04
#define FLAG_AVAILABLE	(1 << 20)
#define FLAG_32BIT	(1 << 22)
#define FLAG_PAGES	(1 << 23)

void load_tls(const struct thread_struct *thread)
{
	gdt[GDT_TLS_MIN] = thread->tls[0];
	gdt[GDT_TLS_MIN + 1] = thread->tls[1];
	gdt[GDT_TLS_MIN + 2] = thread->tls[2];
}

/* Both forms that Linux takes for "nothing here". */
static bool is_empty(const struct user_desc *info)
{
	return !info->base_addr && !info->limit && !info->contents && !info->seg_32bit &&
	       !info->limit_in_pages && !info->useable &&
	       info->read_exec_only == info->seg_not_present;
}

static bool is_allowed(const struct user_desc *info)
{
	return is_empty(info) || (info->seg_32bit && info->contents <= 1 && !info->seg_not_present);
}

static struct desc descriptor_of(const struct user_desc *info)
{
	u32 access = ACCESS_DATA | ACCESS_ACCESSED;

	if (is_empty(info))
		return (struct desc){};
	if (!info->read_exec_only)
		access |= ACCESS_WRITABLE;
	if (info->contents == 1)
		access |= ACCESS_DOWN;
	return (struct desc){
		.lo = info->base_addr << 16 | (info->limit & 0xffff),
		.hi = (info->base_addr & 0xff000000) | (info->base_addr >> 16 & 0xff) |
		      access << 8 | (info->limit & 0xf0000) | FLAG_32BIT |
		      (info->useable ? FLAG_AVAILABLE : 0) |
		      (info->limit_in_pages ? FLAG_PAGES : 0),
	};
}

static bool is_free(struct desc desc)
{
	return !desc.lo && !desc.hi;
}

int tls_find_free(const struct thread_struct *thread)
{
	for (int i = 0; i < GDT_TLS_ENTRIES; i++)
		if (is_free(thread->tls[i]))
			return GDT_TLS_MIN + i;
	return -ESRCH;
}

int tls_set(struct thread_struct *thread, const struct user_desc *info)
{
	unsigned int index = info->entry_number - GDT_TLS_MIN;

	if (!is_allowed(info) || index >= GDT_TLS_ENTRIES)
		return -EINVAL;
	thread->tls[index] = descriptor_of(info);
	return 0;
}

int tls_get(const struct thread_struct *thread, struct user_desc *info)
{
	unsigned int index = info->entry_number - GDT_TLS_MIN;
	struct desc desc;

	if (index >= GDT_TLS_ENTRIES)
		return -EINVAL;
	desc = thread->tls[index];
	*info = (struct user_desc){
		.entry_number = info->entry_number,
		.base_addr = desc.lo >> 16 | (desc.hi & 0xff) << 16 | (desc.hi & 0xff000000),
		.limit = (desc.lo & 0xffff) | (desc.hi & 0xf0000),
		.seg_32bit = !!(desc.hi & FLAG_32BIT),
		.contents = desc.hi >> 10 & 3,
		.read_exec_only = !(desc.hi & ACCESS_WRITABLE << 8),
		.limit_in_pages = !!(desc.hi & FLAG_PAGES),
		.seg_not_present = !(desc.hi & 1 << 15),
		.useable = !!(desc.hi & FLAG_AVAILABLE),
	};
	return 0;
}
