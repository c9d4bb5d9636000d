"""Methods: every rule behind the figures in full, and how the forecast works."""

from pages.narrative import forecasting
from pages.narrative.methodology import SUBJECTS, rule
from pages.ui import address, outlook, page, texts

view = page.begin("Methods")
ahead = outlook.facts(view)
asked = page.chosen("rule")
address.check("rule", "Rule", any(asked in names for names in SUBJECTS.values()))
is_new = address.is_new(asked)
folds = []
for subject, names in SUBJECTS.items():
    lines = [texts.line(rule(name)) for name in names]
    if asked in names:
        place = names.index(asked)
        lines[place] = texts.arrival(lines[place]) if is_new else {**lines[place], "class": "text-asked"}
    if "odds" in names:
        lines += [texts.line(forecasting.courses()), texts.line(forecasting.runs())]
        lines += [] if ahead["reason"] else [texts.line(outlook.worked_out(ahead))]
        lines.append(texts.line(outlook.others(view, ahead)))
    folds.append(texts.fold(subject, *lines, is_open=asked in names))
texts.show("rules", texts.line("Every rule behind the figures, by subject."), *folds)
