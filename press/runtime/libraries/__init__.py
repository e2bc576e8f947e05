"""Libraries of the system that are called through ctypes, one module each."""
