"""The road of an event: from the inbox through its handlers to what is committed."""
