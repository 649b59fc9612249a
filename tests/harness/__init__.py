# SPDX-License-Identifier: MIT
"""What the host's tests are built from: a virtual machine, a KTAP parser, QEMU's memory map."""
