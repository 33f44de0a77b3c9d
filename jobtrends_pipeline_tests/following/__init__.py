"""Tests of what follows the source itself: targets, pages, the pager of an index, charts; over real HTTP."""
