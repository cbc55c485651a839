"""Files of events: what a line may hold, and reading them."""
