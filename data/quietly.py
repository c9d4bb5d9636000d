"""How every command begins and ends: without what it has no use for, with its exit status, and never with a traceback
because a reader went away."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable


def leave_out_pandas() -> None:
    """Tells Python that there is no pandas in this process. DuckDB would import it at the first parameter that it binds,
    only to see whether that is pandas' own «not a time»: half a second of every command, for something we never use."""
    sys.modules.setdefault("pandas", None)  # type: ignore[arg-type]


def quietly(command: Callable[[], int]) -> int:
    """Runs a command. Where whoever read its output has gone (`… | head`), or the person pressed Ctrl-C, it just ends."""
    leave_out_pandas()
    try:
        status = command()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains again as it closes
        return 0
    except KeyboardInterrupt:
        return 130
    return status
