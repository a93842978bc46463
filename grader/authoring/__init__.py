"""What teachers do with an assignment: start it, build its templates, calibrate, validate and release it."""
