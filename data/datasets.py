"""Every dataset, declared once.

The table in the store, the checks on an upload, the template, the data dictionary, the export and the tests all follow
from these declarations: to add a column, add it here and nowhere else.
"""

from __future__ import annotations

from data.declarations import FIGURES, STORED_AS, Column, Dataset, Kind, NotBefore, OnlyWhen, RequiredWhen, Rule

__all__ = [
    "DATASETS",
    "FIGURES",
    "STORED_AS",
    "Column",
    "Dataset",
    "Kind",
    "NotBefore",
    "OnlyWhen",
    "RequiredWhen",
    "Rule",
]


def _key(name: str, description: str, **more: object) -> Column:
    return Column(name, Kind.TEXT, description, required=True, key=True, **more)  # type: ignore[arg-type]


def _text(name: str, description: str, **more: object) -> Column:
    return Column(name, Kind.TEXT, description, **more)  # type: ignore[arg-type]


def _date(name: str, description: str, **more: object) -> Column:
    return Column(name, Kind.DATE, description, **{"example": "2013-03-31", **more})  # type: ignore[arg-type]


def _whole(name: str, description: str, **more: object) -> Column:
    return Column(name, Kind.WHOLE, description, **{"minimum": 0, **more})  # type: ignore[arg-type]


def _money(name: str, description: str, **more: object) -> Column:
    return Column(name, Kind.MONEY, description, **{"minimum": 0, **more})  # type: ignore[arg-type]


def _number(name: str, description: str, **more: object) -> Column:
    return Column(name, Kind.NUMBER, description, **more)  # type: ignore[arg-type]


def _score(name: str, description: str, **more: object) -> Column:
    return _whole(name, description, **{"minimum": 1, "maximum": 5, **more})


def _choice(name: str, description: str, choices: str, **more: object) -> Column:
    return Column(name, Kind.CHOICE, description, choices=tuple(choices.split()), **more)  # type: ignore[arg-type]


RATINGS = "green amber_green amber amber_red red"
RATING_SYNONYMS = {
    "g": "green", "a": "amber", "r": "red", "yellow": "amber",
    "a/g": "amber_green", "ag": "amber_green", "g/a": "amber_green", "green/amber": "amber_green",
    "a/r": "amber_red", "ar": "amber_red", "r/a": "amber_red", "red/amber": "amber_red",
}  # fmt: skip
STAGE_SYNONYMS = {
    "to do": "not_started", "todo": "not_started", "notstarted": "not_started", "queued": "not_started",
    "analysis": "discovery", "in discovery": "discovery", "building": "build", "in build": "build",
    "in test": "test", "testing": "test", "uat": "test", "ready to go": "ready", "ready to migrate": "ready",
    "done": "migrated", "complete": "migrated", "completed": "migrated", "moved": "migrated", "live": "migrated",
    "switched off": "decommissioned", "decommissioned and archived": "decommissioned", "retired": "decommissioned",
}  # fmt: skip
STATUS_SYNONYMS = {
    "to do": "not_started", "not begun": "not_started", "wip": "in_progress", "started": "in_progress",
    "in hand": "in_progress", "ongoing": "in_progress", "on going": "in_progress", "underway": "in_progress",
    "done": "met", "complete": "met", "completed": "met", "achieved": "met", "passed": "met",
    "failed": "not_met", "missed": "not_met", "unmet": "not_met", "n/a - waived": "waived",
}  # fmt: skip

