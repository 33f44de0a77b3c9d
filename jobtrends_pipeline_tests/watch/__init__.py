"""Tests of what looks across pages: drift of fields, identities between pages, rows and names that went missing."""
