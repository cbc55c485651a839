"""What handlers are made of and may touch."""
