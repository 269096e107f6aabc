"""What makes a real export hard to count: each as a share, so that each can be switched off."""

from dataclasses import dataclass

from simulation.slips import Slips


@dataclass(frozen=True)
class Dirt(Slips):
    """Shares in [0, 1] of people, of entries (rows of vulnerability_entries) or of map codes, as said."""

    #: of people
    missing_cnp: float = 0.03
    invalid_cnp: float = 0.02
    missing_birth_date: float = 0.01
    impossible_birth_date: float = 0.001
    missing_gender: float = 0.002
    without_locality: float = 0.01
    uat_as_locality: float = 0.25
    missing_work_status: float = 0.15
    untidy_notes: float = 0.5
    occasional: float = 0.06
    inactive: float = 0.03
    removed: float = 0.05
    created_after_period: float = 0.004
    created_near_turn: float = 0.02
    #: of occasional clients: who has entries all the same
    occasional_assessed: float = 0.05
    #: of people who died or departed: nobody has noted it
    removal_not_noted: float = 0.08
    #: of removed people: without a reason, removed after the period's end, near a quarter's turn, still assessed
    #: after it
    removed_without_reason: float = 0.1
    removed_after_period: float = 0.06
    removed_near_turn: float = 0.05
    assessed_after_removal: float = 0.15
    #: of assessed people: a further entry after the period's end
    assessed_after_period: float = 0.01
    #: of entries
    empty_map: float = 0.006
    unknown_code: float = 0.004
    equal_stamps: float = 0.005
    entry_near_turn: float = 0.02
    outgrown_codes: float = 0.1
    #: of the codes in maps: a count of 2 in place of 1
    counted_twice: float = 0.002
