"""Settings: flags before environment before TOML before defaults. The only reader of these."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UsageError
from index.store import IndexSettings

DEFAULT_HOME = Path(".policy-qa")
_KEYS = {"encoder": "POLICY_QA_ENCODER"}


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set.

    `home` is the data home (POLICY_QA_HOME, else ./.policy-qa); `encoder` names the encoder
    for new indexes (POLICY_QA_ENCODER, or `encoder` in <home>/config.toml).
    """

    home: Path = DEFAULT_HOME
    encoder: str = "bundled"

    @property
    def index(self) -> IndexSettings:
        """The settings of the index."""
        return IndexSettings(encoder=self.encoder)


def load_config(environ: Mapping[str, str] = os.environ, home: Path | None = None) -> Config:
    """The configuration; `home` is the flag, where it was given.

    Raises:
        UsageError: the TOML file cannot be read, or has keys that mean nothing.
    """
    chosen = home or Path(environ.get("POLICY_QA_HOME") or DEFAULT_HOME)
    values = _toml(chosen / "config.toml")
    for key, variable in _KEYS.items():
        if environ.get(variable):
            values[key] = environ[variable]
    return Config(home=chosen, **values)


def _toml(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"配置文件读不懂 / The settings file cannot be read: {path.name}: {error}.",
            "请改正或删除它 / Mend or delete it.",
        ) from error
    unknown = set(values) - set(_KEYS)
    if unknown:
        raise UsageError(
            f"配置里有不认识的项 / Unknown settings: {', '.join(sorted(unknown))}.",
            f"可用的有 / Known are: {', '.join(_KEYS)}.",
        )
    return {key: str(value) for key, value in values.items()}
