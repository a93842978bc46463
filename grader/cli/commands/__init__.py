"""The commands of `grade`, one file each."""