APPLICATIONS = Dataset(
    "applications",
    "Applications",
    "one business software application",
    "The inventory: every business software application in use, in every department.",
    (
        _key("application_id", "The application's own reference, never reused.", example="APP-001",
             also_called=("app id", "app ref", "application ref", "application reference", "system id", "id", "ref")),
        _text("name", "What people call the application.", required=True, example="Payroll",
              also_called=("application", "application name", "app name", "system", "system name", "title")),
        _text("department", "The department that owns it.", required=True, example="Human resources",
              also_called=("dept", "directorate", "service", "department name", "owner department")),
        _text("business_function", "What the business does with it.", required=True, example="Paying staff",
              also_called=("function", "purpose", "business area", "capability")),
        _text("supplier", "Who supplies it.", example="Northgate", also_called=("vendor", "manufacturer")),
        _text("product", "The product's name, where it differs.", example="ResourceLink",
              also_called=("product name", "software")),
        _whole("users", "How many people use it.", example="120",
               also_called=("user count", "number of users", "no of users", "users count", "user numbers")),
        _money("annual_cost_gbp", "What it costs in a year: licences, support and hosting.", example="24500.00",
               also_called=("annual cost", "annual cost (£)", "cost", "cost per year", "yearly cost",
                            "annual cost gbp", "cost pa")),
        _choice("hosting", "Where it runs.", "on_premises supplier_hosted cloud desktop", example="on_premises",
                also_called=("hosted", "hosting model"),
                synonyms={"on premise": "on_premises", "on prem": "on_premises", "onsite": "on_premises",
                          "in house": "on_premises", "council data centre": "on_premises", "on site": "on_premises",
                          "hosted": "supplier_hosted", "vendor hosted": "supplier_hosted", "saas": "cloud",
                          "hosted by supplier": "supplier_hosted", "externally hosted": "supplier_hosted",
                          "cloud hosted": "cloud", "cloud based": "cloud", "pc": "desktop", "desk top": "desktop"}),
        _choice("criticality", "How badly its loss would hurt.", "high medium low", example="high",
                also_called=("business criticality", "priority"),
                synonyms={"h": "high", "m": "medium", "med": "medium", "moderate": "medium", "l": "low"}),
        _whole("business_value", "What it is worth to the business: 1 little, 5 much.", minimum=1, maximum=5,
               example="4", also_called=("value", "business value score")),
        _whole("technical_fit", "How sound it is technically: 1 poor, 5 good.", minimum=1, maximum=5,
               example="2", also_called=("technical quality", "fit", "technical score")),
        _date("contract_end", "When its contract ends.",
              also_called=("contract end date", "contract expiry", "renewal date", "contract expires")),
        _date("support_end", "When its supplier's support for it ends.",
              also_called=("support end date", "end of support", "support expires", "supported until", "end of life")),
        _choice("disposition", "What will happen to it.",
                "consolidate migrate replace self_service retain retire undecided", required=True,
                example="consolidate", also_called=("plan", "proposal", "future", "outcome"),
                synonyms={"keep": "retain", "decommission": "retire", "self serve": "self_service",
                          "consolidated": "consolidate", "consolidation": "consolidate", "migration": "migrate",
                          "replacement": "replace", "to be replaced": "replace", "retained": "retain",
                          "retired": "retire", "retirement": "retire", "selfservice": "self_service",
                          "not decided": "undecided", "tbd": "undecided", "unknown": "undecided", "tbc": "undecided",
                          "to be decided": "undecided", "merge": "consolidate"},
                words={"self_service": "Self-service"}),
        _text("core_component", "The part of the core infrastructure that takes it over.",
              example="HR and payroll", also_called=("core", "target component", "core infrastructure component")),
        _text("successor_application_id", "The application that takes its work over, where another one does.",
              refers_to="applications", example="APP-002",
              also_called=("successor", "replaced by", "successor application", "superseded by")),
        _text("description", "Anything else worth knowing.",
              also_called=("notes", "comments", "general description")),
    ),
    (RequiredWhen("core_component", "disposition", ("consolidate",)),),
)  # fmt: skip

INTERFACES = Dataset(
    "interfaces",
    "Interfaces",
    "one data flow between two applications",
    "The data flows between applications: what makes a move harder than it looks.",
    (
        _key("interface_id", "The interface's own reference.", example="INT-001",
             also_called=("interface ref", "id", "ref")),
        _text("source_application_id", "The application that sends.", required=True,
              refers_to="applications", example="APP-001", also_called=("source", "from", "from application")),
        _text("target_application_id", "The application that receives.", required=True,
              refers_to="applications", example="APP-002", also_called=("target", "to", "to application")),
        _choice("method", "How the data travels.", "file database api manual message", example="file",
                also_called=("type", "interface type"),
                synonyms={"csv": "file", "ftp": "file", "web service": "api", "rekeyed": "manual"}),
        _choice("frequency", "How often.", "real_time daily weekly monthly ad_hoc", example="daily",
                synonyms={"nightly": "daily", "on demand": "ad_hoc", "realtime": "real_time", "live": "real_time"},
                words={"real_time": "Real time", "ad_hoc": "As needed"}),
        _text("description", "What flows.", also_called=("notes", "comments")),
    ),
)  # fmt: skip

