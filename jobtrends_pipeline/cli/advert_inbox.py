"""Raw adverts of the inbox, brought through to figures by a command."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobtrends_pipeline.config.adverts import AdvertSource
    from jobtrends_pipeline.orchestration.run_failures import RunFailedError
    from jobtrends_pipeline.orchestration.runner import Runner


@dataclass(frozen=True, slots=True)
class BroughtAdverts:
    """Result of bringing own adverts through.

    Attributes:
        roles: Roles whose trends are to be derived again.
        failures: Failures of single months or days.
        refused: Number of inputs that are refused; each was reported in a line.
    """

    roles: Sequence[str] = ()
    failures: "Sequence[RunFailedError]" = ()
    refused: int = 0

    def raise_failures(self) -> None:
        """Raise all failures as one.

        Raises:
            RunFailedError: if there is any.
        """
        from jobtrends_pipeline.orchestration.run_failures import RunFailedError, in_words

        if self.failures:
            raise RunFailedError("; ".join(in_words(self.failures)))


def bring_adverts(runs: "Runner", sources: "Sequence[AdvertSource]") -> BroughtAdverts:
    """Archive the raw adverts of the inbox; compute the figures of all that is new.

    Packages that are missing end the command with a message, if adverts wait.
    """
    from jobtrends_pipeline.acquire.inbox.advert_folders import source_folders
    from jobtrends_pipeline.acquire.inbox.waiting import waiting_files
    from jobtrends_pipeline.cli.advert_intake import check_installed

    folders = source_folders(runs.paths.advert_inbox_dir, sources)
    is_waiting = any(waiting_files(folder) for _, folder in folders)
    if is_waiting:
        check_installed()
    refused = runs.take_adverts() if is_waiting else 0
    return BroughtAdverts(*runs.bring_adverts(), refused)
