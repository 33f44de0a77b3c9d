"""Reasons for which a chart image gives no figures."""

from jobtrends_pipeline.base.errors import JobtrendsError


class UnreadableChartError(JobtrendsError, ValueError):
    """An image that gives no figures."""


class UnknownLayoutError(UnreadableChartError):
    """An intact image whose layout is not declared.

    Attributes:
        key: What tells the layout from others, the same for all images of one kind.
    """

    def __init__(self, key: str) -> None:
        super().__init__(f"the layout of the chart is not declared: {key}")
        self.key = key