WAVES = Dataset(
    "waves",
    "Waves",
    "one batch of migrations",
    "The batches in which applications move.",
    (
        _key("wave_id", "The wave's own reference.", example="W1", also_called=("wave", "wave no", "id")),
        _text("name", "What people call the wave.", required=True, example="Human resources",
              also_called=("wave name", "title")),
        _whole("sequence", "Its place in the order.", required=True, minimum=1, example="1",
               also_called=("order", "number", "seq")),
        _text("departments", "The departments that move in it.", required=True,
              example="Human resources; Organisational development", also_called=("department", "dept")),
        _date("baseline_start", "The start first agreed.", required=True, also_called=("planned start",)),
        _date("baseline_finish", "The finish first agreed.", required=True,
              also_called=("planned finish", "baseline end", "planned end")),
        _date("forecast_start", "The start now expected.", also_called=("expected start",)),
        _date("forecast_finish", "The finish now expected.", also_called=("expected finish", "forecast end")),
    ),
    (NotBefore("baseline_finish", "baseline_start"), NotBefore("forecast_finish", "forecast_start")),
)  # fmt: skip

MIGRATIONS = Dataset(
    "migrations",
    "Migrations",
    "one application's move",
    "How far each application has come on its way to where it is going.",
    (
        _key("application_id", "The application that moves.", refers_to="applications", example="APP-001",
             also_called=("app id", "app ref", "application ref", "application reference", "system id", "id")),
        _text("wave_id", "The wave it moves in.", refers_to="waves", example="W1",
              also_called=("wave", "wave no")),
        _choice("stage", "How far it has come.",
                "not_started discovery build test ready migrated decommissioned", required=True,
                example="build", also_called=("status", "migration stage", "migration status", "progress"),
                synonyms=STAGE_SYNONYMS),
        _date("baseline_date", "The date first agreed for the move.",
              also_called=("baseline", "planned date", "plan date")),
        _date("forecast_date", "The date now expected.",
              also_called=("forecast", "expected date", "due date", "target date")),
        _date("actual_date", "The date it moved.", has_happened=True,
              also_called=("actual", "date migrated", "migration date", "completed date", "date moved")),
        _text("blocker", "What stops it, in words; empty when nothing does.", blank_is_an_answer=True,
              also_called=("blocked by", "issue", "blockers", "blocking issue")),
    ),
    (RequiredWhen("actual_date", "stage", ("migrated", "decommissioned"), only=True),),
)  # fmt: skip

GATEWAYS = Dataset(
    "gateways",
    "Gateways",
    "one gateway, milestone or go-live",
    "The dated decision points on the way to go-live.",
    (
        _key("gateway_id", "The gateway's own reference.", example="GW1",
             also_called=("gateway ref", "milestone id", "id", "ref")),
        _text("name", "What people call it.", required=True, example="Business case agreed",
              also_called=("gateway", "milestone", "title", "gateway name", "milestone name")),
        _choice("kind", "A gateway, a milestone, or the go-live.", "gateway milestone go_live", required=True,
                example="gateway", also_called=("type",), synonyms={"golive": "go_live", "gate": "gateway"},
                words={"go_live": "Go-live"}),
        _date("baseline_date", "The date first agreed.", required=True,
              also_called=("baseline", "planned date", "plan date")),
        _date("forecast_date", "The date now expected.",
              also_called=("forecast", "expected date", "end date", "due date")),
        _date("actual_date", "The date it was passed.", has_happened=True,
              also_called=("actual", "date passed", "completed date", "date achieved")),
        _choice("declared_rating", "What its owner says of it.", RATINGS, example="amber",
                also_called=("rag", "rag status", "rating", "declared rag", "mpa rating", "status", "colour rating",
                             "delivery confidence", "delivery confidence assessment"),
                synonyms=RATING_SYNONYMS,
                words={"amber_green": "Amber/green", "amber_red": "Amber/red"}),
        _text("commentary", "What the owner has to say.", also_called=("comment", "comments", "notes")),
        _text("path_to_green", "What would make it green.", also_called=("route to green", "recovery plan")),
    ),
)  # fmt: skip

