"""The council's applications as the sample tells them: departments, names, what each is for and its fate.

catalogue.txt lists them: a line that starts with # names a department, and each line under it is one application:

    name | business function | fate | criticality and hosting | users | supplier's initial

Fate: `C/xx` consolidate into core component xx, `M` migrate, `P` replace, `S` self-service, `R` retain,
`X` retire, `U` undecided. Criticality: h, m, l. Hosting: o on premises, s supplier hosted, c cloud,
d desktop. A supplier of `-` means built in house. Suppliers are invented and named after the letters of
the spelling alphabet, so that nobody takes them for real ones.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).with_name("catalogue.txt")

COMPONENTS = {
    "HP": "HR and payroll",
    "FI": "Finance and procurement",
    "CM": "Case management",
    "DM": "Documents and records",
    "CR": "Customer contact and payments",
    "GI": "Mapping and addresses",
    "RP": "Reporting and analysis",
    "ID": "Identity and access",
    "CO": "Email and collaboration",
    "BK": "Booking and scheduling",
}
"""The parts of the core infrastructure that applications are consolidated into."""

SUPPLIERS = {
    "A": ("Alpha Civic Software", ("Alpha Civic", "Alpha Register")),
    "B": ("Bravo Care Systems", ("Bravo Care", "Bravo Assess")),
    "C": ("Charlie Finance Software", ("Charlie Ledger", "Charlie Procure")),
    "D": ("Delta Mapping", ("Delta Map", "Delta Survey")),
    "E": ("Echo Library Systems", ("Echo Catalogue", "Echo Heritage")),
    "F": ("Foxtrot Payroll and People", ("Foxtrot People", "Foxtrot Pay")),
    "G": ("Golf Leisure Systems", ("Golf Bookings", "Golf Tickets")),
    "H": ("Hotel Housing Software", ("Hotel Homes", "Hotel Repairs")),
    "I": ("India Analytics", ("India Reports", "India Warehouse")),
    "J": ("Juliet Learning", ("Juliet Learn", "Juliet Skills")),
    "K": ("Kilo Legal Systems", ("Kilo Matter", "Kilo Time")),
    "L": ("Lima Networks", ("Lima Monitor", "Lima Connect")),
    "M": ("Mike Forms and Payments", ("Mike Forms", "Mike Pay")),
    "N": ("November Document Systems", ("November Archive", "November Workflow")),
    "O": ("Oscar Office Software", ("Oscar Office", "Oscar Share")),
    "P": ("Papa Planning Software", ("Papa Plan", "Papa Control")),
    "Q": ("Quebec Fleet and Waste", ("Quebec Rounds", "Quebec Fleet")),
    "R": ("Romeo Education Systems", ("Romeo Pupil", "Romeo School")),
    "S": ("Sierra Security Software", ("Sierra Guard", "Sierra Access")),
    "T": ("Tango Traffic and Highways", ("Tango Roads", "Tango Signals")),
    "V": ("Victor Voting and Democracy", ("Victor Register", "Victor Minutes")),
    "W": ("Whiskey Workforce", ("Whiskey Hire", "Whiskey Rota")),
    "Y": ("Yankee Revenues Systems", ("Yankee Revenues", "Yankee Benefits")),
    "Z": ("Zulu Customer Systems", ("Zulu Contact", "Zulu Desk")),
}
"""Initial → supplier and the product names it sells, all invented."""

FATES = {
    "C": "consolidate", "M": "migrate", "P": "replace", "S": "self_service",
    "R": "retain", "X": "retire", "U": "undecided",
}  # fmt: skip
CRITICALITIES = {"h": "high", "m": "medium", "l": "low"}
HOSTINGS = {"o": "on_premises", "s": "supplier_hosted", "c": "cloud", "d": "desktop"}

FOUND_LATE = {
    "APP-278": ("Finance", "Trust funds and bequests | Accounting for trust funds | M | md | 6 | -"),
    "APP-279": ("Environmental services", "Beach and foreshore inspections | Inspecting beaches | M | ld | 8 | D"),
}
"""Applications that nobody had listed at first."""


class Entry(NamedTuple):
    """One application as the catalogue has it."""

    application_id: str
    department: str
    name: str
    business_function: str
    disposition: str
    core_component: str  # empty unless the disposition is consolidate
    criticality: str
    hosting: str
    users: int
    supplier: str  # the initial; - for in house; empty where nobody knows


def parse(application_id: str, department: str, line: str) -> Entry:
    """One line of the catalogue as an Entry."""
    name, function, fate, kind, users, supplier = (part.strip() for part in line.split("|"))
    component = COMPONENTS[fate[2:]] if "/" in fate else ""
    return Entry(
        application_id, department, name, function, FATES[fate[0]], component,
        CRITICALITIES[kind[0]], HOSTINGS[kind[1]], int(users), supplier,
    )  # fmt: skip


def entries() -> list[Entry]:
    """The applications known from the start, numbered APP-001 onwards as catalogue.txt has them."""
    found: list[Entry] = []
    department = ""
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            department = line.removeprefix("#").strip()
        elif line:
            found.append(parse(f"APP-{len(found) + 1:03}", department, line))
    return found


def late_entries() -> dict[str, Entry]:
    """The applications found late, by their reference."""
    return {key: parse(key, department, line) for key, (department, line) in FOUND_LATE.items()}
