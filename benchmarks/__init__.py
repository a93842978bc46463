"""What is measured, never asserted: calibration, speed."""