GATEWAY_CRITERIA = Dataset(
    "gateway_criteria",
    "Gateway criteria",
    "one criterion of one gateway",
    "What must be true before a gateway is passed, and for which partner.",
    (
        _key("criterion_id", "The criterion's own reference.", example="GW1-01", also_called=("id", "ref")),
        _text("gateway_id", "The gateway it belongs to.", required=True, refers_to="gateways", example="GW1",
              also_called=("gateway", "milestone id", "gateway ref")),
        _text("criterion", "What must be true.", required=True, example="Costs agreed by finance",
              also_called=("criteria", "description", "requirement")),
        _text("partner_id", "The partner that it concerns; empty for the programme as a whole.",
              refers_to="partners", example="P2", also_called=("partner", "organisation")),
        _choice("status", "How it stands.", "not_started in_progress met not_met waived", required=True,
                example="in_progress", also_called=("state", "progress"), synonyms=STATUS_SYNONYMS),
        _date("due_date", "When it is due.", also_called=("due", "target date", "due by")),
        _date("met_date", "When it was met.", has_happened=True, also_called=("met on", "date met", "completed date")),
        _text("evidence", "What shows that it was met.", also_called=("evidence link", "proof", "notes")),
        _choice("five_case", "Which case of the Five Case Model it supports; empty where nobody says.",
                "strategic economic commercial financial management", example="commercial",
                also_called=("case", "five case model", "business case dimension", "case dimension"),
                synonyms={"strategic case": "strategic", "economic case": "economic", "commercial case": "commercial",
                          "financial case": "financial", "management case": "management"}),
    ),
    (RequiredWhen("met_date", "status", ("met",)),),
)  # fmt: skip

PARTNERS = Dataset(
    "partners",
    "Partners",
    "one organisation",
    "The bodies that share the services, may come to, or watch.",
    (
        _key("partner_id", "The partner's own reference.", example="P2", also_called=("partner ref", "id", "ref")),
        _text("name", "The organisation's name.", required=True, example="Sentinel CiC",
              also_called=("partner", "organisation", "partner name", "body")),
        _choice("category", "What sort of body it is.", "council nhs cic other_public observer", required=True,
                example="cic", also_called=("type", "sector"),
                synonyms={"local authority": "council", "health": "nhs", "community interest company": "cic",
                          "other": "other_public", "watching": "observer"},
                words={"nhs": "NHS", "cic": "Community interest company", "other_public": "Other public body"}),
        _choice("stage", "How far it has come towards sharing.",
                "identified in_discussion committed business_case_agreed design_and_sla_agreed onboarding live"
                " withdrawn", required=True, example="in_discussion", also_called=("status", "onboarding stage"),
                synonyms={"talking": "in_discussion", "talks": "in_discussion", "in talks": "in_discussion",
                          "discussion": "in_discussion", "in discussions": "in_discussion",
                          "signed up": "committed", "business case": "business_case_agreed",
                          "design agreed": "design_and_sla_agreed", "sla agreed": "design_and_sla_agreed",
                          "left": "withdrawn", "withdrew": "withdrawn"},
                words={"design_and_sla_agreed": "Design and SLA agreed"}),
        _date("stage_date", "When it reached that stage.", has_happened=True, required=True,
              also_called=("date of stage", "stage reached", "since")),
        _date("target_live_date", "When it is meant to be live.", also_called=("target live", "go live date")),
        _whole("staff_in_scope", "How many of its staff are in scope.", example="35",
               also_called=("staff", "fte in scope")),
        _whole("applications_in_scope", "How many of its applications are in scope.", example="18",
               also_called=("applications", "apps in scope")),
        _text("next_step", "What happens next.", also_called=("next action", "next")),
        _date("next_step_date", "When.", also_called=("next action date", "next date")),
    ),
)  # fmt: skip

