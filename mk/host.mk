# SPDX-License-Identifier: MIT
#
# The host's side: what runs, tests, measures and debugs the kernel that the Makefile builds.
#
#   make run            boots the ISO with the serial line on the terminal (MEM=1024 CMDLINE= ACCEL=tcg VGA=)
#   make test           everything; T=slab one in-kernel suite, T='slab*,vmalloc' several, T=slab.the_name_is_copied one case; SEED= for random
#                       tests. With MEM=, SKEW= (phase and order), INITRD=1 on that one machine, as the line says that a failure prints
#   make soak           the tests that take too long for `make test`: SEEDS=50 machines of any size, phase and order
#   make bench          instruction-exact benchmarks beside Linux's figures; B='alloc_page*' only these
#   make mutate F=mm/page/page_alloc.c   which changes of a source file no in-kernel test notices (N=50 of them, SEED=1)
#   make gdb            QEMU stopped at the first kernel instruction, gdb attached; LESSON=3 stops where that lesson
#                       says there is something to see
#   make debug T=...    the same, about to run one in-kernel test
#   make check          static checks, and that the lessons' pages show what the lessons print
#   make docs           writes the lessons' output into their pages
#   make format         clang-format over everything

PYTHON := $(or $(wildcard /usr/bin/python3),python3)
GRUB_MKRESCUE = $(shell command -v grub-mkrescue || command -v grub2-mkrescue)
# QEMU runs in the folder of its image.
override QEMU := $(if $(findstring /,$(QEMU)),$(abspath $(QEMU)),$(QEMU))
export MEM CMDLINE ACCEL VGA QEMU LLVM T SEED SKEW INITRD B LESSON

.PHONY: iso run test soak bench mutate gdb debug gdb-server check docs format tools-are-there
iso: build/k896.iso

# Every goal first asks tools/deps for its programs. build/tools.mk is an included makefile: when tools/deps had to install
# something the file is touched, and make reads everything again with the new programs in place.
GOALS_WITH_TOOLS := run test bench gdb check
TOOLS_OF_debug := gdb
TOOLS_OF_gdb-server := gdb
TOOLS_OF_mutate := test
TOOLS_OF_soak := test check
TOOLS_OF_docs := run
TOOLS_FOR := $(sort $(foreach g,$(filter-out clean,$(or $(MAKECMDGOALS),all)),\
	$(or $(TOOLS_OF_$g),$(filter $(GOALS_WITH_TOOLS),$g),build)))
ifneq ($(TOOLS_FOR),)
include build/tools.mk
build/tools.mk: tools-are-there
	@mkdir -p build
	@tools/deps $(TOOLS_FOR) --installed $@
endif

# GRUB reads the ISO through the BIOS, slowly: it holds the kernel without its symbols (those of backtraces are part of its
# data) and the programs, 2 MB, and of GRUB only what its menu file uses, 1 MB.
STRIP := $(if $(LLVM),$(firstword $(shell command -v llvm-strip llvm-strip-14 strip)),$(CROSS)strip)
GRUB_MODULES := multiboot serial terminal normal iso9660 biosdisk boot part_msdos smbios regexp eval test

PROGRAMS := $(if $(USER_LIBC),build/initramfs.cpio)

build/k896.iso: build/k896.elf $(PROGRAMS) iso/boot/grub/grub.cfg mk/host.mk
	$(call say,ISO,$@)
	@rm -rf build/iso && mkdir -p build/iso/boot/grub
	@cp iso/boot/grub/grub.cfg build/iso/boot/grub/
	@$(STRIP) --strip-all -o build/iso/boot/k896.elf $<
	@$(if $(PROGRAMS),cp $(PROGRAMS) build/iso/boot/)
	$(Q)$(GRUB_MKRESCUE) -o $@ --install-modules="$(GRUB_MODULES)" --fonts= --locales= --themes= --compress=no \
		build/iso >build/grub-mkrescue.log 2>&1 || { cat build/grub-mkrescue.log; rm -f $@; exit 1; }

run: build/k896.iso
	@tools/run

# Two virtual machines side by side. pytest's summary is the last line.
PYTEST := $(PYTHON) -m pytest -q -n 2
TESTS := tests/host tests/boot tests/user tests/gdb

test: build/k896.elf build/k896.iso user
	@$(PYTEST) $(if $T$(SKEW)$(MEM),tests/boot/test_suites.py $(if $T,$(if $(SKEW),,tests/boot/test_panics.py)),\
		$(TESTS) --budget) $(PYTEST_FLAGS)

soak: build/k896.elf user
	@SOAK=1 $(PYTEST) -m soak $(TESTS) $(PYTEST_FLAGS)

bench: build/k896.elf user
	@$(PYTHON) tools/bench $(if $(B),'$(B)')

mutate: build/k896.elf user
	@$(PYTHON) tools/mutate $(or $F,$(error make mutate needs F=FILE)) $(or $N,50) $(or $(SEED),1)

gdb debug: build/k896.elf user
	@tools/debug

gdb-server: build/k896.elf
	@tools/debug --server $(or $(PORT),1234)

check: build/k896.elf user
	@$(PYTHON) tools/check-deps.py $(NM) build
	@$(PYTHON) tools/check-docs.py
	@$(PYTHON) tools/check-size.py
	@tools/cppcheck
	@$(PYTHON) tools/lesson-docs.py --check
	@$(PYTHON) tools/session-docs.py --check

docs: build/k896.elf user
	@$(PYTHON) tools/lesson-docs.py
	@$(PYTHON) tools/session-docs.py

format:
	@git ls-files '*.c' '*.h' | xargs clang-format -i

# For editors and clangd.
compile_commands.json: Makefile $(C_SRC)
	@$(PYTHON) tools/compile-commands.py '$(CC) $(CPPFLAGS) $(CFLAGS)' $(C_SRC) >$@
all: compile_commands.json
