"""The council's applications as the sample tells them: departments, names, what each is for and its fate.

One line of a department's block is one application:

    name | business function | fate | criticality and hosting | users | supplier's initial

Fate: `C/xx` consolidate into core component xx, `M` migrate, `P` replace, `S` self-service, `R` retain,
`X` retire, `U` undecided. Criticality: h, m, l. Hosting: o on premises, s supplier hosted, c cloud,
d desktop. A supplier of `-` means built in house. Suppliers are invented and named after the letters of
the spelling alphabet, so that nobody takes them for real ones.
"""

from __future__ import annotations

from typing import NamedTuple

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

DEPARTMENTS = {
    "Human resources": """
        Payroll | Paying staff | C/HP | ho | 28 | F
        Personnel records | Keeping staff records | C/HP | ho | 160 | F
        Pension returns | Returns to the pension scheme | M | ho | 9 | F
        E-recruitment | Advertising and filling vacancies | C/HP | ms | 240 | W
        Vetting and disclosure checks | Checking new staff | M | ms | 22 | W
        Sickness absence reporting | Reporting on absence | C/RP | md | 35 | -
        Leave booking | Booking leave | S | mo | 1900 | F
        Expenses and mileage claims | Claiming expenses | S | mo | 2300 | C
        Flexible hours recorder | Recording hours worked | C/HP | mo | 1450 | W
        Job evaluation | Grading posts | R | ld | 6 |
        Occupational health appointments | Booking appointments | C/BK | ms | 12 | B
        Establishment control | Controlling posts | C/HP | ho | 40 | F
        Redundancy and retirement calculator | Working out entitlements | X | ld | 5 | -
        Agency worker ordering | Hiring temporary staff | M | ms | 130 | W
        HR casework tracker | Managing staff casework | C/CM | md | 24 | -
        HR document store | Keeping staff documents | C/DM | mo | 60 | N
        Childcare vouchers | Staff benefits | R | ls | 310 | W
        Employee benefits portal | Staff benefits | M | ls | 900 | W
        Payslip viewer | Showing payslips | S | mo | 3400 | F
        Facility time log | Recording trade union time | X | ld | 4 | -
        Equality monitoring database | Reporting on the workforce | C/RP | ld | 7 | -
        HR helpdesk call log | Answering staff questions | C/CR | lo | 18 | Z
    """,
    "Organisational development": """
        Learning management | Running courses | C/HP | mo | 3100 | J
        E-learning library | Running courses | M | mc | 2600 | J
        Course booking | Booking courses | C/BK | lo | 410 | J
        Training room diary | Booking rooms | X | ld | 15 | -
        Appraisal records | Appraising staff | C/HP | mo | 1800 | F
        Skills register | Recording skills | C/HP | ld | 45 | -
        Apprenticeship records | Managing apprentices | M | ls | 14 | J
        Staff survey | Asking staff | S | lc | 3200 | M
        Coaching matching database | Matching coaches and staff | X | ld | 6 | -
        Training evaluation reports | Reporting on training | C/RP | ld | 8 | -
        Policy library | Publishing policies | C/DM | lo | 2900 | N
        Staff suggestions scheme | Collecting ideas | S | lo | 700 | -
        Change programme tracker | Tracking projects | C/CM | ld | 20 | -
        Leadership assessment | Assessing managers | R | ls | 90 | J
    """,
    "Finance": """
        General ledger | Keeping the accounts | C/FI | ho | 310 | C
        Purchase ordering | Buying goods and services | C/FI | ho | 520 | C
        Accounts payable | Paying suppliers | C/FI | ho | 46 | C
        Sundry debtors | Collecting income | C/FI | ho | 64 | C
        Invoice scanning | Paying suppliers | C/DM | mo | 18 | N
        Budget monitoring workbook | Monitoring budgets | C/RP | md | 140 | -
        Budget planning model | Setting budgets | P | md | 16 | -
        Fixed asset register | Accounting for assets | C/FI | mo | 11 | C
        Treasury management | Managing cash and loans | R | hs | 5 | C
        Bank reconciliation | Reconciling accounts | M | ho | 9 | C
        Income management | Taking payments | M | ho | 85 | M
        Card payments terminal service | Taking payments | R | hs | 120 | M
        Insurance claims | Handling claims | P | ms | 8 | A
        Insurance claims handling | Handling claims | R | ms | 8 | A
        Internal audit working papers | Auditing | M | lo | 14 | K
        Contracts register | Managing contracts | C/FI | ld | 38 | -
        E-tendering | Buying goods and services | M | ms | 60 | C
        Supplier catalogue | Buying goods and services | P | ls | 210 | C
        VAT return calculator | Making tax returns | X | ld | 4 | -
        Grant claims workbook | Claiming grants | U | ld | 12 | -
        Petty cash log | Recording petty cash | S | ld | 55 | -
        Fraud data matching | Finding fraud | U | ms | 6 | I
        Capital programme monitor | Monitoring capital | C/RP | md | 22 | -
        Leasing register | Accounting for leases | X | ld | 3 | -
    """,
    "ICT": """
        Directory service | Signing people in | C/ID | ho | 4100 | O
        Remote access | Signing people in | C/ID | ho | 1150 | S
        Second directory for schools support | Signing people in | C/ID | mo | 260 | O
        Password reset | Signing people in | S | mo | 3900 | S
        Email | Sending and receiving email | C/CO | ho | 4000 | O
        Secure email | Sending and receiving email | C/CO | ho | 420 | O
        Mobile device management | Managing devices | M | mo | 640 | L
        Intranet | Sharing information | C/CO | mo | 4000 | -
        Team sites | Sharing information | C/CO | mo | 1300 | O
        Instant messaging | Sharing information | C/CO | lo | 900 | O
        Service desk | Supporting users | C/CR | ho | 3800 | Z
        Asset inventory | Managing devices | M | mo | 21 | L
        Software distribution | Managing devices | M | ho | 18 | L
        Network monitoring | Running the network | R | ho | 14 | L
        Backup and restore | Protecting data | P | ho | 12 | S
        Antivirus | Protecting data | R | ho | 4000 | S
        Web filtering | Protecting data | R | mo | 4000 | S
        Firewall management | Running the network | R | ho | 6 | S
        Database monitoring | Running servers | R | mo | 7 | L
        Batch scheduler | Running servers | M | ho | 9 | O
        Telephony management | Running telephones | P | ho | 3600 | L
        Contact centre telephony | Running telephones | R | ho | 95 | L
        Print management | Printing | M | lo | 3700 | O
        Project and programme register | Tracking projects | C/CM | ld | 48 | -
        Web content management | Publishing the website | M | hs | 110 | O
        Room display screens | Sharing information | X | ld | 5 | -
    """,
    "Revenues and benefits": """
        Council tax billing | Billing and collecting council tax | M | ho | 140 | Y
        Business rates billing | Billing and collecting business rates | M | ho | 45 | Y
        Benefits processing | Assessing and paying benefits | M | ho | 165 | Y
        Benefits document images | Keeping claim documents | C/DM | ho | 190 | N
        Benefits workflow | Sharing out work | M | mo | 150 | N
        Benefits claim form | Claiming benefits | S | mo | 2400 | M
        Council tax online account | Asking and paying online | S | ms | 5200 | Y
        Electronic billing | Sending bills | P | ms | 12 | Y
        Bailiff referrals | Recovering debts | R | ms | 16 | Y
        Debt recovery diary | Recovering debts | X | ld | 19 | -
        Overpayments tracker | Recovering debts | U | ld | 14 | -
        Discretionary awards log | Deciding awards | U | ld | 9 | -
        Subsidy return calculator | Claiming subsidy | R | md | 4 | Y
        Property inspections diary | Inspecting properties | X | ld | 8 | -
        Risk-based verification | Checking claims | R | ms | 60 | I
        Collection statistics | Reporting on collection | C/RP | ld | 13 | -
        Old council tax archive | Looking up closed accounts | X | lo | 30 | Y
        Local lists of landlords | Paying landlords | X | ld | 11 | -
    """,
    "Customer services": """
        Customer relationship management | Answering customers | C/CR | ho | 210 | Z
        Customer call recording | Answering customers | R | ms | 90 | L
        Complaints tracker | Handling complaints | M | mo | 75 | Z
        Freedom of information log | Answering requests for information | C/CM | md | 32 | -
        Reception queue manager | Seeing customers | P | mo | 20 | Z
        Appointment booking | Booking appointments | C/BK | mo | 48 | Z
        Online forms | Asking and paying online | S | ms | 6800 | M
        Online payments | Asking and paying online | S | hs | 7400 | M
        Automated telephone payments | Taking payments | S | hs | 3100 | M
        Knowledge base | Answering customers | C/CO | lo | 230 | Z
        Customer survey | Asking customers | S | lc | 1200 | M
        Blue badge applications | Deciding applications | M | ms | 14 | A
        Lost property log | Recording lost property | X | ld | 9 | -
        Web chat | Answering customers | U | lc | 25 | Z
        Interpreters booking | Booking interpreters | R | ld | 31 | -
        Translation requests list | Booking interpreters | X | ld | 6 | -
    """,
    "Legal and democratic services": """
        Legal case management | Managing legal matters | M | ho | 58 | K
        Legal time recording | Recording time | C/HP | mo | 56 | K
        Legal document store | Keeping legal documents | C/DM | mo | 62 | N
        Electoral register | Registering electors | R | ho | 17 | V
        Election management | Running elections | R | ho | 11 | V
        Postal vote checking | Running elections | R | ho | 8 | V
        Committee management | Running meetings | P | ms | 74 | V
        Councillor casework | Managing casework | C/CM | lo | 61 | V
        Register of interests | Publishing interests | R | ld | 5 | V
        Land charges | Answering searches | P | ho | 13 | P
        Deeds register | Keeping deeds | R | mo | 10 | -
        Registrars diary | Booking ceremonies | M | ms | 16 | A
        Certificates ordering | Asking and paying online | S | ls | 480 | M
        Coroners case records | Managing casework | R | hs | 9 | A
        Committee room booking | Booking rooms | X | ld | 40 | -
        Legislation library | Looking up the law | U | ls | 66 | K
    """,
    "Adult social care": """
        Adult care case records | Managing care | M | ho | 620 | B
        Care assessments forms | Assessing needs | C/CM | mo | 410 | B
        Adult care document store | Keeping care documents | C/DM | mo | 560 | N
        Financial assessments | Assessing charges | M | ho | 42 | B
        Residential care payments | Paying providers | C/FI | ho | 28 | B
        Home care rostering | Planning visits | R | ms | 70 | W
        Electronic visit monitoring | Planning visits | R | ms | 55 | B
        Direct payments monitoring | Paying individuals | C/FI | md | 20 | -
        Deferred payments register | Charging for care | U | md | 6 | -
        Client funds management | Looking after clients' money | R | hs | 12 | B
        Community equipment store | Lending equipment | R | ms | 35 | B
        Telecare alarms | Answering alarms | R | hs | 24 | B
        Safeguarding adults log | Protecting adults | C/CM | hd | 38 | -
        Carers register | Supporting carers | U | ld | 17 | -
        Day centre transport planner | Planning journeys | P | ld | 9 | -
        Day centre bookings | Booking places | C/BK | ld | 21 | -
        Care provider directory | Finding care | S | lc | 900 | A
        Brokerage tracker | Finding care | P | md | 18 | -
        Quality monitoring visits | Checking providers | U | ld | 11 | -
        Performance returns workbook | Making statutory returns | C/RP | md | 8 | -
        Hospital discharge list | Planning discharge | U | md | 26 | -
        Blue light contacts list | Responding to emergencies | X | ld | 12 | -
        Sensory team caseload | Managing care | X | ld | 7 | -
        Meals service orders | Ordering meals | R | ls | 10 | B
    """,
    "Children's services": """
        Children's case records | Managing care | P | ho | 540 | B
        Children's document store | Keeping care documents | C/DM | mo | 480 | N
        Fostering and adoption records | Managing placements | M | ho | 66 | B
        Placement payments | Paying carers | C/FI | mo | 19 | B
        Youth offending case records | Managing casework | R | hs | 52 | B
        Common assessment forms | Assessing needs | M | ms | 330 | B
        Education management | Managing pupil records | R | ho | 210 | R
        School admissions | Offering school places | M | ho | 24 | R
        Admissions online | Asking and paying online | S | hs | 3600 | R
        Special needs casework | Managing casework | M | mo | 47 | R
        Education welfare visits | Visiting families | C/CM | mo | 23 | R
        School transport planner | Planning journeys | P | mo | 12 | T
        Free school meals checker | Checking entitlement | S | ms | 1500 | R
        Governor records | Supporting governors | R | ld | 7 | R
        Early years funding | Paying providers | M | ms | 16 | R
        Family information directory | Finding childcare | S | lc | 2100 | A
        Children's centre registrations | Registering families | C/CR | mo | 88 | R
        Youth club attendance | Recording attendance | U | ld | 34 | -
        Music service timetable | Planning lessons | R | ld | 29 | G
        Music tuition invoices | Collecting income | C/FI | ld | 4 | -
        School improvement visits | Supporting schools | U | ld | 25 | R
        Pupil results analysis | Reporting on results | C/RP | ms | 41 | R
        Virtual school tracker | Tracking pupils in care | U | ld | 10 | -
        Missing children log | Protecting children | C/CM | hd | 20 | -
        Contact centre bookings | Booking places | C/BK | ld | 15 | -
        Play scheme bookings | Booking places | X | ld | 8 | -
        Exclusions spreadsheet | Managing pupil records | X | ld | 5 | -
        Educational psychology appointments | Booking appointments | X | ld | 17 | -
    """,
    "Planning": """
        Planning applications | Deciding planning applications | M | ho | 96 | P
        Building control | Inspecting building work | M | ho | 28 | P
        Planning document images | Publishing plans | C/DM | ho | 120 | N
        Planning public access | Publishing plans | R | hs | 5400 | P
        Planning enforcement log | Enforcing planning rules | C/CM | md | 14 | -
        Geographic information system | Making maps | C/GI | ho | 260 | D
        Desktop mapping | Making maps | C/GI | md | 44 | D
        Web mapping | Publishing maps | C/GI | mo | 1700 | D
        Address gazetteer | Keeping addresses | C/GI | ho | 37 | D
        Street naming and numbering | Keeping addresses | C/GI | mo | 9 | D
        Tree preservation register | Protecting trees | R | ld | 11 | D
        Listed buildings record | Protecting heritage | R | lo | 13 | E
        Housing land monitor | Monitoring land supply | X | ld | 6 | -
        Local plan consultation | Asking the public | S | ls | 800 | M
        Planning obligations tracker | Collecting contributions | P | md | 10 | -
        Ecology records | Protecting habitats | R | ls | 7 | D
        Design review diary | Booking reviews | X | ld | 5 | -
        Retail survey database | Surveying shops | U | ld | 4 | D
    """,
    "Environmental services": """
        Waste collection rounds | Collecting waste | P | mo | 38 | Q
        Bulky waste bookings | Booking collections | C/BK | mo | 33 | Q
        Bin stock list | Delivering bins | X | ld | 6 | -
        Weighbridge | Weighing waste | R | ms | 9 | Q
        Trade waste contracts | Collecting income | C/FI | mo | 12 | Q
        Fleet management | Running vehicles | R | mo | 26 | Q
        Fuel management | Running vehicles | R | ms | 14 | Q
        Vehicle tracking | Running vehicles | R | ms | 45 | Q
        Grounds maintenance schedule | Looking after parks | P | mo | 22 | G
        Play area inspections | Inspecting play areas | C/GI | ld | 10 | D
        Street cleansing schedule | Cleaning streets | M | mo | 18 | Q
        Cemeteries and crematorium | Burials and cremations | R | hs | 15 | A
        Licensing | Issuing licences | M | mo | 31 | A
        Taxi licensing tests | Issuing licences | U | ld | 8 | -
        Food hygiene inspections | Inspecting premises | M | mo | 27 | A
        Noise complaints diary | Handling complaints | C/CM | ld | 19 | -
        Pest control bookings | Booking visits | C/BK | ld | 11 | -
        Trading standards casework | Managing casework | R | ms | 24 | A
        Air quality readings | Measuring air quality | R | ls | 5 | I
        Contaminated land register | Keeping registers | R | ld | 4 | D
        Dog warden records | Managing casework | X | ld | 6 | -
        Allotments waiting list | Letting allotments | U | ld | 7 | -
    """,
    "Transport and highways": """
        Highways asset register | Looking after roads | M | ho | 52 | T
        Street works permits | Coordinating street works | R | hs | 19 | T
        Highways defects reporting | Reporting problems | S | mo | 1900 | T
        Highways inspections | Inspecting roads | C/GI | mo | 26 | T
        Traffic signals control | Controlling traffic | R | ho | 12 | T
        Traffic modelling | Planning transport | R | ld | 6 | T
        Traffic counts database | Planning transport | X | ld | 8 | -
        Parking enforcement | Issuing penalty notices | R | hs | 44 | Z
        Parking permits | Issuing permits | P | mo | 21 | Z
        Car park season tickets | Issuing permits | P | lo | 9 | Z
        Street lighting inventory | Looking after street lights | M | mo | 15 | T
        Bridge inspections | Inspecting structures | R | mo | 7 | T
        Winter gritting routes | Treating roads | R | ms | 13 | T
        Concessionary travel cards | Issuing passes | C/CR | ms | 17 | A
        Bus stop information | Informing passengers | R | ms | 10 | T
        Road safety training log | Training cyclists | U | ld | 6 | -
        Collision records | Analysing collisions | C/GI | lo | 11 | D
        Public rights of way | Looking after paths | U | ld | 5 | D
        Highways claims folder | Handling claims | X | ld | 4 | -
    """,
    "Housing": """
        Housing register | Letting homes | R | hs | 64 | H
        Choice-based lettings | Letting homes | R | hs | 2800 | H
        Homelessness casework | Managing casework | P | mo | 36 | H
        Housing advice appointments | Booking appointments | C/BK | ld | 15 | -
        Private sector housing inspections | Inspecting homes | C/CM | mo | 18 | H
        Houses in multiple occupation licences | Issuing licences | M | mo | 9 | H
        Disabled facilities grants | Deciding grants | P | md | 12 | -
        Empty homes list | Bringing homes into use | X | ld | 6 | -
        Temporary accommodation payments | Paying providers | C/FI | md | 7 | -
        Rent deposit scheme | Helping tenants | X | ld | 5 | -
        Supporting people contracts | Paying providers | R | ms | 14 | B
        Anti-social behaviour log | Managing casework | R | mo | 33 | A
        Travellers site records | Managing sites | U | ld | 3 | -
        Home energy survey | Surveying homes | X | ld | 4 | D
        Community alarm records | Managing casework | R | ms | 10 | B
        Housing document store | Keeping housing documents | C/DM | mo | 49 | N
    """,
    "Libraries and culture": """
        Library management | Lending books | P | ho | 130 | E
        Library catalogue online | Finding books | R | hs | 5200 | E
        Public computer booking | Booking computers | C/BK | mo | 3300 | E
        Self-issue kiosks | Lending books | R | mo | 2900 | E
        E-books and audio | Lending books | R | lc | 1400 | E
        Museum collections | Cataloguing collections | R | mo | 21 | E
        Archive catalogue | Cataloguing records | R | mo | 16 | E
        Local studies image library | Publishing pictures | C/DM | lo | 350 | E
        Events and box office | Selling tickets | P | ms | 27 | G
        Arts grants tracker | Deciding grants | X | ld | 6 | -
        Leisure centre membership | Running leisure centres | R | ms | 48 | G
        Sports pitch bookings | Booking pitches | R | ld | 19 | G
        Mobile library timetable | Planning journeys | U | ld | 5 | -
        Volunteer register | Managing volunteers | X | ld | 13 | -
    """,
}
"""Department → its applications, one a line."""

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
    """The applications known from the start, numbered APP-001 onwards in department order."""
    lines = [
        (department, line)
        for department, block in DEPARTMENTS.items()
        for line in block.strip().splitlines()
    ]  # fmt: skip
    return [parse(f"APP-{n:03}", department, line) for n, (department, line) in enumerate(lines, 1)]


def late_entries() -> dict[str, Entry]:
    """The applications found late, by their reference."""
    return {key: parse(key, department, line) for key, (department, line) in FOUND_LATE.items()}
