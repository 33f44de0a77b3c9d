"""Assets and steps, a module per layer: they order, file and describe what others compute."""
