"""Adding and scaling points so that rounding neither loses nor gains any."""

import math
from collections.abc import Iterable
from fractions import Fraction


def added(points: Iterable[float]) -> float:
    """Add points the same way in every Python version, without binary rounding noise (0.1 + 0.2)."""
    return round(math.fsum(points), 6)


def scaled(points: float, most: float, to: float) -> float:
    """Scale points out of `most` to points out of `to`: to the nearest double, so that sums are right."""
    return float(Fraction(str(points)) * Fraction(to) / Fraction(str(most))) if most else 0.0
