"""Aggregates to charts and a static site: page models, Vega-Lite drawings, Jinja2 pages. Reads no clock."""
