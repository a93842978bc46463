"""Every single change of a reference that a student might make, and what each costs by a rubric."""
