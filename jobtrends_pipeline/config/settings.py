"""settings.yaml: who captures, when, how slowly, from where; where runs are kept; whom to notify."""

import os
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from jobtrends_pipeline.config.cadence import USUAL_HOURS, Hours, check_hours
from jobtrends_pipeline.config.notify import NotifySettings
from jobtrends_pipeline.config.postgres import URL_VARIABLE, check_address, has_password
from jobtrends_pipeline.config.yaml_file import YamlFile, YamlFileError, read_yaml
from jobtrends_pipeline.errors import Cause, JobtrendsError
from jobtrends_pipeline.pages.links import SITE

CONTACT_VARIABLE = "JOBTRENDS_CONTACT"
_HTTP = Annotated[str, Field(pattern=r"^https?://[^\s/]+[^\s]*$", max_length=500)]


class SettingsError(JobtrendsError, ValueError):
    """settings.yaml cannot be read; one line that says where and what to do."""

    cause = Cause.SETTINGS


class Settings(BaseModel):
    """What may be set: the keys of the file.

    Attributes:
        contact: Email or web address of the operator, told to every host in the user agent; JOBTRENDS_CONTACT first.
        pause_seconds: Least time between two requests to one host, by all processes of the machine together.
        longest_wait_seconds: Longest sleep for a host that asks to wait; beyond it a capture is deferred.
        deadline_seconds: Longest time for one request.
        pace_dir: Folder through which the processes of the machine agree on the pace.
        source: Address of the source.
        wayback: Address of the web archive.
        wayback_kind: How it answers: as the Internet Archive does, or as a pywb collection.
        common_crawl_index: Address of Common Crawl's index.
        common_crawl_data: Address of its files.
        refresh_hours: Hours of the day in London in which roles are captured on their own: from, and up to.
        storage: PostgreSQL that keeps Dagster's runs, instead of files: `postgresql://user@host/database`.
        allows_loopback: Whether servers of this machine may be asked; for tests.
        notify: Who is told when something fails, and how.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    contact: str | None = None
    pause_seconds: float = Field(default=3.0, ge=0, le=3600)
    longest_wait_seconds: float = Field(default=60.0, ge=0, le=3600)
    deadline_seconds: float = Field(default=60.0, gt=0, le=3600)
    pace_dir: Path | None = None
    source: _HTTP = SITE
    wayback: _HTTP = "https://web.archive.org"
    wayback_kind: Literal["internet_archive", "pywb"] = "internet_archive"
    common_crawl_index: _HTTP = "https://index.commoncrawl.org"
    common_crawl_data: _HTTP = "https://data.commoncrawl.org"
    refresh_hours: Hours = USUAL_HOURS
    storage: str | None = None
    allows_loopback: bool = False
    notify: NotifySettings = NotifySettings()

    @field_validator("notify", mode="before")
    @classmethod
    def _nothing_under_it(cls, notify: object) -> object:
        return {} if notify is None else notify

    @field_validator("refresh_hours")
    @classmethod
    def _are_of_a_day(cls, hours: Hours) -> Hours:
        check_hours(hours)
        return hours

    @field_validator("storage")
    @classmethod
    def _has_no_password(cls, address: str | None) -> str | None:
        if address is not None:
            check_address(address)
            if has_password(address):
                raise ValueError(
                    f"a password does not belong in a file: leave it out, and set {URL_VARIABLE} or use ~/.pgpass"
                )
        return address

    @classmethod
    def load(cls, file: Path, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The settings of a file, or the usual ones where there is none.

        Raises:
            SettingsError: if the file is no YAML or sets what cannot be set.
        """
        try:
            written = read_yaml(file) if file.exists() else YamlFile(None)
            settings = cls.model_validate({} if written.content is None else written.content)
        except YamlFileError as error:
            raise SettingsError(f"{file.name} {error}") from None
        except ValidationError as error:
            raise SettingsError(f"{file.name}, {_fault(error, cls)}") from None  # its own text shows what was set
        given = environment.get(CONTACT_VARIABLE, "").strip()
        return settings.model_copy(update={"contact": given}) if given else settings


def _fault(error: ValidationError, model: type[BaseModel]) -> str:
    """The first thing that cannot be set, with the keys that can where the key is none."""
    fault = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, fault["loc"])) or "the file"
    if fault["type"] != "extra_forbidden":
        return f"{where}: {fault['msg'].removeprefix('Value error, ')}"
    known = _keys(model, [str(name) for name in fault["loc"][:-1]])
    near = get_close_matches(str(fault["loc"][-1]), known, 1)
    return f"{where}: {fault['msg']}{f'; did you mean {near[0]}?' if near else ''}; settings are {', '.join(known)}"


def _keys(model: type[BaseModel], place: Sequence[str]) -> list[str]:
    """Keys that may be set at a place of the file."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    if not place:
        return list(fields)
    kinds = (fields[place[0]].annotation, *get_args(fields[place[0]].annotation))
    inner = next(kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel))
    return _keys(inner, place[1:])
