"""Points: how they are added and scaled, so that nothing is lost or won by rounding."""

import math
from collections.abc import Iterable
from fractions import Fraction


def added(points: Iterable[float]) -> float:
    """Add points alike in every version of Python, without the noise of binary fractions (0.1 + 0.2)."""
    return round(math.fsum(points), 6)


def scaled(points: float, most: float, to: float) -> float:
    """Return points of `most` as points of `to`: the double nearest to it, so that a sum of them is right."""
    return float(Fraction(str(points)) * Fraction(to) / Fraction(str(most))) if most else 0.0
