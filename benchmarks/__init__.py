"""Speed measurements; no test asserts them."""
