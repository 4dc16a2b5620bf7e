"""What the running bot is told by its environment. `.env` files are the business of whoever starts it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from book.errors import KamError
from book.importing.dates import FIRST_YEAR, LAST_YEAR

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class WrongSetting(KamError):
    """What a setting says cannot be."""


class Settings(BaseSettings):
    """Read from environment variables of these names. Tokens never show in logs or errors."""

    model_config = SettingsConfigDict(extra="ignore")  # not by field names: LANG is no setting of ours

    slack_bot_token: SecretStr = Field(
        SecretStr(""), alias="SLACK_BOT_TOKEN", description="xoxb-…, from OAuth & Permissions."
    )
    slack_app_token: SecretStr = Field(
        SecretStr(""), alias="SLACK_APP_TOKEN", description="xapp-…, for Socket Mode (connections:write)."
    )
    slack_signing_secret: SecretStr = Field(
        SecretStr(""), alias="SLACK_SIGNING_SECRET", description="For signed HTTP instead of Socket Mode."
    )
    slack_api_url: str = Field(
        "https://slack.com/api/", alias="SLACK_API_URL", description="Another Slack server, such as a local one."
    )
    book: str = Field("kam.db", alias="KAM_BOOK", description="The book.")
    records: Path | None = Field(None, alias="KAM_RECORDS", description="The records of a book that is not SQLite.")
    work: Path | None = Field(
        None,
        alias="KAM_WORK",
        description="Where requests are kept until they are answered; beside the book unless said.",
    )
    workers: int = Field(8, alias="KAM_WORKERS", ge=1, le=64, description="Requests answered at a time.")
    drain: int = Field(
        20, alias="KAM_DRAIN", ge=0, le=600, description="Seconds for which a stop waits for what is being answered."
    )
    http_port: int = Field(
        0, alias="KAM_HTTP_PORT", ge=0, le=65535, description="Port of /healthz, /readyz, /metrics; 0: none."
    )
    http_host: str = Field("127.0.0.1", alias="KAM_HTTP_HOST", description="Address of that port.")
    metrics: bool = Field(False, alias="KAM_METRICS", description="Whether /metrics answers (Prometheus).")
    admins: str = Field("", alias="KAM_ADMINS", description="Slack ids of the first admins, with commas between them.")
    crm_link: str = Field(
        "",
        alias="KAM_CRM_LINK",
        description="How an account's page in the CRM is addressed, such as https://crm.example.com/accounts/{account_id}.",
    )
    lang: str = Field("en", alias="KAM_LANG", description="Language where nothing says another.")
    as_of: str = Field(
        "", alias="KAM_AS_OF", description="Day of every question; empty: the last day the book knows of."
    )

    @field_validator("as_of")
    @classmethod
    def _day(cls, text: str) -> str:
        """A day as 2025-12-31, in years that a book knows."""
        text = text.strip()
        if text and not (DAY.fullmatch(text) and _is_day(text)):
            raise ValueError(f"no day; write it as 2025-12-31, {FIRST_YEAR} to {LAST_YEAR}, or leave it empty")
        return text

    @property
    def work_file(self) -> Path:
        """The file of requests that wait for their answer."""
        if self.work is not None:
            return self.work
        beside = "kam" if "://" in self.book else self.book
        return Path(f"{beside}.work.db")

    @property
    def first_admins(self) -> list[str]:
        """Ids of `admins`."""
        return [one.strip() for one in self.admins.split(",") if one.strip()]


def _is_day(text: str) -> bool:
    try:
        return FIRST_YEAR <= date.fromisoformat(text).year <= LAST_YEAR
    except ValueError:
        return False


def settings(**given: Any) -> Settings:
    """What the environment says, and what is given in its place. Raises WrongSetting, without the value: it may be a token."""
    try:
        return Settings(**given)
    except ValidationError as wrong:
        told = [(".".join(map(str, one["loc"])), one["msg"]) for one in wrong.errors(include_input=False)]
        said = "; ".join(f"{name}: {why.removeprefix('Value error, ')}" for name, why in told)
        raise WrongSetting(f"Wrong setting. {said}.") from None
