"""Steps of one's own adverts: from files to the private tables."""
