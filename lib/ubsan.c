/* SPDX-License-Identifier: MIT */
/*
 * Undefined behaviour, reported where it happens, in a build with SAN=undef. The compiler puts a check before each
 * operation whose result C does not define; where the check fails the code calls one of the functions below, with a
 * description of the place, and goes on afterwards with whatever the machine makes of it.
 *
 *	int table[4];		if (i > 3)
 *	table[i] = 1;	->		__ubsan_handle_out_of_bounds(&this_place, i);
 *				table[i] = 1;
 *
 * The names of the functions, their arguments and the layout of the descriptions are the compilers' (gcc's libubsan and
 * clang's compiler-rt); the words of the reports are Linux's. This file itself is built without checks.
 *
 * Tests: tests/lib/ubsan_test.c, in a SAN=undef build.
 */
#ifdef CONFIG_UBSAN
#include <k896/ubsan.h>
#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/types.h>

/* gcc calls its runtime as any other function, clang always with the arguments on the stack. */
#ifdef __clang__
#define HANDLER __attribute__((__regparm__(0))) __used
#else
#define HANDLER __used
#endif

struct type_descriptor {
	u16 kind; /* TYPE_... */
	u16 info; /* of an integer: bit 0 is set where it is signed, above that log2 of its bits */
	char name[]; /* in quotes */
};

#define TYPE_INTEGER 0

/* ---- the report ---- */

void (*ubsan_report_hook)(const char *kind, struct source_location *where, struct va_format *vaf);

static bool reporting;

/* Is the place to be reported? Then interrupts are off until end(). */
static bool begin(struct source_location *where, unsigned long *flags)
{
	raw_local_irq_save(*flags);
	if (ubsan_report_hook && !reporting && !(where->column & UBSAN_REPORTED)) {
		reporting = true;
		where->column |= UBSAN_REPORTED;
		return true;
	}
	raw_local_irq_restore(*flags);
	return false;
}

static void end(unsigned long flags)
{
	reporting = false;
	raw_local_irq_restore(flags);
}

static __printf(3, 4) void say(const char *kind, struct source_location *where, const char *fmt,
			       ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	vaf.va = &args;
	ubsan_report_hook(kind, where, &vaf);
	va_end(args);
}

/* ---- values ---- */

static unsigned int bits_of(const struct type_descriptor *type)
{
	return 1U << (type->info >> 1);
}

static bool is_signed(const struct type_descriptor *type)
{
	return type->kind == TYPE_INTEGER && type->info & 1;
}

/* A value that fits in a register comes as it is, a longer one by its address. */
static s64 value_of(const struct type_descriptor *type, unsigned long value)
{
	unsigned int unused = BITS_PER_LONG - bits_of(type);

	if (bits_of(type) > BITS_PER_LONG)
		return *(const s64 *)value;
	if (is_signed(type))
		return (long)(value << unused) >> unused;
	return value;
}

static bool is_negative(const struct type_descriptor *type, unsigned long value)
{
	return is_signed(type) && value_of(type, value) < 0;
}

struct number {
	char text[24];
};

static const char *number(struct number *to, const struct type_descriptor *type,
			  unsigned long value)
{
	if (type->kind != TYPE_INTEGER || bits_of(type) > 64)
		strscpy(to->text, "<unknown>", sizeof(to->text));
	else
		snprintf(to->text, sizeof(to->text), is_signed(type) ? "%lld" : "%llu",
			 value_of(type, value));
	return to->text;
}

/* ---- what the compiler calls ---- */

struct out_of_bounds_data {
	struct source_location where;
	const struct type_descriptor *array, *index;
};

void HANDLER __ubsan_handle_out_of_bounds(struct out_of_bounds_data *data, unsigned long index);
void HANDLER __ubsan_handle_out_of_bounds(struct out_of_bounds_data *data, unsigned long index)
{
	struct number i;
	unsigned long flags;

	if (!begin(&data->where, &flags))
		return;
	say("array-index-out-of-bounds", &data->where, "index %s is out of range for type %s",
	    number(&i, data->index, index), data->array->name);
	end(flags);
}

struct shift_data {
	struct source_location where;
	const struct type_descriptor *left, *right;
};

void HANDLER __ubsan_handle_shift_out_of_bounds(struct shift_data *data, unsigned long left,
						unsigned long right);
void HANDLER __ubsan_handle_shift_out_of_bounds(struct shift_data *data, unsigned long left,
						unsigned long right)
{
	const char *kind = "shift-out-of-bounds";
	struct number l, r;
	unsigned long flags;

	if (!begin(&data->where, &flags))
		return;
	number(&l, data->left, left);
	number(&r, data->right, right);
	if (is_negative(data->right, right))
		say(kind, &data->where, "shift exponent %s is negative", r.text);
	else if ((u64)value_of(data->right, right) >= bits_of(data->left))
		say(kind, &data->where, "shift exponent %s is too large for %u-bit type %s", r.text,
		    bits_of(data->left), data->left->name);
	else if (is_negative(data->left, left))
		say(kind, &data->where, "left shift of negative value %s", l.text);
	else
		say(kind, &data->where,
		    "left shift of %s by %s places cannot be represented in type %s", l.text,
		    r.text, data->left->name);
	end(flags);
}

