"""Steps whose work an engine spreads over processes or machines.

A piece of work is a pure function: it reads the archive or the warehouse and writes files of rows. The step alone
stores, by adopting these files in one transaction. The rows are those that the steps
without an engine store.
"""
