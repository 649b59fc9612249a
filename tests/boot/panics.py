# SPDX-License-Identifier: MIT
"""The in-kernel cases that end in a panic, and what each must say on the way.

A case marked so is skipped when its suite runs; named exactly, alone in its machine, it runs. tests/boot/test_panics.py
does that for each line here, and test_suites.py checks that this table and the kernel name the same cases.

Each value is a list of regular expressions that must appear in this order.
"""

PANICS = {
}
