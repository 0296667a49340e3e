"""Settings: what the user may set, and the one reader of the environment."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from coach.errors import SettingsError

DATABASES = frozenset(("sqlite", "postgresql", "postgresql+psycopg", "postgres"))
"""What the address of a database may begin with."""

DATABASE_FORMS = "sqlite:////FOLDER/FILE or postgresql://USER:PASSWORD@HOST:PORT/DATABASE"


class _Environment(BaseSettings):
    """Settings that come from arguments and the environment, and from nothing else."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_ignore_empty=True,
        populate_by_name=True,
        # The value in an error could be a key.
        hide_input_in_errors=True,
    )

    def __init__(self, **values: Any) -> None:
        """Read what is not passed from the environment."""
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise SettingsError(_explain(error, type(self))) from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments and the environment, and nothing else: no ``.env`` of a strange folder."""
        return init_settings, env_settings


class Settings(_Environment):
    """What the user may set; frozen. Each is also an environment variable ``COACH_<NAME>``.

    ``api_key`` falls back to ``OPENAI_API_KEY``. Only ``model`` turns a language model on; a key
    or a base URL alone sends nothing.

    >>> from coach import Settings
    >>> settings = Settings(model="llama3.1:8b", base_url="http://localhost:11434/v1")
    >>> settings.timeout, settings.passages, settings.embedder
    (60.0, 5, 'minilm')

    Raises:
        SettingsError: A name is unknown or a value does not fit; the message names both.
    """

    model_config = SettingsConfigDict(env_prefix="COACH_")

    model: str = ""
    base_url: str = ""
    api_key: SecretStr = Field(
        default=SecretStr(""), validation_alias=AliasChoices("COACH_API_KEY", "OPENAI_API_KEY")
    )
    timeout: float = Field(default=60.0, gt=0, le=3600)
    home: Path = Field(default_factory=lambda: user_data_path("repair-coach", appauthor=False))
    chroma_url: str = ""
    embedder: str = "minilm"
    passages: int = Field(default=5, ge=1, le=20)
    redact: bool = False
    users: Path | None = None
    questions_per_minute: int = Field(default=20, ge=0, le=10_000)
    # It may hold a password.
    database_url: SecretStr = SecretStr("")
    retention_days: int = Field(default=0, ge=0, le=36_500)

    # Here too, so that a type checker takes whatever pydantic can turn into a setting.
    def __init__(self, **values: Any) -> None:
        """Read what is not passed from the environment."""
        super().__init__(**values)

    @field_validator("base_url", "chroma_url")
    @classmethod
    def _address(cls, value: str) -> str:
        return _whole_address(value)

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if url and url.partition("://")[0] not in DATABASES:
            raise ValueError(f"wanted an address like {DATABASE_FORMS}")
        return value

    @field_validator("home", "users")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        try:
            return value and value.expanduser().absolute()
        except RuntimeError as error:
            raise ValueError("'~' stands for no folder here; give the whole path") from error


class JudgeSettings(_Environment):
    """The model that judges an evaluation, named apart from the coach's own; frozen.

    ``COACH_JUDGE_MODEL``, ``COACH_JUDGE_BASE_URL`` and ``COACH_JUDGE_API_KEY``, as the coach's own
    without ``JUDGE_``. ``openai_key`` is ``OPENAI_API_KEY``, for a judge at OpenAI itself.

    Raises:
        SettingsError: A value does not fit; the message names it.
    """

    model_config = SettingsConfigDict(env_prefix="COACH_JUDGE_")

    model: str = ""
    base_url: str = ""
    api_key: SecretStr = SecretStr("")
    openai_key: SecretStr = Field(default=SecretStr(""), validation_alias="OPENAI_API_KEY")

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        return _whole_address(value)


def variables() -> frozenset[str]:
    """Return the names of all variables of ours that are read."""
    judge = (name for name in JudgeSettings.model_fields if name != "openai_key")
    return frozenset(
        (
            *(f"COACH_{name.upper()}" for name in Settings.model_fields),
            *(f"COACH_JUDGE_{name.upper()}" for name in judge),
        )
    )


def _whole_address(value: str) -> str:
    if not value:
        return value
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        # A port that is no number, a bracket that is not closed.
        whole = False
    if not whole:
        raise ValueError("wanted an address like http://localhost:8000")
    return value.rstrip("/")


def _explain(error: ValidationError, settings: type[BaseSettings]) -> str:
    """Say what was wrong in one line, without repeating a value that may be a secret."""
    known = ", ".join(settings.model_fields)
    prefix = settings.model_config.get("env_prefix", "")
    faults = []
    for fault in error.errors():
        name = ".".join(str(part) for part in fault["loc"])
        if name in ("COACH_API_KEY", "OPENAI_API_KEY"):
            name = "api_key"
        if fault["type"] == "extra_forbidden":
            faults.append(f"there is no setting '{name}'; the settings are {known}")
        else:
            faults.append(f"setting '{name}' ({prefix}{name.upper()}): {fault['msg']}")
    return "; ".join(faults)
