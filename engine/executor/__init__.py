"""The program's own worker for jobs: claims what is due, does it, and says how it went."""

from engine.executor.running import LONGEST, do_due_jobs

__all__ = ["LONGEST", "do_due_jobs"]
