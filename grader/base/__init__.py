"""What every package stands on: text in two languages, times, files and errors. No torch."""
