"""The figures that a screen shows, as they are sent to the browser."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest


def figures(app: AppTest) -> dict[str, dict[str, Any]]:
    """Key of each figure on the screen → what was sent: `alt`, `title`, `selects`, and `figure` with its data and layout."""
    sent = [json.loads(each.proto.json) for each in app.get("bidi_component") if each.proto.component_name == "figure"]
    return {each["key"]: {**each, "figure": json.loads(each["figure"])} for each in sent}
