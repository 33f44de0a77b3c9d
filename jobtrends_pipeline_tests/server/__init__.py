"""Tests of the server of the report and the API."""
