"""Copies of a database in a file: made while a bot writes, kept for a while, put in its place."""
