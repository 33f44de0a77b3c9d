"""The assets, a module per layer; bodies only join what the domain packages compute with what the warehouse holds."""
