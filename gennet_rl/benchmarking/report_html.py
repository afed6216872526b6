"""HTML and SVG elements as strings that cannot forget to escape a text."""

from __future__ import annotations

import html

__all__ = ["Child", "Html", "element", "joined", "raw"]

VOID_ELEMENTS = ("br", "input", "wbr")


class Html(str):
    """Markup that is ready for a page; a plain string is text, and gets escaped."""

    __slots__ = ()


Child = str | float | None


def raw(markup: str) -> Html:
    """Markup that was written by hand, such as a style sheet."""
    return Html(markup)


def element(name: str, *children: Child, **attributes: str | float | bool | None) -> Html:
    """One element.

    Args:
        name: of the tag.
        children: markup, or texts and numbers, which are escaped; None is nothing.
        attributes: values are escaped; True is an attribute without value, False and None are left
            out. A trailing underscore is dropped (``class_``), others become hyphens.
    """
    inside = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{_text(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in VOID_ELEMENTS:
        return Html(f"<{name}{inside}>")
    return Html(f"<{name}{inside}>{joined(*children)}</{name}>")


def joined(*children: Child) -> Html:
    """Children one after the other, without an element around them."""
    return Html("".join(_text(child) for child in children if child is not None))


def _text(value: str | float) -> str:
    if isinstance(value, Html):
        return value
    if isinstance(value, float):
        return f"{value:.5g}" if abs(value) < 1e5 else f"{value:.0f}"
    return html.escape(str(value))
