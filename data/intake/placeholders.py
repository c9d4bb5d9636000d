"""What a template has where a value is to be typed: ‘REQUIRED’, ‘[Enter app name]’, ‘e.g. Payroll’, ‘text’."""

from __future__ import annotations

import re

from data.intake.values.common import normal, plain

_HINTS = frozenset(
    (
        "required", "mandatory", "optional", "conditional", "text", "free text", "number", "numeric", "whole number", "integer",
        "date", "string", "currency", "amount", "decimal", "boolean", "yes no", "y n", "dropdown", "drop down", "list", "lookup",
        "dd mm yyyy", "dd mm yy", "yyyy mm dd", "mm yyyy", "unique id", "unique reference", "alphanumeric", "varchar", "char",
        "example", "sample", "required field", "mandatory field", "optional field", "max 50 characters", "please complete",
        "to be completed", "xxx", "xxxx", "select", "choose", "tick", "date field", "text field",
    )
)  # fmt: skip
"""Whole cells that say how a column is to be filled in."""
_BRACKETED = re.compile(r"\[[^\[\]]*[A-Za-z][^\[\]]*\]|<[^<>]*[A-Za-z][^<>]*>|\{+[^{}]*[A-Za-z][^{}]*\}+|«[^«»]+»")
_BEGINS = re.compile(
    r"(?:e\. ?g\b\.?|eg[.:,]|(?-i:eg )|for example\b|example\s*(?:[:\-–(\d]|$)"
    r"|(?:example|sample|dummy|test) (?:row|record|entry|line|data|application|app|system"
    r"|gateway|milestone|partner|component|wave|item)\b"
    r"|i\.?e\.? |(?:please )?(?:enter|insert|type|choose|select|pick|add|give|provide|specify) "
    r"(?:the|a|an|your|one|from|name|app|in|here|date|text|value)\b"
    r"|max(?:imum)?\.? [0-9]+ char|up to [0-9]+ char)",
    re.I,
)


def is_placeholder(cell: str) -> bool:
    """Whether a cell holds a placeholder, or says how it is to be filled in."""
    flat = plain(cell)
    return normal(flat) in _HINTS or bool(_BRACKETED.fullmatch(flat) or _BEGINS.match(flat))


MAYBE = (
    r"(?i)^\s*(?:[\[<{«]|e\.? ?g|i\.? ?e|for ex|exam|samp|dumm|test|pleas|enter|insert|type|choose|select|pick|add|give"
    r"|provide|spec|max|up to|requ|mand|opt|cond|text|free|num|whole|int|date|string|curr|amount|dec|bool|yes|y"
    r"|drop|list|look|dd|mm|uniq|alpha|var|char|to be|xxx|tick|£)"
)
"""A pattern for Polars that every placeholder fits, and few other cells: what it finds is looked at one by one."""