struct invalid_value_data {
	struct source_location where;
	const struct type_descriptor *type;
};

void HANDLER __ubsan_handle_load_invalid_value(struct invalid_value_data *data,
					       unsigned long value);
void HANDLER __ubsan_handle_load_invalid_value(struct invalid_value_data *data, unsigned long value)
{
	struct number n;
	unsigned long flags;

	if (!begin(&data->where, &flags))
		return;
	say("invalid-load", &data->where, "load of value %s is not a valid value for type %s",
	    number(&n, data->type, value), data->type->name);
	end(flags);
}

/* One call for three faults of a pointer: the null pointer, an address that does not fit the type, too little behind it. */
struct type_mismatch_data {
	struct source_location where;
	const struct type_descriptor *type;
	u8 log_alignment;
	u8 access; /* index into accesses[] */
};

static const char *const accesses[] = {
	"load of",
	"store to",
	"reference binding to",
	"member access within",
	"member call on",
	"constructor call on",
	"downcast of",
	"downcast of",
	"upcast of",
	"cast to virtual base of",
};

void HANDLER __ubsan_handle_type_mismatch_v1(struct type_mismatch_data *data, unsigned long ptr);
void HANDLER __ubsan_handle_type_mismatch_v1(struct type_mismatch_data *data, unsigned long ptr)
{
	const char *access = data->access < ARRAY_SIZE(accesses) ? accesses[data->access] :
								   "use of";
	unsigned long alignment = 1UL << data->log_alignment, flags;

	if (!begin(&data->where, &flags))
		return;
	if (!ptr)
		say("null-ptr-deref", &data->where, "%s null pointer of type %s", access,
		    data->type->name);
	else if (ptr & (alignment - 1))
		say("misaligned-access", &data->where,
		    "%s misaligned address %px for type %s\nwhich requires %lu byte alignment",
		    access, (void *)ptr, data->type->name, alignment);
	else
		say("object-size-mismatch", &data->where,
		    "%s address %px with insufficient space\nfor an object of type %s", access,
		    (void *)ptr, data->type->name);
	end(flags);
}

struct alignment_assumption_data {
	struct source_location where, assumed_at;
	const struct type_descriptor *type;
};

/* clang: __builtin_assume_aligned() and the attributes like it. */
void HANDLER __ubsan_handle_alignment_assumption(struct alignment_assumption_data *data,
						 unsigned long ptr, unsigned long alignment,
						 unsigned long offset);
void HANDLER __ubsan_handle_alignment_assumption(struct alignment_assumption_data *data,
						 unsigned long ptr, unsigned long alignment,
						 unsigned long offset)
{
	unsigned long flags;

	if (!begin(&data->where, &flags))
		return;
	if (offset)
		say("alignment-assumption", &data->where,
		    "assumption of %lu byte alignment (with offset of %lu byte) for pointer of type %s failed",
		    alignment, offset, data->type->name);
	else
		say("alignment-assumption", &data->where,
		    "assumption of %lu byte alignment for pointer of type %s failed", alignment,
		    data->type->name);
	end(flags);
}

struct nonnull_arg_data {
	struct source_location where, attribute_at;
	int arg; /* from 1 */
};

void HANDLER __ubsan_handle_nonnull_arg(struct nonnull_arg_data *data);
void HANDLER __ubsan_handle_nonnull_arg(struct nonnull_arg_data *data)
{
	unsigned long flags;

	if (!begin(&data->where, &flags))
		return;
	say("null-argument", &data->where,
	    "null pointer passed as argument %d, declared with nonnull attribute", data->arg);
	end(flags);
}

/* @data is the place of the attribute, @where that of the return. */
void HANDLER __ubsan_handle_nonnull_return_v1(void *data, struct source_location *where);
void HANDLER __ubsan_handle_nonnull_return_v1(void *data, struct source_location *where)
{
	unsigned long flags;

	if (!begin(where, &flags))
		return;
	say("null-return", where,
	    "null pointer returned from function declared to never return null");
	end(flags);
}

struct unreachable_data {
	struct source_location where;
};

/* There is no code to go on with. */
void HANDLER __noreturn __ubsan_handle_builtin_unreachable(struct unreachable_data *data);
void HANDLER __noreturn __ubsan_handle_builtin_unreachable(struct unreachable_data *data)
{
	unsigned long flags;

	if (begin(&data->where, &flags)) {
		say("unreachable", &data->where, "calling __builtin_unreachable()");
		end(flags);
	}
	BUG();
}
#endif
