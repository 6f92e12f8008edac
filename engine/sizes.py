"""Numbers of bytes as words; knows nothing of what they are the size of."""

_MB, _GB = 10**6, 10**9


def size_text(count: int) -> str:
    """Return a number of bytes for people: "8.4 MB" or "15.30 GB", of 10^6 or 10^9 of them."""
    if count < _GB - _MB // 20:  # what is nearer to 1,000.0 MB is 1.00 GB
        return f"{count / _MB:.1f} MB"
    return f"{count / _GB:,.2f} GB"


def gigabytes(count: int) -> str:
    """Return a number of bytes in GB however few, for figures that are compared with another."""
    return f"{count / _GB:.2f} GB"