PARTNER_CONCERNS = Dataset(
    "partner_concerns",
    "Partner concerns",
    "one concern of one partner",
    "What worries a partner, and the answer given.",
    (
        _key("concern_id", "The concern's own reference.", example="C-01", also_called=("id", "ref")),
        _text("partner_id", "Whose concern it is.", required=True, refers_to="partners", example="P2",
              also_called=("partner", "organisation")),
        _choice("theme", "What it is about.", "control investment cost service data legal staff", required=True,
                example="control", also_called=("category", "type", "topic"),
                synonyms={"money": "cost", "information": "data", "governance": "control", "hr": "staff"}),
        _text("concern", "The concern, in words.", required=True, example="Loss of control over priorities",
              also_called=("issue", "question", "description")),
        _text("response", "The answer given.", also_called=("answer", "reply")),
        _choice("status", "How it stands.", "open answered closed", required=True, example="open",
                synonyms={"resolved": "closed", "replied": "answered", "raised": "open"}),
        _date("raised_date", "When it was raised.", has_happened=True, required=True,
              also_called=("raised", "date raised", "raised on")),
    ),
)  # fmt: skip

SERVICES = Dataset(
    "services",
    "Services",
    "one service of the catalogue",
    "What the shared services offer: at which service level, and at what rate beside what others charge.",
    (
        _key("service_id", "The service's own reference.", example="S-01", also_called=("service ref", "id", "ref")),
        _text("name", "What people call it.", required=True, example="Service desk",
              also_called=("service", "service name", "title")),
        _text("description", "What it covers.", also_called=("scope", "notes")),
        _text("sla_target", "The service level aimed at, in words.", example="95% of calls answered in 30 seconds",
              also_called=("service level", "sla", "target", "service level target")),
        _choice("sla_status", "How far its service level agreement has come.", "draft in_review agreed", required=True,
                example="in_review", also_called=("status", "sla state", "sla stage"),
                synonyms={"signed": "agreed", "approved": "agreed", "reviewing": "in_review", "under review": "in_review",
                          "drafted": "draft", "not started": "draft"}),
        _text("unit", "What the rate is for.", required=True, example="a user a month", sign_is_an_answer=True,
              also_called=("charged per", "per", "unit of charge")),
        _money("rate_gbp", "Our rate for one unit.", per="unit", example="11.40",
               also_called=("rate", "our rate", "price", "unit price", "charge")),
        _money("comparator_rate_gbp", "What others charge for the same unit.", per="unit", example="13.20",
               also_called=("comparator", "comparator rate", "market rate", "benchmark", "benchmark rate")),
        _date("available_from", "When partners can have it.", example="2014-04-01",
              also_called=("available", "from", "service start")),
    ),
)  # fmt: skip

SPEND = Dataset(
    "spend",
    "Capital",
    "one component in one month",
    "What was budgeted, committed and spent, month by month.",
    (
        _key("component", "What the money is for.", example="Core servers and storage",
             also_called=("item", "budget line", "expense area", "line")),
        Column("month", Kind.MONTH, "The month, by its first day.", required=True, key=True, example="2012-10-01",
               also_called=("period", "date", "month starting")),
        _choice("strand", "Which part of the capital business case.",
                "core_infrastructure consolidation self_service transformation", required=True,
                example="core_infrastructure", also_called=("workstream", "part", "strand name"),
                synonyms={"core": "core_infrastructure", "application consolidation": "consolidation",
                          "self serve": "self_service", "redesign": "transformation"},
                words={"core_infrastructure": "Core infrastructure", "consolidation": "Application consolidation",
                       "self_service": "Self-service applications",
                       "transformation": "Transformation and service redesign"}),
        _money("budget_gbp", "What was budgeted for the month.", required=True, minimum=None, example="50000.00",
               also_called=("budget", "budget (£)", "plan", "planned spend")),
        _money("committed_gbp", "What was committed, by order or contract.", minimum=None, example="20000.00",
               also_called=("committed", "committed (£)", "commitment")),
        _money("actual_gbp", "What was spent; a reversal is negative.", minimum=None, example="18250.00",
               also_called=("actual", "actual (£)", "amount", "spent", "actual spend")),
        _money("forecast_gbp", "What is now expected to be spent.", minimum=None, example="48000.00",
               also_called=("forecast", "forecast (£)", "expected")),
        _text("variance_reason", "Why what is spent or expected differs from what was budgeted.",
              example="Two sites needed new lines.",
              also_called=("reason", "reason for variance", "variance explanation", "variance comment", "why")),
    ),
)  # fmt: skip

