/* SPDX-License-Identifier: MIT */
/*
 * How a mistake that KASAN has found looks in the log, in Linux's form:
 *
 *	==================================================================
 *	BUG: KASAN: stack-out-of-bounds in fill+0x3c/0x60 (drivers/foo.c:17)
 *	Write of size 1 at addr f8843f0d by task init/1
 *	Call Trace: ...
 *	The buggy address belongs to stack of task init/1 ...
 *	Memory state around the buggy address:
 *	>f8843f00: 00 05 f3 f3 ...
 *	              ^
 *	==================================================================
 *
 * Each place in the code reports once, its first time: what it does wrong it does again, in a loop perhaps. What lies at the address
 * is told by whoever knows: the compiler, of global variables and stacks, here; allocators register (k896/kasan.h).
 *
 * Then the access is made. Where kasan.fault=panic is on the command line the kernel stops instead.
 *
 * This file is built without checks.
 *
 * Tests: tests/lib/kasan_test.c, in a SAN=addr build.
 */
#ifdef CONFIG_KASAN
#include <asm/extable.h>
#include <asm/processor.h>
#include <asm/stacktrace.h>
#include <k896/kasan.h>
#include <k896/report.h>
#include <linux/hardirq.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kallsyms.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>

static const char line[] = "==================================================================";

static bool fault_panic;

static int __init kasan_fault_setup(char *value)
{
	if (!strcmp(value, "report"))
		fault_panic = false;
	else if (!strcmp(value, "panic"))
		fault_panic = true;
	else
		pr_warn("kasan.fault=%s: there are report and panic\n", value);
	return 1;
}
early_param("kasan.fault=", kasan_fault_setup);

/* ---- tasks and their stacks ---- */

void kasan_disable_current(void)
{
	current->kasan_depth++;
}

void kasan_enable_current(void)
{
	current->kasan_depth--;
}

void kasan_unpoison_task_stack(struct task_struct *task)
{
	kasan_unpoison(task->stack, THREAD_SIZE);
}

void kasan_unpoison_task_stack_below(const void *watermark)
{
	unsigned long stack = (unsigned long)current->stack;

	if ((unsigned long)watermark - stack < THREAD_SIZE)
		kasan_unpoison((void *)stack,
			       ((unsigned long)watermark - stack) & ~KASAN_GRANULE_MASK);
}

/* ---- once a place ---- */

#define NR_PLACES 256 /* power of two */

/* Open hashing. A place whose note is lost to an interrupt reports once more. */
static unsigned long places[NR_PLACES];
static bool multi_shot;

bool kasan_save_enable_multi_shot(void)
{
	bool was = multi_shot;

	multi_shot = true;
	memset(places, 0, sizeof(places));
	return was;
}

void kasan_restore_multi_shot(bool enabled)
{
	multi_shot = enabled;
}

/* Where the place is to be noted, once it is reported. NULL: it has been; or the table is full, and nothing is new. */
static unsigned long *find_note(unsigned long ip)
{
	static unsigned long nowhere;

	if (multi_shot)
		return &nowhere;
	for (unsigned int i = 0; i < NR_PLACES; i++) {
		unsigned long *place = &places[(ip + i) % NR_PLACES];

		if (*place == ip)
			return NULL;
		if (!*place)
			return place;
	}
	return NULL;
}

/* In memcpy() and its relations, or on the way there? */
static bool is_helper(unsigned long return_address)
{
	unsigned int unused;
	const char *file = kallsyms_lookup_line(return_address - 1, &unused);

	return file && (!strcmp(file, "lib/string.c") || !strcmp(file, "lib/kasan.c"));
}

/* Where the mistake is: of memcpy() and its relations the caller knows better. A return address, too. */
static unsigned long place_of(unsigned long ip)
{
	struct stack_walk w;

	if (!is_helper(ip))
		return ip;
	stack_walk_start_here(&w);
	while (stack_walk_next(&w) && w.ip != ip)
		;
	while (stack_walk_next(&w))
		if (!is_helper(w.ip))
			return w.ip;
	return ip;
}

/* ---- what is wrong ---- */

