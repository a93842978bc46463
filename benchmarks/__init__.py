"""What is measured, never asserted: speed."""