BENEFITS = Dataset(
    "benefits",
    "Benefits",
    "one benefit",
    "What the programme is for: where each benefit begins, what it is to reach, and what it has reached.",
    (
        _key("benefit_id", "The benefit's own reference.", example="B-01", also_called=("benefit ref", "id", "ref")),
        _text("name", "What it is.", required=True, example="Licences and support given up",
              also_called=("benefit", "benefit name", "title")),
        _text("owner", "Who answers for it, by role.", example="Head of ICT", also_called=("benefit owner", "role")),
        _choice("kind", "Money saved, something else of worth, jobs, or capital that need not be spent.",
                "cashable non_cashable jobs capital_avoided", required=True, example="cashable",
                also_called=("type", "category", "benefit type"),
                synonyms={"cash": "cashable", "cash releasing": "cashable", "noncashable": "non_cashable",
                          "not cashable": "non_cashable", "non cash releasing": "non_cashable", "employment": "jobs",
                          "avoided capital": "capital_avoided", "capital avoidance": "capital_avoided"},
                words={"non_cashable": "Non-cashable"}),
        _text("partner_id", "The partner that has it; empty for the programme as a whole.",
              refers_to="partners", example="P2", also_called=("partner", "organisation")),
        _text("unit", "What its values count.", required=True, example="£ a year", sign_is_an_answer=True,
              also_called=("measured in", "measure")),
        _number("baseline_value", "The value that it starts from.", example="0",
                also_called=("baseline", "starting value")),
        _number("target_value", "The value to be reached.", required=True, example="420000",
                also_called=("target", "goal")),
        _number("realised_value", "The value reached so far.", example="85000",
                also_called=("realised", "actual", "achieved", "value to date")),
        _date("start_date", "When it begins.", also_called=("start", "begins", "starts")),
        _date("full_effect_date", "When it is to be had in full.", example="2016-03-31",
              also_called=("full effect", "full by", "in full from")),
    ),
    (NotBefore("full_effect_date", "start_date"),),
)  # fmt: skip

BENEFIT_VALUES = Dataset(
    "benefit_values",
    "Benefits by year",
    "one benefit in one financial year",
    "The cash flow of the business case: what each benefit brings and costs in each year, from which payback and net"
    " present value follow.",
    (
        _key("benefit_id", "The benefit.", refers_to="benefits", example="B-01",
             also_called=("benefit ref", "benefit", "id", "ref")),
        Column("year", Kind.YEAR, "The financial year, April to March.", required=True, key=True, example="2013/14",
               also_called=("financial year", "fy", "fiscal year")),
        _money("planned_gbp", "What it is planned to bring in the year.", required=True, minimum=None,
               example="105000.00", also_called=("planned", "plan", "planned benefit", "planned saving")),
        _money("realised_gbp", "What it has brought in the year.", minimum=None, example="85000.00",
               also_called=("realised", "actual", "achieved", "realised saving")),
        _money("cost_gbp", "What the year costs to bring it about: capital and running cost.", minimum=None,
               example="40000.00", also_called=("cost", "costs", "investment", "cost of the year")),
    ),
)  # fmt: skip

