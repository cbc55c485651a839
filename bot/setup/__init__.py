"""All that an operator set up: reading, trying out, saving and taking up its files."""
