"""The sample's risks, and what becomes of them.

As in story.py: the rows as first reported, then the changes that each later report brought. From the minutes is only this:
risks and their mitigation depend on who the partners are, and the register follows once membership is confirmed. It is not
confirmed within these reports, so that every risk is provisional; all else is illustrative.
"""

from __future__ import annotations

from data.sample.story import Changes, Row, Rows

FIRST = "2013-01-31"


def _risk(title: str, cause: str, consequence: str, scores: str, mitigation: str, owner: str, due: str, gateway: str = "",
          partner: str = "", kind: str = "", response: str = "treat", raised: str = "2013-01-15") -> Row:  # fmt: skip
    """`scores`: likelihood, impact, and both once the response has worked, as four digits."""
    return {
        "title": title, "kind": kind, "cause": cause, "consequence": consequence, "partner_id": partner, "gateway_id": gateway,
        "likelihood": scores[0], "impact": scores[1], "residual_likelihood": scores[2], "residual_impact": scores[3],
        "response": response, "mitigation": mitigation, "owner": owner, "due_date": due, "status": "provisional",
        "raised_date": raised,
    }  # fmt: skip


RISKS: Rows = {
    "R-01": _risk("A partner leaves before go-live", "Boards can change their minds until they have signed.",
                  "The others carry its share of the cost.", "3524", "Each partner signs for a first term of three years.",
                  "Programme Director", "2013-06-28", "MS06"),
    "R-02": _risk("Applications move more slowly than planned", "Departments can spare few testers.",
                  "Go-live is later than April 2014.", "4423", "A second migration team from June.", "Head of ICT",
                  "2013-06-30", "GO"),
    "R-03": _risk("Service levels are not agreed in time", "Partners work to different hours.",
                  "The design gateway slips.", "4423", "One model agreement, changed only where a partner must.",
                  "Service Manager", "2013-05-24", "GW2"),
    "R-04": _risk("The capital is not enough", "Prices of equipment and licences are estimates.",
                  "A strand is cut, or Cabinet is asked again.", "3423", "Orders are placed in stages, with a reserve.",
                  "Assistant Director, Finance", "2014-03-31"),
    "R-05": _risk("Records about patients are seen by others", "Servers are shared between organisations.",
                  "Harm to patients, and a fine.", "2515", "Records are kept apart; access is tested.",
                  "Head of Information Governance", "2013-12-20", "GO", "P02"),
    "R-06": _risk("The link to the health network fails its test", "It was built for one organisation.",
                  "NHS Plymouth can't join at go-live.", "3423", "An early test, with the supplier on site.",
                  "Network Manager", "2013-05-17", "GW2", "P03"),
    "R-07": _risk("Skilled staff leave during the change", "The form of the service vehicle is open.",
                  "Migrations stand still.", "3322", "Staff hear first; posts are kept for a year.",
                  "Head of Human Resources", "2013-10-31", "MS09"),
    "R-08": _risk("A supplier's contract can't be ended in time", "Contracts end on different days.",
                  "Two systems are paid for at once.", "3222", "Notice is given wave by wave.", "Procurement Manager",
                  "2013-12-31", response="transfer"),
    "R-09": _risk("More public bodies join than are counted on", "Devon councils have asked for talks.",
                  "Overheads are shared among more.", "2434", "Rates and a model agreement are ready to send.",
                  "Programme Director", "2014-03-31", kind="opportunity", response="treat"),
    "R-10": _risk("Power fails at the first site", "The second stage is not in service.",
                  "All services stop for a day.", "2412", "The second site takes over.", "Head of ICT", "2013-07-05",
                  "MS04"),
}  # fmt: skip

RISK_CHANGES: Changes = {
    "2013-03-31": {
        "R-02": {"likelihood": "5"},
        "R-03": {"likelihood": "5"},
        "R-11": _risk("The panel sees the business case too late", "Meetings are set a year ahead.",
                      "A decision is called in.", "3312", "Dates are fixed with the clerks.", "Programme Director",
                      "2013-11-20", raised="2013-03-20"),
    },
    "2013-06-30": {
        "R-06": {"likelihood": "4"},
        "R-10": {"status": "closed"},
        "R-12": _risk("Benefits are counted twice", "Departments report the same saving.",
                      "The business case looks better than it is.", "3322", "One list, checked by Finance.",
                      "Assistant Director, Finance", "2013-09-13", raised="2013-06-12"),
    },
    "2013-09-30": {
        "R-01": {"likelihood": "4", "due_date": "2013-11-29"},
        "R-02": {"likelihood": "4"},
        "R-03": {"status": "closed"},
        "R-05": {"likelihood": "3"},
        "R-06": {"likelihood": "2", "due_date": "2013-10-18", "gateway_id": "MS07"},
        "R-07": {"likelihood": "4"},
        "R-11": {"likelihood": "5"},
        "R-13": _risk("The networks between sites are late again", "Two of five sites are not connected.",
                      "Partners can't rehearse.", "4322", "A second contractor for the last sites.", "Network Manager",
                      "2013-10-11", "MS07", raised="2013-08-22"),
        "R-14": _risk("The new service desk opens earlier", "Staff of two partners are free from January.",
                      "Users are helped before go-live.", "3242", "Training begins in December.", "Service Manager",
                      "2013-12-20", "MS09", kind="opportunity", raised="2013-09-12"),
    },
}  # fmt: skip
