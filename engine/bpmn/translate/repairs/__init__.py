"""One repair or dialect a file, found by its place here (see `engine.bpmn.translate`)."""
