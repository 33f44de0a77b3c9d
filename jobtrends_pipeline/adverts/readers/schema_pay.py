"""Pay of a JobPosting: number, MonetaryAmount, QuantitativeValue or words."""

from jobtrends_pipeline.adverts.readers.draft import Draft
from jobtrends_pipeline.adverts.readers.not_understood import NotUnderstoodError
from jobtrends_pipeline.adverts.readers.paths import Found, values_at
from jobtrends_pipeline.adverts.readers.values import read_amount

_SINGLE = ("value.value", "value", "")
"""Where under the salary one number or its words may stand."""


def take_pay(draft: Draft, item: dict[str, object]) -> None:
    """Take the pay of a posting from `baseSalary`, else `estimatedSalary`.

    The latter is an estimate.
    """
    root = "baseSalary" if values_at(item, "baseSalary") else "estimatedSalary"
    for field, name in (("pay_min", "minValue"), ("pay_max", "maxValue")):
        draft.take(field, [*values_at(item, f"{root}.value.{name}"), *values_at(item, f"{root}.{name}")])
    _take_single(draft, [one for path in _SINGLE for one in values_at(item, f"{root}.{path}".strip("."))])
    for field, names in (("pay_unit", ("unitText", "unitCode")), ("pay_currency", ("currency",))):
        paths = [f"{root}{inner}.{name}" for name in names for inner in (".value", "")]
        paths += ["salaryCurrency"] if field == "pay_currency" else []
        draft.take_paths(item, {field: tuple(paths)})
    if root == "estimatedSalary" and any(field in draft for field in ("pay_min", "pay_max", "pay_text")):
        draft.take("is_estimated", [(root, "true")])
    if values_at(item, root) and not any(field in draft for field in ("pay_min", "pay_max", "pay_text")):
        draft.find("pay_text", "The salary holds no amount and no words.", values_at(item, root)[0][1])


def _take_single(draft: Draft, found: list[Found]) -> None:
    """Take a single amount as both ends.

    Words, and an amount beside other ends, are the pay in words.
    """
    for place, value in found:
        if isinstance(value, dict | list):
            continue
        try:
            amount = read_amount(str(value))
        except NotUnderstoodError:
            draft.take("pay_text", [(place, value)])
            continue
        ends = [draft.value("pay_min"), draft.value("pay_max")]
        if ends == [None, None]:
            draft.take("pay_min", [(place, value)])
            draft.take("pay_max", [(place, value)])
        elif amount not in ends:
            draft.take("pay_text", [(place, value)])
            draft.find("pay_text", "The single amount differs from both ends of the range.", value)
