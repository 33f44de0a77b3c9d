"""Parsed figures to validated facts. Pure: frames in, frames out."""
