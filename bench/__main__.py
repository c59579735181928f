"""`python -m bench NAME [arguments]` runs `bench/NAME.py`; DATABASE_URL names a server where databases can be made."""

import os
import sys
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
if len(sys.argv) < 2:
    sys.exit("Name a benchmark: python -m bench sweep, or python -m bench smoke for all of them, small.")
import_module(f"bench.{sys.argv[1]}").main(sys.argv[2:])
