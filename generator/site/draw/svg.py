"""From matplotlib's SVG to a figure for a page: words, ids, roles and colours that follow the theme.

matplotlib draws digits and Latin letters only, so no Chinese font is needed when the site is built; Chinese words are
added here as XML text and drawn by the reader's own font.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from markupsafe import Markup

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
# Colours that charts may use; the stylesheet replaces each through the class beside it.
COLOURS = {
    "#1b2a33": "ink",
    "#4a5a64": "muted",
    "#c9d3d1": "line",
    "#0b5f5a": "brand",
    "#a9cfca": "soft",
    "#ffffff": "paper",
}
_REFERRED = re.compile(r"""(?:url\(|href=")#([^)"]+)""")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


@dataclass(frozen=True)
class Label:
    """A word to add: position in points from the lower left corner, anchor start/middle/end, size in points."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    size: float = 11
    style: str = "label"


def finish(drawn: bytes, *, prefix: str, title: str, desc: str, labels: Sequence[Label]) -> Markup:
    """The drawing as inline SVG: unique ids below `prefix`, `<title>`, `<desc>`, `role="img"`, no style attributes.

    ValueError when the drawing uses a colour that has no class, or text outside printable ASCII.
    """
    ET.register_namespace("", SVG)
    root = ET.fromstring(drawn)  # noqa: S314 - matplotlib's own output, not foreign XML
    for child in list(root):
        if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}defs"):
            root.remove(child)
    box = [float(number) for number in root.attrib["viewBox"].split()]
    # Only ids that something refers to are kept: the others would be half of a small drawing.
    wanted = set(_REFERRED.findall(drawn.decode()))
    for element in root.iter():
        if element.get("id") not in wanted:
            element.attrib.pop("id", None)
        _clean(element, prefix)
    root.attrib.clear()
    root.attrib.update(
        {
            "viewBox": f"0 0 {box[2]:g} {box[3]:g}",
            "class": "g-svg",
            "role": "img",
            "aria-labelledby": f"{prefix}-title {prefix}-desc",
        }
    )
    for place, (tag, words) in enumerate((("title", title), ("desc", desc))):
        element = ET.Element(f"{{{SVG}}}{tag}", {"id": f"{prefix}-{tag}"})
        element.text = words
        root.insert(place, element)
    for label in labels:
        element = ET.SubElement(
            root,
            f"{{{SVG}}}text",
            {
                "x": f"{label.x:g}",
                "y": f"{box[3] - label.y:g}",
                "text-anchor": label.anchor,
                "font-size": f"{label.size:g}",
                "class": f"g-{label.style}",
            },
        )
        element.text = label.words
    _indent_away(root)
    return Markup(ET.tostring(root, encoding="unicode"))


def _clean(element: ET.Element, prefix: str) -> None:
    if "id" in element.attrib:
        element.set("id", f"{prefix}-{element.attrib['id']}")
    target = element.attrib.pop(f"{{{XLINK}}}href", None)
    if target:
        element.set("href", f"#{prefix}-{target.removeprefix('#')}")
    for name, value in list(element.attrib.items()):
        if "url(#" in value:
            element.set(name, _REFERENCE.sub(rf"url(#{prefix}-\1)", value))
    classes = []
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font":
            # `font: 11px 'DejaVu Sans', …`: keep the size, the page's own font does the rest.
            element.set("font-size", value.split("px")[0].split()[-1])
        elif name in ("fill", "stroke") and value != "none":
            if value not in COLOURS:
                raise ValueError(f"chart colour without a class: {value}")
            element.set(name, value)
            classes.append(f"g-{name}-{COLOURS[value]}")
        elif name:
            element.set(name, value)
    if element.tag == f"{{{SVG}}}text":
        if element.text and not element.text.isascii():
            raise ValueError("chart text outside ASCII must be added as a label")
        classes.append("g-tick")
    if classes:
        element.set("class", " ".join(classes))


def _indent_away(root: ET.Element) -> None:
    """Drop the white space between elements: blank lines would end a block of HTML in Markdown."""
    for element in root.iter():
        if element.text and not element.text.strip():
            element.text = None
        if element.tail and not element.tail.strip():
            element.tail = None
        if "d" in element.attrib:
            element.set("d", " ".join(element.attrib["d"].split()))
