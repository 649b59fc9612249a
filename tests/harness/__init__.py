# SPDX-License-Identifier: MIT
"""What the host's tests are built from: a virtual machine, a KTAP parser, QEMU's memory map.

It stands on tools/machine.py, and the tests test the tools: so these can be imported, too.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools"))
