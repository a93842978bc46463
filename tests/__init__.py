"""The tests, a package so that their folders do not shadow the packages that they test."""
