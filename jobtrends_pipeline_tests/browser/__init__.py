"""Tests in a real Chromium: the web UI and the report."""
