"""Tests with faults: killed processes, full disks, damaged files, no permission to write."""
