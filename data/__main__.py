"""The commands: `python -m data --help` lists them. Pages and commands share one path (data/uploads.py).

Exit status: 0 done, or nothing to change · 1 the input was refused and nothing was written · 2 wrong usage · 3 the
store is busy, locked or damaged, and the message says what to do. The status is also 0 for a write that counts but
can't be published yet; the message, and `left_to_do` in the JSON, say what is left to do.
"""

from __future__ import annotations

import json
import sys

from data import ledger, log, problems, uploads
from data.commands import DONE, REFUSED, STORE, USAGE, Answer, WrongUsage, capital, terminal
from data.commands.command_line import parse
from data.commands.run_cli import run_cli
from data.intake.options import by_command, options_together
from data.intake.pipeline import Ingested
from data.intake.suggested_fixes import NO_WAY, only_in_the_file, remedies
from data.ledger.programmes import WhichProgramme
from data.problems import UserError, sentences


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns its exit status."""
    given = parse(sys.argv[1:] if arguments is None else arguments)
    log.set_up()
    as_json = bool(getattr(given, "json", False))
    try:
        with ledger.programmes.using(given.programme):
            with terminal.shown():
                answer: Answer = given.run(given)
            is_said = given.programme is not None or not ledger.programmes.are_several()
            left = ledger.left_to_do() if given.asks_the_store and is_said else ""
    except uploads.Rejected as refusal:
        _say_refusal(refusal.ingested, as_json)
        return REFUSED
    except uploads.ReturnRejected as refusal:
        _say_refused_return(refusal, as_json)
        return REFUSED
    except problems.StoreError as problem:
        _say_error(problem, as_json)
        return STORE
    except (WrongUsage, WhichProgramme) as problem:
        _say_error(problem, as_json)
        return USAGE
    except UserError as problem:
        _say_error(problem, as_json)
        return REFUSED
    status = int(answer.pop("exit_status", DONE))  # type: ignore[call-overload]
    if left:
        answer["left_to_do"] = left
        print(left, file=sys.stderr)
    if as_json:
        print(json.dumps(answer, default=str, ensure_ascii=False))
    return status


def _say_error(problem: UserError, as_json: bool) -> None:
    is_refused = isinstance(problem, problems.Refused)
    options = [by_command(way) for way in problem.remedies] if isinstance(problem, problems.Refused) else []
    if as_json:
        print(json.dumps({"status": "refused", "message": str(problem), "options": options}, ensure_ascii=False))
    print(problem, file=sys.stderr)
    _say_options(options, NO_WAY if is_refused and not options else "")


def _say_refusal(ingested: Ingested, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"status": "refused", **_refusal(ingested)}, default=str, ensure_ascii=False))
    else:
        print(capital(ingested.detection))
    _say_problems(ingested)


def _refusal(ingested: Ingested) -> Answer:
    """What is wrong with a file, as plain values."""
    found = ingested.problems
    rows = [row | {"message": text} for row, text in zip(found.to_dicts(), sentences(found), strict=True)]
    options = [options_together(ways, by_command) for ways in remedies(ingested)]
    return {"read_as": ingested.detection, "problems": rows, "options": options}


def _say_problems(ingested: Ingested, label: str = "", when: str = "with the command") -> None:
    lines = sentences(ingested.problems)
    for text in lines:
        print(f"{label}{text}", file=sys.stderr)
    number = len(lines)
    print(f"{label}Refused: {number:,} problem{'s' if number != 1 else ''}. Nothing was changed.", file=sys.stderr)
    options = [options_together(ways, by_command) for ways in remedies(ingested)]
    _say_options(options, only_in_the_file(ingested), when)


def _say_refused_return(refusal: uploads.ReturnRejected, as_json: bool) -> None:
    """Each file of a return that can't be taken, and why; nothing was taken of the others either."""
    files = [
        {"file": request.file_name, "sheet": request.options.sheet, "dataset": request.dataset.name}
        | ({"message": str(read), "problems": []} if isinstance(read, problems.Refused) else _refusal(read))
        for request, read in refusal.refused
    ]

    def when(request: uploads.Request) -> str:
        return f'after --for "{request.name}"'

    if as_json:
        print(json.dumps({"status": "refused", "files": files}, default=str, ensure_ascii=False))
    for request, read in refusal.refused:
        if isinstance(read, problems.Refused):
            print(f"{request.label}: {read} Nothing was changed.", file=sys.stderr)
            _say_options([by_command(way) for way in read.remedies], "", when(request))
        else:
            _say_problems(read, f"{request.label}: ", when(request))
    print("No file of the return was taken.", file=sys.stderr)


def _say_options(options: list[str], in_the_file: str, when: str = "with the command") -> None:
    """Prints the options that would let the file in, and the problems that no option settles."""
    if options:
        print(f"What can be said {when}, where it is true (… is for you to fill in):", file=sys.stderr)
    for option in options:
        print(f"  {option}", file=sys.stderr)
    if in_the_file:
        print(in_the_file, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(run_cli(main))
