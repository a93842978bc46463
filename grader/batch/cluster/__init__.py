"""Grading a batch on a Dask cluster: other machines, which share no files with this one.

    the TA's machine (client.py)                    a worker (session.py)

    Order: assignment, edition, data  ───────────▶  Session: is it fit? its host, the data in memory
    a submission, packed              ───────────▶  read, captured and checked as on this machine
    a report, or what is not trained  ◀───────────
    a graph and a recipe              ───────────▶  trained, once in the cluster
    its curve                         ◀───────────
    the submission, and the curve     ───────────▶  the whole report

The client decides what to do, and Dask where and when, through `concurrent.futures` and with its own retries.
Records travel as JSON. Large data travels as bytes under the name of its sha256, once to each worker.
"""
