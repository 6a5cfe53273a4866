"""Tasks and hand-offs: the worklist, a step's form, and passing work on."""
