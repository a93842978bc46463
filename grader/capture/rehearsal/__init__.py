"""Rehearse a student's training loop on small made-up data, and write down what happens.

Runs in the child.
"""
