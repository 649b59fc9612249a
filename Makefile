# SPDX-License-Identifier: MIT
#
# Builds the kernel. The targets that run it (run, test, bench, gdb, check ...) are in mk/host.mk.
#
#   make                build/k896.elf, build/initramfs.cpio (mk/user.mk) and build/k896.iso
#   make LLVM=1         the same with clang and lld
#   make DEBUG=1        with owner-tracking spinlocks, and the preconditions of mm checked (linux/mmdebug.h)
#   make SAN=undef      with the compiler's checks for undefined behaviour (lib/ubsan.c); O=build/ubsan keeps it apart
#   make SAN=addr       with a check of each access to memory (lib/kasan.c); SAN=addr,undef has both
#   make NOTESTS=1      without the in-kernel tests and benchmarks
#   make WERROR=1       warnings are errors (CI only, so that a new compiler never breaks a build)
#
# A source file belongs to the kernel when it lies in one of the folders of DIRS. Each object is
# build/obj/<path>.o; the headers it read are in the .d file beside it.

DIRS := boot lib kernel $(patsubst %/,%,$(wildcard kernel/*/ mm/*/ drivers/*/)) fs lessons \
	$(if $(NOTESTS),,tests/kunit tests/support tests/lib $(patsubst %/,%,$(wildcard tests/mm/*/ tests/kernel/*/)) tests/fs tests/drivers tests/bench)

O := build
C_SRC   := $(sort $(wildcard $(DIRS:%=%/*.c)))
ASM_SRC := $(sort $(wildcard $(DIRS:%=%/*.asm)))
OBJS    := $(ASM_SRC:%.asm=$O/obj/%.asm.o) $(C_SRC:%.c=$O/obj/%.o)

# The cross compiler where it is installed, else the host's gcc with -m32.
ifeq ($(LLVM),1)
CC := clang --target=i686-linux-gnu
LD := ld.lld
NM := $(firstword $(shell command -v llvm-nm llvm-nm-14 nm))
else
CROSS := $(if $(shell command -v i686-linux-gnu-gcc),i686-linux-gnu-,)
CC := $(CROSS)gcc
LD := $(CROSS)ld
NM := $(CROSS)nm
endif

# What SAN= asks the compiler to check. Overflow is none of it: -fwrapv defines that. To gcc's "bounds" an array that ends a
# struct has no bound.
SAN_undef := $(if $(LLVM),bounds,bounds-strict),shift,alignment,bool,enum,object-size,unreachable,nonnull-attribute,returns-nonnull-attribute

# Memory: each access calls a function (lib/kasan.c), which looks at the shadow (asm/kasan.h). Red zones on the stack need
# frames at a multiple of 8, which no assembler code provides.
SHADOW_OFFSET := 0xa0000000
SAN_addr := kernel-address
SAN_FLAGS_addr := $(if $(LLVM),-mllvm -asan-mapping-offset=$(SHADOW_OFFSET) $(foreach p,instrumentation-with-call-threshold=0 stack=1 globals=1,-mllvm -asan-$p),-fasan-shadow-offset=$(SHADOW_OFFSET) $(foreach p,instrumentation-with-call-threshold=0 stack=1 globals=1,--param asan-$p))

# clang makes calls of memcpy() and its relations, with the arguments on the stack, of what it copies and fills in checked code.
SAN_SYMS = $(if $(LLVM),$(if $(filter addr,$(SANS)),$(firstword $(shell command -v llvm-objcopy llvm-objcopy-14 objcopy)) \
	$(foreach f,memcpy memmove memset,--redefine-sym $f=__asan_$f)))

comma := ,
SANS := $(subst $(comma), ,$(SAN))
$(foreach s,$(SANS),$(if $(SAN_$s),,$(error SAN=$(SAN): there are SAN=addr, SAN=undef and SAN=addr,undef)))
SAN_FLAGS := $(foreach s,$(SANS),-fsanitize=$(SAN_$s) $(SAN_FLAGS_$s))
SAN_CONFIG := $(if $(filter undef,$(SANS)),-DCONFIG_UBSAN) $(if $(filter addr,$(SANS)),-DCONFIG_KASAN)

CPPFLAGS := -Iinclude -iquote . -D__KERNEL__ $(if $(DEBUG),-DCONFIG_DEBUG_SPINLOCK -DCONFIG_DEBUG_VM -DCONFIG_DEBUG_LIST -DCONFIG_DEBUG_OBJECTS -DCONFIG_LOCKDEP -DCONFIG_PROVE_LOCKING) $(SAN_CONFIG)
CPPFLAGS += $(if $(DEBUG),-DCONFIG_PAGE_OWNER -DCONFIG_PAGE_POISONING -DCONFIG_DEBUG_PAGEALLOC) \
	$(if $(DEBUG)$(filter addr,$(SANS)),-DCONFIG_STACKDEPOT)
CFLAGS := -std=gnu11 -m32 -march=i686 -mtune=generic -O2 -g -ffreestanding -nostdinc -isystem $(shell $(CC) -print-file-name=include 2>/dev/null) \
	-fno-pic -fno-pie -mregparm=3 -freg-struct-return -fno-omit-frame-pointer -fno-optimize-sibling-calls \
	-mno-sse -mno-mmx -mno-80387 -fno-strict-aliasing -fno-common -fwrapv \
	-fno-stack-protector -fcf-protection=none -fno-asynchronous-unwind-tables -fno-unwind-tables \
	-fno-delete-null-pointer-checks -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare \
	-Wno-missing-field-initializers -Wstrict-prototypes -Wmissing-prototypes -Wundef \
	$(if $(WERROR),-Werror) \
	$(if $(LLVM),-mstack-alignment=4 -Wno-gnu-variable-sized-type-not-at-end,-mpreferred-stack-boundary=$(if $(filter addr,$(SANS)),3 -mincoming-stack-boundary=2,2))
LDFLAGS := -m elf_i386 -T linker.ld --build-id=none -z noexecstack -z max-page-size=4096 --orphan-handling=error

# Text written by version control into the boot banner, with blanks up to 40 characters: so that no commit's name moves
# what lies behind it, or takes longer to print.
VERSION := $(shell git describe --always --dirty 2>/dev/null || echo unknown)

.PHONY: all clean
all: $O/k896.elf iso

# One short line a step; "make V=1" shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),@:,@printf '  %-5s %s\n' $1 $2)

# What the last build was made with; a change rebuilds everything.
FLAGS_NOW := $(CC) $(CPPFLAGS) $(CFLAGS) $(SAN_FLAGS)
$(shell mkdir -p $O; printf '%s\n' '$(FLAGS_NOW)' | cmp -s - $O/flags || printf '%s\n' '$(FLAGS_NOW)' >$O/flags)
$(shell v=$$(printf %.40s '$(VERSION)'); \
	printf '\043define K896_VERSION "%s"\n\043define K896_VERSION_REST "%*s"\n' "$$v" $$((40 - $${#v})) '' >$O/version.new; \
	cmp -s $O/version.new $O/version.h || cp $O/version.new $O/version.h)

# The compiler may not turn loops into calls of memcpy() and the like.
NO_LIBCALLS := $(if $(LLVM),-fno-builtin,-fno-tree-loop-distribute-patterns)

# Runs before paging is on, at physical addresses and on any CPU: no calls to anything linked high,
# which memcpy() is, and no CMOV.
$O/obj/boot/%.o: CFLAGS += -march=i386 $(NO_LIBCALLS)
$O/obj/lib/string.o: CFLAGS += $(NO_LIBCALLS)

# Before paging nothing can be reported; and what makes the reports is not to report itself.
UNCHECKED := boot/% lib/ubsan lib/kasan mm/boot/kasan_init kernel/core/kasan_report
$(UNCHECKED:%=$O/obj/%.o): SAN_FLAGS :=

# These say themselves what they touch, or run after each instruction of others.
NO_SAN_ADDR := lib/string tests/support/step
$(NO_SAN_ADDR:%=$O/obj/%.o): SAN_FLAGS := $(if $(filter undef,$(SANS)),-fsanitize=$(SAN_undef))
$(UNCHECKED:%=$O/obj/%.o) $(NO_SAN_ADDR:%=$O/obj/%.o): SAN_SYMS :=

# The slab allocator keeps its books in and around objects that nobody may touch.
UNCHECKED_SLAB := $(filter-out mm/slab/mempool.c mm/slab/util.c,$(wildcard mm/slab/*.c))
$(UNCHECKED_SLAB:%.c=$O/obj/%.o): CPPFLAGS += $(if $(filter addr,$(SANS)),-DUNCHECKED_MEMORY)
$(UNCHECKED_SLAB:%.c=$O/obj/%.o): SAN_FLAGS := $(foreach s,$(filter-out addr,$(SANS)),-fsanitize=$(SAN_$s))

# A call for each access to memory: the way to a report is a jump.
$O/obj/lib/kasan.o: CFLAGS += -foptimize-sibling-calls $(if $(LLVM),,-mpreferred-stack-boundary=2)

# Leaf functions that end in jumps; the file says why it may be built so.
$O/obj/mm/slab/slab_fast.o: CFLAGS += -fomit-frame-pointer -foptimize-sibling-calls $(if $(LLVM),,-mpreferred-stack-boundary=2)

$O/obj/kernel/main.o: CPPFLAGS += -include $O/version.h
$O/obj/kernel/main.o: $O/version.h

# The names of the system calls: [4] = "write", ...
$O/syscall_names.h: include/uapi/asm/unistd.h Makefile
	@sed -nE 's/^#define __NR_(\w+)\s+([0-9]+)\b.*/[\2] = "\1",/p' $< >$@
$O/obj/kernel/process/syscall_table.o: CPPFLAGS += -I$O
$O/obj/kernel/process/syscall_table.o: $O/syscall_names.h

$O/obj/%.o: %.c $O/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(SAN_FLAGS) -MMD -MP -c -o $@ $<
	$(if $(SAN_SYMS),$(Q)$(SAN_SYMS) $@)

$O/obj/%.asm.o: %.asm $O/flags
	@mkdir -p $(@D)
	$(call say,NASM,$<)
	$(Q)nasm -f elf32 -g -F dwarf $(filter -DCONFIG_KASAN -DCONFIG_LOCKDEP,$(CPPFLAGS)) -MD $(@:.o=.d) -o $@ $<

# The tables of the traces, symbols and lines, are made from a first link. They lie behind the text, so the
# second link leaves every text address where it was.
$O/k896.first.elf: $(OBJS) linker.ld
	$(call say,LD,$@)
	$(Q)$(LD) $(LDFLAGS) -o $@ $(OBJS)

$O/ksymtab.S: $O/k896.first.elf tools/symbols.py $(addprefix tools/,lines.py dwarf.py elf.py)
	$(call say,SYMS,$@)
	$(Q)/usr/bin/python3 tools/symbols.py $(NM) $< >$@.tmp && /usr/bin/python3 tools/lines.py $< >>$@.tmp && mv $@.tmp $@

$O/k896.elf: $O/ksymtab.S
	$(call say,LD,$@)
	$(Q)$(CC) -m32 -c -o $O/ksymtab.o $<
	$(Q)$(LD) $(LDFLAGS) -o $@ $(OBJS) $O/ksymtab.o

clean:
	rm -rf $O

-include mk/user.mk
-include mk/host.mk
-include $(OBJS:.o=.d)
