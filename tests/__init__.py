"""The tests of the press."""

import os
import sys

# Where no bytecode is written, as in many containers, every process that a test starts would compile the press anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
