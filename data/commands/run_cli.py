"""How every command runs: started without what it never uses, ended with its exit status, and never with a traceback
because a reader went away."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable
from typing import Any, TextIO

from data.typed import legible


class Terminal(io.TextIOWrapper):
    """A person's terminal: text appears as text, and control sequences in a file or its name have no effect. Output to
    a file or another program passes unchanged."""

    def write(self, text: str) -> int:
        """Writes the text, with � for every control character except tabs and line ends."""
        return super().write(legible(text))


class AnswerLost(Exception):
    """Standard output takes no more: its disk is full, for example."""


class Output(io.FileIO):
    """Standard output where it is a file or another program: what goes wrong there is told from what goes wrong in a store."""

    def write(self, content: Any) -> int:
        """As of any file. Raises BrokenPipeError and AnswerLost."""
        try:
            return super().write(content)
        except BrokenPipeError:
            raise
        except OSError as problem:
            raise AnswerLost(problem.strerror or str(problem)) from problem


def _harmless(stream: TextIO) -> TextIO:
    if stream.isatty():
        return Terminal(stream.buffer, encoding=stream.encoding, errors=stream.errors, line_buffering=True)
    if stream is not sys.__stdout__:
        return stream
    output = Output(stream.fileno(), "wb", closefd=False)
    return io.TextIOWrapper(
        output if stream.write_through else io.BufferedWriter(output),
        stream.encoding,
        stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def run_cli(command: Callable[[], int]) -> int:
    """Runs a command. If the reader of its output has gone (`… | head`), or the person pressed Ctrl-C, it simply ends. If its
    output can't be written, the status is 3."""
    # DuckDB looks for pandas' own ‘not a time’ in every value, and for a pyarrow dataset in every table, that it is given, and
    # would load both to find out; nothing here uses them, so in a command they count as not installed (see sys.modules in
    # Python's manual).
    for name in ("pandas", "pyarrow.dataset"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    sys.stdout, sys.stderr = _harmless(sys.stdout), _harmless(sys.stderr)
    try:
        status = command()
        sys.stdout.flush()
    except BrokenPipeError:
        _write_nowhere()
        return 0
    except AnswerLost as problem:
        _write_nowhere()
        print(
            f"The answer could not be written: {problem}. Make room there, and run the command again.", file=sys.stderr
        )
        return 3
    except KeyboardInterrupt:
        return 130
    return status


def _write_nowhere() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains again as it closes


def add_programme(command: argparse.ArgumentParser) -> None:
    """Adds the argument that says which programme is meant, for every command that uses the store."""
    command.add_argument(
        "--programme", metavar="ID", help="which of the store's programmes; default: the only one there is"
    )
