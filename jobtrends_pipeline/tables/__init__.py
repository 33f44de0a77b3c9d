"""Declarations of tables and columns, each in one place. Pure.

Schema, DDL, dictionary and exports are made from them.
"""
