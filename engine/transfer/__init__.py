"""Where each step's move to the front office stands today, site by site, and how it came there."""

from engine.transfer.lists import (
    Change,
    Filters,
    Listed,
    changes,
    list_standings,
    live_step_keys,
    routings_query,
    standings,
    standings_at,
    steps_in_front_office,
)
from engine.transfer.moves import WrongMove, move
from engine.transfer.obstacles import Obstacle, hold, obstacles, release_hold
from engine.transfer.plans import Plan, Slip, plans, replan, slip
from engine.transfer.readiness import TOPICS, Ready, confirm_ready, readiness, withdraw_ready
from engine.transfer.standing import (
    MOVES,
    OBSTACLES,
    STATES,
    Place,
    Routing,
    Standing,
    goes_to_front_office,
    in_words,
    routings_from,
)

__all__ = [
    "MOVES",
    "OBSTACLES",
    "STATES",
    "TOPICS",
    "Change",
    "Filters",
    "Listed",
    "Obstacle",
    "Place",
    "Plan",
    "Ready",
    "Routing",
    "Slip",
    "Standing",
    "WrongMove",
    "changes",
    "confirm_ready",
    "goes_to_front_office",
    "hold",
    "in_words",
    "list_standings",
    "live_step_keys",
    "move",
    "obstacles",
    "plans",
    "readiness",
    "release_hold",
    "replan",
    "routings_from",
    "routings_query",
    "slip",
    "standings",
    "standings_at",
    "steps_in_front_office",
    "withdraw_ready",
]
