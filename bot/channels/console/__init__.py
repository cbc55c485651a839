"""The console: a group chat in the terminal."""
