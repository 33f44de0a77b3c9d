"""Sections `engine` and `warehouse` of settings.yaml: places of work and data.

Without them work runs in the process of a run, and the warehouse is a file of the data root.
"""

import re
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from jobtrends_pipeline.config.postgres import check_address, has_password

CATALOGUE_VARIABLE = "JOBTRENDS_CATALOGUE_POSTGRES_URL"
"""Environment variable with the address of the catalogue; may contain a password; overrides settings.yaml."""
_OBJECTS = r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._=-]+)*/?"
_RAY = r"^(auto|(ray://)?[A-Za-z0-9.-]+:[0-9]{1,5})$"


class EngineSettings(BaseModel):
    """Settings of the engine that work is spread by.

    Attributes:
        kind: Processes of this machine, or a Ray cluster.
        workers: Number of local processes; all cores when null. Only for `local`.
        address: The Ray cluster: `auto` (the one this machine is part of), `host:6379`, or `ray://host:10001`. Only for
            `ray`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["local", "ray"] = "local"
    workers: int | None = Field(default=None, ge=1, le=256)
    address: Annotated[str, Field(pattern=_RAY, max_length=200)] | None = None

    @model_validator(mode="after")
    def _has_keys_of_its_kind(self) -> "EngineSettings":
        if self.kind == "local" and self.address:
            raise ValueError("`address` is of kind ray: write `kind: ray`, or leave the address out")
        if self.kind == "ray" and self.workers:
            raise ValueError("`workers` is of kind local: a Ray cluster has as many as its machines have cores")
        return self


class LakeSettings(BaseModel):
    """Settings of a warehouse that several machines share.

    Attributes:
        catalogue: PostgreSQL that keeps the catalogue: `postgresql://user@host/database`.
        files: Folder of the Parquet files, at the same path on every machine, or `s3://bucket/prefix`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    catalogue: str
    files: Annotated[str, Field(min_length=1, max_length=500)]

    @field_validator("catalogue")
    @classmethod
    def _has_no_password(cls, address: str) -> str:
        check_address(address)
        if has_password(address):
            raise ValueError(
                f"a password does not belong in a file: leave it out, and set {CATALOGUE_VARIABLE} or use ~/.pgpass"
            )
        return address

    @field_validator("files")
    @classmethod
    def _is_the_same_everywhere(cls, files: str) -> str:
        if not (PurePosixPath(files).is_absolute() or re.fullmatch(_OBJECTS, files)):
            raise ValueError("must be an absolute path, the same on every machine, or s3://bucket/prefix")
        return files.rstrip("/")
