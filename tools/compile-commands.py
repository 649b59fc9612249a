#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Print compile_commands.json for editors: compile-commands.py 'COMPILER FLAGS' FILE.c ..."""
import json
import os
import shlex
import sys

command = shlex.split(sys.argv[1])
json.dump([{"directory": os.getcwd(), "file": file, "arguments": [*command, "-c", file]} for file in sys.argv[2:]],
          sys.stdout, indent=1)
print()
