"""The Atom feed of releases and corrections (RFC 4287): the newest first, ids that never change (RFC 4151)."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from generator.site.edition import Site
from generator.site.pages.releases.corrections import correction
from generator.site.read.chain import Issue
from generator.site.words.names import period_label

_ATOM = "http://www.w3.org/2005/Atom"


def tag(issue: Issue, *, whole: bool = False) -> str:
    """The id of a release, or of the `whole` portal, from what is frozen in the release: office, day, portal, name."""
    portal = issue.portal
    name = portal["portal"] if whole else f"{portal['portal']}/{issue.name}"
    return f"tag:{portal['contact']['email']},{issue.info['as_of'][:10]}:{name}"


def feed(site: Site) -> str:
    """The feed as a document. Its times are as-of days: a release has no clock."""
    w, portal = site.w, site.releases[-1].portal
    register_namespace("", _ATOM)
    root = Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": site.lang})
    _text(root, "title", _marked(site, w.plain("feed.title", title=w.pick(portal["title"]))))
    _text(root, "id", tag(site.issues[0], whole=True))
    _text(root, "updated", max(_time(issue) for issue in site.issues))
    author = _text(root, "author", "")
    _text(author, "name", w.pick(portal["contact"]["name"]))
    _text(author, "email", portal["contact"]["email"])
    _text(root, "rights", w.pick(portal["licence"]["name"]))
    _link(root, "self", _url(site, "feed.xml"))
    _link(root, "alternate", _url(site, "corrections.html"))
    for issue in reversed(site.issues):
        entry = _text(root, "entry", "")
        kind = "feed.correction" if issue.corrects else "feed.release"
        month = period_label(w, issue.month)
        _text(entry, "title", _marked(site, w.plain(kind, month=month, release=issue.name)))
        _text(entry, "id", tag(issue))
        _text(entry, "updated", _time(issue))
        _link(entry, "alternate", _url(site, issue.href))
        _text(entry, "summary", _summary(site, issue))
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _summary(site: Site, issue: Issue) -> str:
    w, found = site.w, correction(site.w, issue)
    words = [w.plain("feed.mark", mark=w.plain(f"mark.{issue.mark}"), as_of=found.as_of)]
    if issue.before:
        words.append(
            w.plain("feed.replaces", before=issue.before, n=found.figures, units=found.units, cause=found.cause)
        )
    return "".join([*words, found.held])


def _marked(site: Site, words: str) -> str:
    return f"{site.w.plain('demo.mark')} · {words}" if site.synthetic else words


def _time(issue: Issue) -> str:
    return f"{issue.info['as_of'][:10]}T00:00:00Z"


def _url(site: Site, href: str) -> str:
    return f"{site.address}/{href}" if site.address else href


def _text(parent: Element, name: str, words: str) -> Element:
    one = SubElement(parent, f"{{{_ATOM}}}{name}")
    if words:
        one.text = words
    return one


def _link(parent: Element, relation: str, href: str) -> None:
    SubElement(parent, f"{{{_ATOM}}}link", {"rel": relation, "href": href})
