"""The page as files: nothing is asked of a server but what lies there. `python -m tests.bench.peers.static_page PORT`."""

from __future__ import annotations

import functools
import html
import http.server
import sys
import tempfile
from pathlib import Path

from plotly.offline import get_plotlyjs

from tests.bench import peers


def page() -> str:
    """The whole page, at the first of the dates."""
    tiles, figures, rows = peers.contents(peers.DATES[0])
    shown = "".join(
        f"<div><p>{html.escape(label)}</p><h2>{html.escape(value)}</h2></div>" for label, value in tiles.items()
    )
    drawn = "".join(
        f"<div style='flex:1'><h2>{html.escape(title)}</h2>{figure.to_html(full_html=False, include_plotlyjs=False)}</div>"
        for title, figure in figures.items()
    )
    lines = "".join(
        f"<tr>{''.join(f'<td>{html.escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows.iter_rows()
    )
    return (
        "<!doctype html><meta charset=utf-8><title>Applications</title><script src=plotly.js></script><h1>Applications</h1>"
        f"<div style='display:flex'>{shown}</div><div style='display:flex'>{drawn}</div><table>{lines}</table>"
    )


def main(port: int) -> None:
    """Serve it on the loopback."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "index.html").write_text(page(), encoding="utf-8")
        Path(folder, "plotly.js").write_text(get_plotlyjs(), encoding="utf-8")
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
        http.server.ThreadingHTTPServer(("127.0.0.1", port), handler).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
