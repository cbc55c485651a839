"""Secrets for tests: recognisable, so that the end of the suite finds them in any log record.

Whatever is secret in a test is made here, or at least contains MARK.
"""

MARK = "s3cr3t-"


def secret(name: str) -> str:
    """Return a secret of that name, of the characters that keys and tokens have."""
    return f"{MARK}{name}-0123456789abcdef"
