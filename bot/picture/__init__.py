"""One picture with numbers: what stands on it (`content`), in which letters (`fonts`), and how."""
