"""settings.yaml: contact, pace, addresses, storage of runs, notifications."""

import os
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from jobtrends_pipeline.base.errors import Cause, JobtrendsError
from jobtrends_pipeline.config.cadence import USUAL_HOURS, Hours, check_hours
from jobtrends_pipeline.config.cluster import EngineSettings, LakeSettings
from jobtrends_pipeline.config.notify import NotifySettings
from jobtrends_pipeline.config.postgres import URL_VARIABLE, check_address, has_password
from jobtrends_pipeline.config.yaml_file import YamlFile, YamlFileError, read_yaml
from jobtrends_pipeline.pages.links import SITE

CONTACT_VARIABLE = "JOBTRENDS_CONTACT"
_HTTP = Annotated[str, Field(pattern=r"^https?://[^\s/]+[^\s]*$", max_length=500)]


class SettingsError(JobtrendsError, ValueError):
    """settings.yaml cannot be read; one line with the place and what to do."""

    cause = Cause.SETTINGS


class Settings(BaseModel):
    """Keys of settings.yaml.

    Attributes:
        contact: Email or web address of the operator, sent to every host in the user agent; JOBTRENDS_CONTACT overrides
            it.
        pause_seconds: Least time between two requests to one host, counted over all processes of the machine.
        longest_wait_seconds: Longest wait that a host can ask for within a run; beyond it a capture is deferred.
        deadline_seconds: Longest time for one request.
        pace_dir: Folder in which the processes of the machine share the time of their last requests.
        source: Address of the source.
        wayback: Address of the web archive.
        wayback_kind: Its interface: that of the Internet Archive, or of a pywb collection.
        common_crawl_index: Address of Common Crawl's index.
        common_crawl_data: Address of Common Crawl's files.
        refresh_hours: Hours of the day in London in which scheduled captures run: from, and up to.
        storage: PostgreSQL that keeps Dagster's runs, instead of files: `postgresql://user@host/database`.
        profile: `embedded` (one machine, a warehouse of one file), or `cluster`, which needs `warehouse` and `storage`.
        engine: Where work is spread; null: it runs in the process of a run, on a Ray cluster in the profile `cluster`.
        warehouse: The warehouse that several machines share; null: a file of the data root.
        allows_loopback: Whether servers of this machine may be requested; for tests.
        notify: Notification channels.
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
    profile: Literal["embedded", "cluster"] = "embedded"
    engine: EngineSettings | None = None
    warehouse: LakeSettings | None = None
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

    @model_validator(mode="after")
    def _has_what_its_profile_needs(self) -> "Settings":
        if self.profile == "embedded" and self.warehouse:
            raise ValueError("`warehouse` is of the profile cluster: write `profile: cluster`, or leave it out")
        if self.profile == "cluster" and self.warehouse is None:
            raise ValueError("profile cluster needs `warehouse`")
        return self

    @property
    def engine_used(self) -> EngineSettings | None:
        """The engine; that of the profile if none is set."""
        return self.engine or (EngineSettings(kind="ray", address="auto") if self.profile == "cluster" else None)

    @classmethod
    def load(cls, file: Path, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read settings from a file; the defaults apply if it does not exist.

        Raises:
            SettingsError: if the file is not valid YAML, or has an unknown key or an invalid value.
        """
        try:
            written = read_yaml(file) if file.exists() else YamlFile(None)
            settings = cls.model_validate({} if written.content is None else written.content)
        except YamlFileError as error:
            raise SettingsError(f"{file.name} {error}") from None
        except ValidationError as error:
            raise SettingsError(f"{file.name}, {_fault(error, cls)}") from None  # its own text would show the values
        given = environment.get(CONTACT_VARIABLE, "").strip()
        return settings.model_copy(update={"contact": given}) if given else settings


def _fault(error: ValidationError, model: type[BaseModel]) -> str:
    """Describe the first invalid setting; for an unknown key list the known ones."""
    fault = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in fault["loc"]) or "the file"
    if fault["type"] != "extra_forbidden":
        return f"{where}: {fault['msg'].removeprefix('Value error, ')}"
    known = _keys(model, [name for name in fault["loc"][:-1] if isinstance(name, str)])
    near = get_close_matches(str(fault["loc"][-1]), known, 1)
    return f"{where}: {fault['msg']}{f'; did you mean {near[0]}?' if near else ''}; settings are {', '.join(known)}"


def _keys(model: type[BaseModel], place: Sequence[str]) -> list[str]:
    """List the keys allowed at a place of the file."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    if not place:
        return list(fields)
    annotation = fields[place[0]].annotation  # a model, perhaps with null, or a tuple of one
    kinds = (annotation, *get_args(annotation))
    inner = next(kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel))
    return _keys(inner, place[1:])
