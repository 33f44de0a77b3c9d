"""Tests of jobtrends_pipeline: folders as in the package, and more (site, intake, following, watch) for the rest."""
