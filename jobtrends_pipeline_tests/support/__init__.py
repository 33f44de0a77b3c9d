"""Support of the tests: servers on loopback, printed pages, random facts, independent calculations."""
