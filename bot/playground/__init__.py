"""A simulated chat: the real App on a clock and a channel of its own; nobody else hears it."""