static const char *kind_of_poison(u8 shadow)
{
	switch (shadow) {
	case KASAN_PAGE_FREE:
		return "use-after-free";
	case KASAN_SLAB_FREE:
	case KASAN_SLAB_FREETRACK:
		return "slab-use-after-free";
	case KASAN_PAGE_REDZONE:
	case KASAN_SLAB_REDZONE:
		return "slab-out-of-bounds";
	case KASAN_GLOBAL_REDZONE:
		return "global-out-of-bounds";
	case KASAN_STACK_LEFT:
	case KASAN_STACK_MID:
	case KASAN_STACK_RIGHT:
	case KASAN_STACK_PARTIAL:
		return "stack-out-of-bounds";
	case KASAN_STACK_SCOPE:
		return "use-after-scope";
	case KASAN_ALLOCA_LEFT:
	case KASAN_ALLOCA_RIGHT:
		return "alloca-out-of-bounds";
	case KASAN_VMALLOC_INVALID:
		return "vmalloc-out-of-bounds";
	default:
		return "unknown-crash";
	}
}

/* A granule of which some bytes may be touched: the next one says what comes behind them. */
static u8 poison_at(unsigned long addr)
{
	u8 *shadow = kasan_mem_to_shadow((void *)addr);

	return *shadow < KASAN_GRANULE_SIZE ? shadow[1] : *shadow;
}

static const char *kind_of(const struct kasan_access *access)
{
	if (access->type == KASAN_REPORT_INVALID_FREE)
		return "invalid-free";
	if (access->type == KASAN_REPORT_DOUBLE_FREE)
		return "double-free";
	if (access->addr < PAGE_SIZE)
		return "null-ptr-deref";
	if (access->addr < TASK_SIZE)
		return "user-memory-access";
	if (access->addr < PAGE_OFFSET)
		return "wild-memory-access";
	if (access->addr + access->size < access->addr)
		return "out-of-bounds";
	return kind_of_poison(poison_at(access->bad));
}

static const char *context(void)
{
	return in_hardirq() ? "hardirq" : in_serving_softirq() ? "softirq" : "task";
}

static void print_head(const struct kasan_access *access, unsigned long place, unsigned long flags)
{
	const struct task_struct *task = current;

	pr_err("BUG: KASAN: %s in %pSL\n", kind_of(access), (void *)place - 1);
	if (access->type == KASAN_REPORT_ACCESS)
		pr_err("%s of size %lu at addr %08lx by task %s/%d\n",
		       access->write ? "Write" : "Read", access->size, access->addr, task->comm,
		       task->pid);
	else
		pr_err("Free of addr %08lx by task %s/%d\n", access->addr, task->comm, task->pid);
	pr_err("CPU: 0 PID: %d Comm: %s, in %s, interrupts %s, preempt_count() %#x\n", task->pid,
	       task->comm, context(), flags & X86_EFLAGS_IF ? "on" : "off", preempt_count());
}

/* ---- what lies there ---- */

const char *kasan_distance(unsigned long bad, unsigned long start, unsigned long size,
			   unsigned long *bytes)
{
	if (bad < start) {
		*bytes = start - bad;
		return "to the left of";
	}
	if (bad >= start + size) {
		*bytes = bad - start - size;
		return "to the right of";
	}
	*bytes = bad - start;
	return "inside of";
}

static bool describe_global(const struct kasan_access *access)
{
	const struct kasan_global *g = kasan_find_global(access->bad);
	unsigned long bytes;
	const char *side;

	if (!g)
		return false;
	pr_err("\nThe buggy address belongs to the variable:\n");
	pr_err(" %s+%#lx/%#x (%s)\n", g->name, access->bad - (unsigned long)g->start, g->size,
	       g->file);
	side = kasan_distance(access->bad, (unsigned long)g->start, g->size, &bytes);
	pr_err("The buggy address is located %lu bytes %s the global variable '%s' of size %u\n",
	       bytes, side, g->name, g->size);
	return true;
}

/*
 * The frame that @addr lies in: its red zones begin with KASAN_STACK_LEFT, and the memory under these with three words, the magic
 * number, the description and the function.
 */
static const unsigned long *find_frame(unsigned long addr)
{
	const u8 *shadow = kasan_mem_to_shadow((void *)addr);
	const u8 *lowest = shadow - THREAD_SIZE / KASAN_GRANULE_SIZE;
	unsigned long magic;
	const void *frame;

	while (shadow > lowest && *shadow != KASAN_STACK_LEFT)
		shadow--;
	while (shadow > lowest && *shadow == KASAN_STACK_LEFT)
		shadow--;
	frame = kasan_shadow_to_mem(shadow + 1);
	if (peek_kernel(frame, &magic) || magic != KASAN_FRAME_MAGIC)
		return NULL;
	return frame;
}

