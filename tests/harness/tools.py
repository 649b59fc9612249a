# SPDX-License-Identifier: MIT
"""tools/ as modules."""
import importlib.machinery
import importlib.util
import os

from harness.qemu import ROOT


def load(name):
    """Import a tool whose file name is no module name."""
    loader = importlib.machinery.SourceFileLoader(name.replace("-", "_").replace(".py", ""),
                                                  os.path.join(ROOT, "tools", name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module
