"""Adverts that are no vacancy of the market, and employers without a name.

Sellers of courses, and jobs abroad in listings of the UK.
"""

import re

_COURSE = re.compile(
    r"self[ -]?funded|fees? appl(?:y|ies)|course fees? back|money[ -]back guarantee|job guarantee|guaranteed (?:job"
    r"|interview) (?:on|upon|after|or)"
    r"|placement programme|(?:traineeship|programme|course) graduates|graduates from this (?:programme|course"
    r"|traineeship)"
    r"|benefit from a new career in|kick[ -]?start a new career as|career seekers and career changers"
    r"|train\. certify\. get hired"
    r"|fully[ -]funded (?:data |digital |it |online |skills )?(?:course|bootcamp|programme|training)"
    r"|no prior experience (?:is )?required, as this programme"
    r"|train online at your own pace|(?:pay|spread) (?:for )?(?:the|your) (?:course|training|fees?)|skills bootcamp"
    r"|future-proof (?:your )?career in"
    r"|guarantees? you an? (?:job )?interview|course fees? (?:can|may) be paid"
    r"|course cost|tuition fees? (?:of|are|is)|with a guaranteed job|0% finance|interest[ -]free (?:monthly )?payments"
)
"""For text in lower case, in which it is five times as fast as without regard to case."""
_COURSE_TITLE = re.compile(
    r"\bplacement programme\b|\btrainee\b.{0,60}\bprogramme\b|\bbootcamp\b"
    r"|\btraining (?:course|programme|scheme)\b.{0,60}\b(?:guarantee|placement)"
)
_SELLER = re.compile(
    r"\b(?:career ?switch|itol recruit|at itol|it online learning|online learning|netcom training|newto training"
    r"|training limited|e-?careers"
    r"|the learning people|skills ?training uk|learndirect|code institute|it career|careers academy)\b",
    re.IGNORECASE,
)
_BEGINNER = re.compile(r"\b(?:trainee|entry[ -]level|no experience|beginner|career change|placement)\b", re.IGNORECASE)
_ABROAD = re.compile(
    r"\b(?:relocat(?:e|ion|ing) (?:to|in|package to) (?!the uk|london|england|scotland|wales|belfast|manchester"
    r"|the area|the region)"
    r"(?:australia|new zealand|canada|dubai|abu dhabi|the uae|qatar|saudi arabia|riyadh|germany|berlin|munich"
    r"|the netherlands|amsterdam|ireland|dublin"
    r"|spain|barcelona|madrid|portugal|lisbon|malta|cyprus|gibraltar|switzerland|zurich|france|paris|the usa|the us"
    r"|the united states|singapore"
    r"|hong kong|japan|tokyo|bermuda|cayman islands|luxembourg|sydney|melbourne|perth, australia|guernsey|jersey))\b"
)
_FOREIGN_PAY = frozenset(
    {"AUD", "NZD", "CAD", "SGD", "HKD", "AED", "QAR", "SAR", "INR", "ZAR", "CHF", "SEK", "NOK", "DKK", "PLN"}
)
_NAMELESS = re.compile(
    r"^(?:(?:employer|company|client|name)?[\s:\-]*)?(?:confidential(?: company| employer| client)?"
    r"|private(?: advertiser| company)?|anonymous"
    r"|undisclosed|not (?:disclosed|specified|given|available)|unknown|n/?a|none|null|nan|-+|recruiter|our client"
    r"|company confidential|hidden|tbc)?"
    r"[\s.]*$",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\b(?:limited|ltd|plc|llp|llc|inc|incorporated|corp|corporation|gmbh|group|holdings|uk|u\.k|united kingdom"
    r"|company|co|the|international|europe|emea)\b\.?",
    re.IGNORECASE,
)
_OTHER_SIGNS = re.compile(r"[^a-z0-9]+")
_LONGEST = 5_000


def course_seller(title: str, text: str, company: str = "") -> str | None:
    """Return the words, in lower case, that show that an advert sells a course.

    Args:
        title: Title of the advert.
        text: Its text; the first 5,000 characters count.
        company: Who advertises.
    """
    for pattern, words in ((_COURSE_TITLE, title[:300]), (_COURSE, text[:_LONGEST])):
        match = pattern.search(words.lower())
        if match:
            return match[0]
    seller = _SELLER.search(company[:200])
    return seller[0] if seller and _BEGINNER.search(title[:300]) else None


def foreign_job(title: str, text: str, currencies: frozenset[str] = frozenset()) -> str | None:
    """Return the words in lower case, or the currency, that show a job abroad.

    It may be though the advert names a place of the UK.


    Args:
        title: Title of the advert.
        text: Its text; the first 5,000 characters count.
        currencies: ISO 4217 codes of the pay that it states.
    """
    match = next(filter(None, (_ABROAD.search(words.lower()) for words in (title[:300], text[:_LONGEST]))), None)
    if match:
        return match[0]
    abroad = sorted(currencies & _FOREIGN_PAY)
    return abroad[0] if abroad and not currencies & {"GBP"} else None


def employer_name(printed: str) -> str:
    """Employer as printed; empty for "Confidential" and the like."""
    name = " ".join(printed[:200].split())
    return "" if _NAMELESS.match(name) else name


def employer_key(printed: str) -> str:
    """Return an employer's name as it is compared, without legal forms."""
    name = employer_name(printed).lower()
    short = _OTHER_SIGNS.sub(" ", _LEGAL.sub(" ", name)).strip()
    return " ".join(short.split()) or _OTHER_SIGNS.sub(" ", name).strip()
