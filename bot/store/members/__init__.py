"""Who is who and where, and what becomes of two ids that turn out to be one member."""
