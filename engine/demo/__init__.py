"""The invented council Northmere: loaded into an empty database, with a year of cases made by the engine itself."""

from engine.demo.faces import Face, become, faces
from engine.demo.founding import PROCESSES, is_empty, load
from engine.demo.history import make_history
from engine.demo.marker import CASES, FIRST_CASES, LATEST_CASES, SEED, DemoCouncil, council

__all__ = [
    "CASES",
    "FIRST_CASES",
    "LATEST_CASES",
    "PROCESSES",
    "SEED",
    "DemoCouncil",
    "Face",
    "become",
    "council",
    "faces",
    "is_empty",
    "load",
    "make_history",
]
