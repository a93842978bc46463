"""Judge data code by what it has made: which pictures a set has, and what was done to them.

Every finding is about something that came of a loader, and names the student's line that did it. Where nobody
can tell which picture is which, a person is called.
"""
