"""The grid that advertised pay lies on."""

BIN_WIDTH_GBP = {"annual_salary": 2_500.0, "daily_rate": 25.0, "hourly_rate": 2.5}
"""Width of the bins of the source's own histograms, per pay basis, pounds.

Medians lie on this grid, adverts on one twice as wide.
"""
