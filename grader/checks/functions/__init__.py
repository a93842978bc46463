"""Judge a function by what it returns in every case, beside what the reference's returns.

A finding names the case, and what was expected of its form. It never tells an expected value.
"""
