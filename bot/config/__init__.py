"""The file config.yaml: what it may say, and reading it."""