/* "2 32 4 5 count 48 13 7 name:12": two objects; offset, size, length of the name, the name, and in gcc's the line. */
static void print_objects(const char *text)
{
	char *at;
	unsigned long n = simple_strtoul(text, &at, 10);

	pr_err("\nThis frame has %lu object%s:\n", n, n == 1 ? "" : "s");
	while (n--) {
		unsigned long offset = simple_strtoul(skip_spaces(at), &at, 10);
		unsigned long size = simple_strtoul(skip_spaces(at), &at, 10);
		unsigned long len = simple_strtoul(skip_spaces(at), &at, 10);

		at = skip_spaces(at);
		pr_err(" [%lu, %lu) '%.*s'\n", offset, offset + size,
		       (int)(strnchr(at, len, ':') ? strnchr(at, len, ':') - at : len), at);
		at += len;
	}
}

static bool is_stack_poison(u8 shadow)
{
	return shadow >= KASAN_STACK_LEFT && shadow <= KASAN_STACK_SCOPE;
}

static bool describe_stack(const struct kasan_access *access)
{
	const unsigned long *frame;

	if (access->addr < PAGE_OFFSET || !is_stack_poison(poison_at(access->bad)))
		return false;
	frame = find_frame(access->bad);
	if (!frame)
		return false;
	pr_err("\nThe buggy address belongs to stack of task %s/%d\n", current->comm, current->pid);
	pr_err(" and is located at offset %lu in frame:\n", access->bad - (unsigned long)frame);
	pr_err(" %pSL\n", (void *)frame[2]);
	print_objects((const char *)frame[1]);
	return true;
}

static struct kasan_describer stacks = { .describe = describe_stack };
static struct kasan_describer variables = { .describe = describe_global, .next = &stacks };
static struct kasan_describer *describers = &variables;

void register_kasan_describer(struct kasan_describer *describer)
{
	struct kasan_describer **link = &describers;

	while (*link)
		link = &(*link)->next;
	*link = describer;
}

static void describe(const struct kasan_access *access)
{
	for (struct kasan_describer *d = describers; d; d = d->next)
		if (d->describe(access))
			return;
}

/* ---- the shadow around it ---- */

#define ROW_BYTES     16UL
#define ROWS_EACH_WAY 2

static void print_shadow(unsigned long bad)
{
	const u8 *at = kasan_mem_to_shadow((void *)bad);
	const u8 *row = (u8 *)((unsigned long)at & ~(ROW_BYTES - 1)) - ROWS_EACH_WAY * ROW_BYTES;
	u8 bytes[ROW_BYTES]; /* printk() must not touch the shadow */

	pr_err("\nMemory state around the buggy address:\n");
	for (int i = 0; i <= 2 * ROWS_EACH_WAY; i++, row += ROW_BYTES) {
		if ((unsigned long)row < KASAN_SHADOW_START ||
		    (unsigned long)row >= KASAN_SHADOW_END)
			continue;
		__memcpy(bytes, row, sizeof(bytes));
		pr_err("%c%px: %16ph\n", at - row < ROW_BYTES ? '>' : ' ', kasan_shadow_to_mem(row),
		       bytes);
		if (at - row < ROW_BYTES)
			pr_err("%*c\n", (int)(12 + (at - row) * 3), '^');
	}
}

/* ---- the report ---- */

static void report(const struct kasan_access *access)
{
	unsigned long flags, place, *note;

	if (current->kasan_depth)
		return;
	place = place_of(access->ip);
	note = find_note(place);
	if (!note || !report_begin(&flags))
		return;
	*note = place;
	pr_err("%s\n", line);
	print_head(access, place, flags);
	dump_stack();
	describe(access);
	if (access->addr >= PAGE_OFFSET)
		print_shadow(access->bad);
	pr_err("%s\n", line);
	if (fault_panic)
		panic("kasan.fault=panic set ...\n");
	report_end(flags);
}

void kasan_report_invalid_free(const void *ptr, unsigned long ip, enum kasan_report_type type)
{
	unsigned long addr = (unsigned long)ptr;
	struct kasan_access access = { .addr = addr, .bad = addr, .ip = ip, .type = type };

	report(&access);
}

void __init kasan_report_init(void)
{
	kasan_report_hook = report;
}
#endif
