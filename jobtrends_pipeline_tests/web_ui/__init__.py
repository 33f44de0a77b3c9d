"""The real web server and daemon, used through a real browser and killed in the middle of their work."""
