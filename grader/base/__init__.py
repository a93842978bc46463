"""Foundations that every package builds on: text in two languages, times, files and errors. No torch."""
