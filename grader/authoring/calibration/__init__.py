"""`grade calibrate`: scores right and wrong models over many seeds and derives thresholds from them."""
