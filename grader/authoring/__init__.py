"""What teachers do with an assignment: begin it, make its templates, measure, validate and release it."""
