"""Renderers of reports: one file for each kind, with a `render(report, lang)` function."""
