"""Kind of a page that is not of the source's statistics, from its words.

It tells a person what to do.
"""

import re

from jobtrends_pipeline.pages.outline import Outline

_STATUS = r"(?:^|\b(?:error|http|status|code|response)\b[ :#/.\d]{0,8})"
"""Text before the number of an HTTP status: none, or a word such as `error` or `status`."""
_ENDS = r"(?![\d,.%]?\d|%| (?:live|jobs?|permanent|contract|vacanc))"
_KINDS = {
    "a message of a web archive": (
        *(r"wayback machine (?:has not|hasn't|doesn't have)", "excluded from the wayback", "not archived that url"),
        *("at crawl time", r"no captures? (?:was |were )?found", r"resource (?:is )?not in archive"),
    ),
    "a page that asks to prove one is human": (
        *("captcha", "turnstile", r"you(?:'re| are) (?:a )?human", r"are you (?:a )?(?:human|robot)"),
        *(r"not a (?:ro)?bot\b", "human verification", r"verify(?:ing)? (?:that )?(?:you(?:'re| are)|your browser)"),
        r"(?:checking|verifying) (?:your browser|if the site|your connection|the site connection)",
        *("just a moment", "attention required", "one more step", r"ddos[ -]?(?:guard|protection)", "incapsula"),
        *("imperva", "datadome", "perimeterx", "pardon our interruption", r"press (?:&|and) hold", "security check"),
        *(r"unusual (?:traffic|activity)", r"\bbot detect", r"\bautomat(?:ed|ion) (?:tools|quer|access|requests)"),
        *(r"browser (?:integrity )?check", r"performance (?:&|and) security by"),
    ),
    "a page that shows nothing without JavaScript": (
        r"(?:enable|activate|turn on|requires?|needs?|without) (?:java ?script|js)\b",
        r"java ?script (?:(?:is|must be|has been|to be) )?(?:disabled|required|enabled|turned off|not enabled)",
    ),
    "a refusal to serve the page": (
        rf"{_STATUS}(?:40[13]|429|451|10(?:09|15|20))\b{_ENDS}",
        r"access (?:(?:is|was|has been|to this \w+ (?:is|has been)) )?(?:denied|restricted|forbidden)",
        *(r"\bforbidden\b", "too many requests", r"\brate.limit", r"\bblocked\b", "unavailable for legal reasons"),
        *(r"(?:authori[sz]ed|permitted|allowed|permission) to (?:access|view)", "not available in your "),
    ),
    "a page that says it was not found": (
        *(rf"{_STATUS}4(?:04|10)\b{_ENDS}", r"not (?:be )?found", r"no longer (?:available|exists?|here)"),
        *(r"(?:can't|cannot|couldn't|could not|unable to) (?:be )?(?:find|found)", r"does(?:n't| not) exist"),
        *(r"page you(?:'re| are| were) looking for", r"page (?:is|was|has been) (?:gone|removed|deleted|moved)"),
        r"no (?:results|matches|records) (?:were |are )?found",
    ),
    "a parked or expired domain": (
        r"domain(?: name)? (?:\S+ )?(?:(?:is|may be|has) )?(?:been )?(?:for sale|parked|expired)",
        *("buy this domain", r"(?:parked|registered) (?:free|courtesy|by|at)\b", "domain is available"),
        "inquire about this domain",
    ),
    "a page that asks to log in": (
        *(r"^(?:log|sign) ?in\b", r"\blog ?[io]n\b", r"\bsign in (?:to|with)\b", "password"),
        *("authentication required", "members only", r"subscribe to (?:continue|read)", r"create (?:an|your) account"),
        r"(?:please|must|need to|have to) (?:be logged|log|sign) ?in\b",
    ),
    "a page that asks for consent": (
        *(r"\bconsent\b", "before you continue", "accept all", "reject all", "we use cookies", r"\bgdpr\b"),
        *(r"(?:accept|allow|reject|manage)(?: the)? cookies", r"cookie (?:policy|settings|preferences|notice)"),
        *(r"(?:value|about) your privacy", r"privacy (?:choices|preferences)"),
        r"agree (?:and|&|to) (?:continue|close|proceed)",
    ),
    "an error page": (
        *(rf"{_STATUS}5(?:0[0-4]|2[0-7])\b{_ENDS}", "server error", "bad gateway", r"gateway time-?out", "unavailable"),
        *("runtime error", r"\berror (?:has )?occurr?ed", "something went wrong", "try again later", "over capacity"),
        *(r"(?:under|scheduled|for) maintenance", r"be (?:right )?back (?:soon|shortly)", "timed out"),
    ),
    "a web server's own page": (
        *(r"^index of /", "welcome to nginx", r"^it works!?", r"default (?:web ?)?(?:page|site)", "iis windows server"),
        "test page for",
    ),
}
"""Kinds of page with their words, the most specific first."""
_PATTERNS = tuple((kind, re.compile("|".join(forms), re.IGNORECASE)) for kind, forms in _KINDS.items())
_FIGURE = re.compile(r"£\s?\d|\d\s?%")
_MOST_FIGURES = 5
_OWN_HOST = "itjobswatch.co.uk"
_LONGEST = 4000
"""Maximum of characters; an error or log-in page is short, and a longer page with such words is of another kind."""


def stranger(outline: Outline) -> str:
    """Describe in words a page that is not of the source's statistics, with its title."""
    words = " ".join((*outline.prose, *outline.loose))
    title = f" (titled {outline.title[:80]!r})" if outline.title.strip(" |") else ""
    kind = _kind_of("" if outline.kind == "text" else outline.title, words)
    if kind:
        return f"{kind}, not a job-trend page of IT Jobs Watch{title}"
    if _OWN_HOST in (outline.canonical_url or ""):
        return f"a page of IT Jobs Watch without figures{title}: its tables are empty, or it is of another kind"
    if outline.kind == "html" and words.strip() in ("", outline.title) and not any(outline.tables):
        return f"a page without any text, as one that scripts fill: not a job-trend page of IT Jobs Watch{title}"
    return f"no summary table and no market index found: not a job-trend page of IT Jobs Watch{title}"


def _kind_of(title: str, words: str) -> str | None:
    """Return the kind of a page from its words; null if unknown.

    The words of a long page, or of one that prints several amounts and shares, do not count; those of its title do.
    """
    is_short = len(title) + len(words) <= _LONGEST and len(_FIGURE.findall(words)) <= _MOST_FIGURES
    texts = [title[:_LONGEST], *([words] if is_short else [])]
    found = (kind for text in texts for kind, pattern in _PATTERNS if pattern.search(text))
    return next(found, None)
