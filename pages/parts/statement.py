"""The accessibility statement on its screen."""

from __future__ import annotations

from pages.narrative import accessibility, criteria
from pages.narrative.accessibility import ABLE, BARRIERS, FRAMEWORK, HOW_TESTED, KEYS
from pages.serving import sign_in
from pages.ui import texts

COMMISSION = "https://www.equalityhumanrights.com"
ADVISORY = "https://www.equalityadvisoryservice.com"


def show(programme: str) -> None:
    """The whole statement, under the headings of GOV.UK's sample."""
    say = texts.line
    parts = [
        texts.heading("Accessibility statement"), say(accessibility.applies(programme)),
        say("We want as many people as possible to be able to use it. For example, that means you should be able to:"),
        texts.listed(*ABLE),
        texts.heading("Keys"), texts.listed(*(f"{key}: {does}" for key, does in KEYS)),
        texts.heading("How accessible this website is"), say(accessibility.how_accessible()),
        texts.listed(*(f"{each.what} {each.instead}" for each in BARRIERS)),
        texts.heading("Feedback and contact information"), say(accessibility.contact(sign_in.contact())),
        texts.heading("Reporting accessibility problems with this website"), say(accessibility.reporting(sign_in.contact())),
        texts.heading("Enforcement procedure"),
        say(
            "The Equality and Human Rights Commission (EHRC) is responsible for enforcing the Public Sector Bodies (Websites and"
            " Mobile Applications) (No. 2) Accessibility Regulations 2018 (the ‘accessibility regulations’). If you are not happy"
            " with how we respond to your complaint, contact the Equality Advisory and Support Service (EASS)."
        ),
        say(texts.link(ADVISORY, "Equality Advisory and Support Service")),
        say(texts.link(COMMISSION, "Equality and Human Rights Commission")),
        texts.heading("Technical information about this website’s accessibility"),
        say(
            "Whoever runs this dashboard is committed to making it accessible, in accordance with the Public Sector Bodies"
            " (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018."
        ),
        texts.heading("Compliance status", level=3), say(accessibility.status()),
        texts.heading("Non-accessible content"),
        say("The content listed below is non-accessible for the following reasons."),
        texts.heading("Non-compliance with the accessibility regulations", level=3),
    ]  # fmt: skip
    for each in BARRIERS:
        parts.append(say(accessibility.non_compliance(each)))
        if each.issue:
            parts.append(
                say(texts.link(f"{FRAMEWORK}/{each.issue}", f"The framework's own issue, number {each.issue}"))
            )
    parts += [
        texts.heading("Disproportionate burden", level=3), say("We claim none."),
        texts.heading("Content that’s not within the scope of the accessibility regulations", level=3), say("There is none."),
        texts.fold("How each criterion of WCAG 2.2 AA is met", texts.listed(*map(criteria.in_words, criteria.CRITERIA))),
        texts.heading("What we’re doing to improve accessibility"), say(accessibility.improving()),
        texts.heading("Preparation of this accessibility statement"), say(accessibility.prepared()), say(HOW_TESTED),
    ]  # fmt: skip
    texts.show("statement", *parts)
