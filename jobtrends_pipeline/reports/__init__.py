"""Charts and a static site: page models, Vega-Lite drawings, Jinja2 pages.

Aggregates in, HTML out. Reads no clock.
"""
