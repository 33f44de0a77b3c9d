"""Words around a name that decide whether it is a skill.

Of Go, R, C, Spring, Julia and dbt, and of those that begin other names, "Spark Capital".
"""

import re

_LANGUAGES = (
    r"python|java|sql|sas|stata|spss|matlab|tableau|scala|julia|c\+\+|c#|rust|kotlin|typescript|javascript|ruby|php"
    r"|perl|golang|node"
    r"|power ?bi|ggplot|tidyverse|shiny|statistical|programming|language|languages|scripting|vba|excel"
)
_NEAR = {
    "R": (80, re.compile(rf"\b(?:{_LANGUAGES})(?![a-z])", re.IGNORECASE)),
    "C": (
        80,
        re.compile(
            r"c\+\+|\b(?:embedded|python|java|assembl\w+|firmware|linux|rust|ada|languages?|programming|rtos|matlab)\b",
            re.IGNORECASE,
        ),
    ),
    "Go": (
        160,
        re.compile(
            rf"\b(?:{_LANGUAGES}|kubernetes|microservices?|grpc|backend|back-end|aws|gcp|docker|terraform)(?![a-z])",
            re.IGNORECASE,
        ),
    ),
    "Spring": (4000, re.compile(r"\b(?:java|kotlin|hibernate|jpa|jvm|j2ee|maven|spring boot)(?![a-z])", re.IGNORECASE)),
    "dbt": (
        4000,
        re.compile(
            r"\b(?:snowflake|bigquery|airflow|databricks|redshift|fivetran|data warehouse|elt|analytics engineer\w*)\b",
            re.IGNORECASE,
        ),
    ),
}
"""How many characters on either side may hold the words that support a name, and which words these are."""
_NEAR["Julia"] = _NEAR["R"]
_BEFORE = {
    "Julia": re.compile(r"\b(?:contact|call|email|ask|meet)\s$", re.IGNORECASE),
    "R": re.compile(r"(?:[&/'’.)\-+]|[A-Z]\s?&\s?)$"),
    "C": re.compile(
        r"(?:[&/'’.)\-+]|\b(?:series|grade|vitamin|hepatitis|class|category|plan|option|band|objective|level|cat"
        r"|tier)\s)$",
        re.IGNORECASE,
    ),
    "Go": re.compile(r"\b(?:ready|let's|we|you|to|gonna|pokemon|pokémon|first|touch|no)\s$|['’\-]$", re.IGNORECASE),
    "Spring": re.compile(
        r"\b(?:in|this|next|late|early|last|by|of|mid|the|during|from|until|coil|hot)\s$|-$", re.IGNORECASE
    ),
    "dbt": re.compile(r"\b(?:at|within|for|the|uk)\s$", re.IGNORECASE),
}
"""What stands right before a name that is something else."""
_AFTER = {
    "Julia": re.compile(r"\s[A-Z][a-z]+|@|['’]s| on \d"),
    "R": re.compile(r"[&'’.\-+](?!\s|$)|\s?&\s?D\b|\s?\((?:ME|\w\w)\)R"),
    "C": re.compile(r"[+#&'’\-]|\.[A-Z]|[ ]?suite|\s?/\s?W\b|-level"),
    "Go": re.compile(
        r"[ \-](?:to|live|ahead|beyond|above|further|for|get|on|the|out|through|over|into|in|with|back|home|green"
        r"|global|digital|anywhere"
        r"|wherever|getter|and see|city|compare)\b|['’!.](?:\s[a-z]|$)|live\b",
        re.IGNORECASE,
    ),
    "Spring": re.compile(
        r"[ ,]+(?:20\d\d|term|break|statement|forecast|budget|clean|board|street|gardens?|hill|court|water|intake"
        r"|summer|autumn|fair|festival|health|ai\b|venture)|/summer|\s?&\s?summer",
        re.IGNORECASE,
    ),
    "dbt": re.compile(r"['’]s|\s(?:is|has|leads|offers|welcomes)\b"),
}
"""What stands right after a name that is something else."""
_OTHER_NAMES = {
    "Apache Spark": re.compile(
        r"\s?(?:capital|ventures?|joy|interest|networks?|energy|foundry|new)\b|['’]s", re.IGNORECASE
    ),
    "Chef": re.compile(r"\s(?:de|manager|role|positions?|lecturer)\b|s\b", re.IGNORECASE),
    "React": re.compile(r"\s(?:to|quickly|positively|fast|appropriately|and adapt|in a)\b", re.IGNORECASE),
    "Excel": re.compile(r"\s(?:at|academically|professionally|within your|as a|your|both)\b", re.IGNORECASE),
    "Oracle": re.compile(r"\s?(?:park|red bull|solicitors)\b", re.IGNORECASE),
    "Retrieval-Augmented Generation": re.compile(r"\s(?:status|rating|rated|report)", re.IGNORECASE),
    "Apache": re.compile(r"\s?(?:helicopter|attack|corporation)", re.IGNORECASE),
    "Windows": re.compile(r"\s(?:and doors|of opportunity|installation|& doors)", re.IGNORECASE),
    "Scrum": re.compile(r"\s?half", re.IGNORECASE),
    "Swift": re.compile(
        r"\s(?:payments?|messag|mt|iso|code|network|and|resolution|response|action)|/|['’]", re.IGNORECASE
    ),
    "Lambda": re.compile(r"\s?(?:school|labs)", re.IGNORECASE),
    "Azure": re.compile(r"\s(?:window|sea|coast)", re.IGNORECASE),
    "Degree": re.compile(r"\s(?:of|to which)\b", re.IGNORECASE),
    "Mentoring": re.compile(r"\s(?:programme|program|scheme)\b", re.IGNORECASE),
    "Apex": re.compile(r"\s(?:group|fund|legends|systems|resources)\b", re.IGNORECASE),
    "Flutter": re.compile(r"\s(?:entertainment|uk|international)\b|['’]s", re.IGNORECASE),
    "GIS": re.compile(r"\)? and actively|\) scheme", re.IGNORECASE),
    "EPR": re.compile(r"\s(?:reactor|nuclear|power)", re.IGNORECASE),
    "Application Support": re.compile(r"\s(?:webpage|page)", re.IGNORECASE),
    "Networking": re.compile(r"\s(?:events?|opportunit|groups?|sessions?|lunch)", re.IGNORECASE),
    "Confluent": re.compile(r"['’]s"),
}
"""What right after a name makes another one of it; such names need no context otherwise."""
_DEPARTMENT = re.compile(r"department (?:for|of) business|civil service", re.IGNORECASE)


def is_meant(name: str, text: str, start: int, end: int) -> bool:
    """Whether a name that needs a context is meant at a place.

    Args:
        name: One of Go, R, C, Spring, Julia and dbt.
        text: The whole text.
        start: First character of the name.
        end: Character after it.
    """
    if _BEFORE[name].search(text, max(0, start - 14), start) or _AFTER[name].match(text, end):
        return False
    reach, words = _NEAR[name]
    if name == "dbt" and _DEPARTMENT.search(text, max(0, start - reach), end + reach):
        return False
    return bool(words.search(text, max(0, start - reach), start) or words.search(text, end, end + reach))


def is_other_name(name: str, text: str, end: int) -> bool:
    """Whether the words right after a name make something else of it."""
    other = _OTHER_NAMES.get(name)
    return other is not None and other.match(text, end) is not None
