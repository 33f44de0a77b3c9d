"""Assets and steps, one module per layer.

They order, record and describe the work; the packages below compute.
"""
