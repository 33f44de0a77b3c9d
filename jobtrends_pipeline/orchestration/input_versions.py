"""Data versions of inputs: of pages they are not asked for month by month.

Dagster lists the partitions of each input of a step, a second of work for the months of 50 roles, and looks at none
of them if there are more than 99. A role alone has hundreds of months.
"""

from typing import Any

from jobtrends_pipeline.orchestration.dagster_internals import MOST_VERSIONS, StepExecutionContext
from jobtrends_pipeline.orchestration.partitions import role_months

_listed = StepExecutionContext.asset_partitions_subset_for_input


class _TooMany:
    """As many partitions as Dagster does not look at."""

    def get_partition_keys(self) -> range:
        """Return stand-ins, of which only the number counts."""
        return range(MOST_VERSIONS)


def skip_months() -> None:
    """Make steps of this process note their inputs without the months of pages."""
    type.__setattr__(StepExecutionContext, "asset_partitions_subset_for_input", _subset)


def _subset(context: Any, input_name: str, *, require_valid_partitions: bool = True) -> Any:
    """Return the partitions of an input.

    Only where the versions of inputs are noted, partitions need not be valid.
    """
    if not require_valid_partitions:
        layer = context.job_def.asset_layer
        if layer.get(layer.get_asset_key_for_node_input(context.node_handle, input_name)).partitions_def == role_months:
            return _TooMany()
    return _listed(context, input_name, require_valid_partitions=require_valid_partitions)
