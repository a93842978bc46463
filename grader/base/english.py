"""English numbers with their nouns."""


def counted(number: object, noun: str) -> str:
    """Return a number with its noun, which is plural but for one: `1 output`, `10 outputs`."""
    return f"{number} {noun}" if str(number) == "1" else f"{number} {noun}s"
