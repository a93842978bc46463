"""How right and wrong models score over many seeds, and which thresholds follow: `grade calibrate`."""
