"""Support of the tests of pages: pages printed, reworded, mangled and mutated."""