RISKS = Dataset(
    "risks",
    "Risks",
    "one risk: a threat, or an opportunity",
    "What may go wrong or better than planned, how likely and how bad, and what is done about it.",
    (
        _key("risk_id", "The risk's own reference.", example="R-01",
             also_called=("risk ref", "risk no", "risk number", "id", "ref")),
        _text("title", "The risk in a few words.", required=True, example="A partner leaves before go-live",
              also_called=("risk", "risk title", "name", "risk description")),
        _choice("kind", "A threat, or an opportunity; blank is a threat.", "threat opportunity", example="threat",
                also_called=("type", "risk type")),
        _text("cause", "Where it comes from.", also_called=("because of", "source")),
        _text("consequence", "What would follow.", also_called=("effect", "consequences", "impact description")),
        _text("partner_id", "The partner that it concerns; empty for the programme as a whole.",
              refers_to="partners", example="P2", also_called=("partner", "organisation")),
        _text("gateway_id", "The gateway that it threatens.", refers_to="gateways", example="GW2",
              also_called=("gateway", "milestone", "milestone id")),
        _score("likelihood", "How likely it is as it stands: 1 hardly, 5 almost certain.", required=True, example="4",
               also_called=("probability", "gross likelihood", "inherent likelihood", "likelihood score")),
        _score("impact", "How much it would matter as it stands: 1 little, 5 very much.", required=True, example="4",
               also_called=("gross impact", "inherent impact", "severity", "impact score")),
        _score("residual_likelihood", "How likely it is once the response has worked.", example="2",
               also_called=("net likelihood", "target likelihood", "likelihood after mitigation")),
        _score("residual_impact", "How much it would matter once the response has worked.", example="3",
               also_called=("net impact", "target impact", "impact after mitigation")),
        _choice("response", "What is done about it.", "treat tolerate transfer terminate", example="treat",
                also_called=("risk response", "strategy", "treatment"),
                synonyms={"mitigate": "treat", "reduce": "treat", "accept": "tolerate", "avoid": "terminate",
                          "share": "transfer"}),
        _text("mitigation", "What is done, in words.",
              also_called=("mitigating action", "mitigating actions", "action", "actions", "control")),
        _text("owner", "Who answers for it, by role.", example="Programme Director",
              also_called=("risk owner", "action owner")),
        _date("due_date", "When the mitigation is due.", also_called=("due", "action due", "target date", "due by")),
        _choice("status", "Provisional until membership is confirmed, open, or closed.", "provisional open closed",
                required=True, example="open", also_called=("state", "risk status"),
                synonyms={"draft": "provisional", "live": "open", "active": "open", "resolved": "closed"}),
        _date("raised_date", "When it was raised.", has_happened=True, required=True,
              also_called=("raised", "date raised", "raised on", "identified on", "date identified")),
    ),
)  # fmt: skip

DECISIONS = Dataset(
    "decisions",
    "Decisions",
    "one meeting's item: a decision, its scrutiny, or an engagement",
    "What was or will be decided, by whom, when, and who looked at it first.",
    (
        _key("decision_id", "The decision's own reference.", example="D-01", also_called=("id", "ref")),
        _text("title", "What is to be decided.", required=True, example="Capital business case",
              also_called=("decision", "item", "subject")),
        _text("body", "Who decides: Cabinet, Scrutiny panel, Programme board, Devon Chief Executives, …",
              required=True, example="Cabinet", also_called=("meeting", "decision maker", "forum")),
        _choice("purpose", "A decision, scrutiny before one, or engagement.", "decision scrutiny engagement",
                required=True, example="decision", also_called=("type", "kind"),
                synonyms={"pre decision scrutiny": "scrutiny", "discussion": "engagement", "briefing": "engagement"}),
        _date("date", "The date of the meeting.", required=True, also_called=("meeting date", "when")),
        _choice("status", "How it stands.", "planned done deferred cancelled", required=True, example="planned",
                also_called=("state",), synonyms={"agreed": "done", "postponed": "deferred", "complete": "done",
                                                  "approved": "done"}),
        _text("scrutinises", "For scrutiny: the decision that it looks at beforehand.", refers_to="decisions",
              example="D-02", also_called=("scrutiny of",)),
        _text("outcome", "What came of it.", also_called=("result", "minute")),
    ),
    (OnlyWhen("scrutinises", "purpose", ("scrutiny",)),),
)  # fmt: skip

