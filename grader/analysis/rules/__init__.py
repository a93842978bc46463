"""A Graph that knows arithmetic: what changes nothing is gone, and what is written by hand has its name.

Two Graphs that compute the same for all weights are one as far as these rules reach, so that no verdict
rests on how a model is written. Every node keeps the student's line. Rules hold in both modes and for
gradients as well; each is tested by computing both sides.

Each file holds the rules of one family, such as `poolings`; `registry` lists all rules in their order,
`simplify` takes a Graph through them, and `rewriting` is what they know of the Graph so far.
"""
