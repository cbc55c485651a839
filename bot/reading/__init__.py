"""Reading what operators wrote: every mistake has a file, a line and plain words."""