VEHICLE_OPTIONS = Dataset(
    "vehicle_options",
    "Vehicle options",
    "one option's score on one criterion",
    "The forms that the service vehicle may take, each scored on what matters.",
    (
        _key("option", "The form that the vehicle may take.", example="Community interest company",
             also_called=("vehicle", "form", "options", "vehicle option")),
        _key("criterion", "What is scored.", example="Keeps public ownership", also_called=("criteria", "measure")),
        Column("weight", Kind.SHARE, "How much the criterion counts, in per cent; those of one option sum to 100.",
               required=True, example="25", also_called=("weighting", "weight %", "criterion weight")),
        _number("score", "How well the option does: 0 not at all, 5 fully.", required=True, minimum=0, maximum=5,
                example="4", also_called=("points", "raw score", "rating")),
        _money("cost_gbp", "What the option costs in all, over the time appraised: the same on each of its rows.",
               example="520000.00", is_repeated=True, also_called=("cost", "option cost", "whole-life cost", "total cost")),
        _text("rationale", "Why.", also_called=("reason", "comment", "comments", "notes")),
    ),
)  # fmt: skip

COMMENTARY = Dataset(
    "commentary",
    "Commentary",
    "one remark on one section of the panel briefing, or one question with its answer",
    "What the programme says to the panel, and what the panel asked: it stands on the slides and in the pack.",
    (
        _key("section", "The section of the briefing that it belongs to, by its title, such as Gateways.",
             example="Gateways", also_called=("slide", "part of the briefing", "topic", "briefing section")),
        _key("text", "The remark, or the answer to the question.",
             example="The design is with the partners for comment.",
             also_called=("commentary", "comment", "remark", "answer", "comments", "notes")),
        _text("author_role", "Who says it, by role and not by name.", required=True, example="Programme Director",
              also_called=("author", "role", "by", "author's role", "answered by")),
        _date("date", "When it was said; empty for the reporting date.",
              also_called=("reporting date", "said on", "answered on", "meeting date", "when")),
        _text("question", "The question that the text answers; empty for a remark.",
              example="When do the partners sign?", also_called=("question asked", "asked")),
        _text("asked_by", "Who asked, by role.", example="Panel member", also_called=("question by", "questioner")),
    ),
)  # fmt: skip

REPORTED = (
    APPLICATIONS, INTERFACES, WAVES, MIGRATIONS, GATEWAYS, GATEWAY_CRITERIA,
    PARTNERS, PARTNER_CONCERNS, SERVICES, SPEND, BENEFITS, BENEFIT_VALUES, RISKS, DECISIONS, VEHICLE_OPTIONS,
    COMMENTARY,
)  # fmt: skip

ALERTS = Dataset(
    "alerts",
    "Alerts",
    "one rule of when somebody is to be told",
    "Who is to be told of what, without looking: when it begins, and when it ends.",
    (
        _key("alert_id", "The alert's own reference.", example="AL-01", also_called=("alert ref", "id", "ref")),
        _choice("kind", "What it looks for: odds of the go-live below, a slip beyond, something red, something overdue, or no"
                " report.", "odds_below slip_beyond red overdue no_report_by", required=True, example="slip_beyond",
                also_called=("type", "alert", "alert kind", "condition"),
                synonyms={"odds": "odds_below", "slip": "slip_beyond", "rated red": "red", "late": "overdue",
                          "no report": "no_report_by"},
                words={"odds_below": "Odds below", "slip_beyond": "Slip beyond", "no_report_by": "No report for"}),
        _number("threshold", "From where on: per cent for odds, a score for risks, else days. Empty: odds below 50, a score of 15"
                " or more, no days.", example="14", also_called=("limit", "level", "days", "per cent")),
        _choice("dataset", "Of which list; empty for every list that has such a thing.",
                " ".join(dataset.name for dataset in REPORTED), example="gateways", also_called=("list", "about"),
                words={dataset.name: dataset.title for dataset in REPORTED}),
        _text("reference", "Of which row of it, by its reference; empty for every row.", example="GO",
              also_called=("row", "row reference", "item")),
        _text("owner", "Who is told, by role, where the row has no owner of its own.", required=True,
              example="Programme Director", also_called=("role", "tell", "addressed to", "to")),
    ),
)  # fmt: skip

DATASETS: dict[str, Dataset] = {dataset.name: dataset for dataset in (*REPORTED, ALERTS)}
"""Every dataset by name, in the order in which people meet them."""
