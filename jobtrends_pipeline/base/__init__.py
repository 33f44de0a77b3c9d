"""What every package may use: errors with their causes, the clock, plain text.

These modules know nothing of the product. What serves one package alone belongs in that package.
"""
