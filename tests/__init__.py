"""The tests, made a package so that their folders do not shadow the packages under test."""
