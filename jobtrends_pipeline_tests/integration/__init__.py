"""Tests over all layers: the sample taken through, upgrades, the installed package."""
