"""Settings: flags before environment before TOML before defaults. The only reader of these."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UsageError
from index.store import IndexSettings
from rag.engine import RagSettings
from rag.llm import LLMSettings

DEFAULT_HOME = Path(".policy-qa")
_KEYS = {
    "encoder": "POLICY_QA_ENCODER",
    "llm": "POLICY_QA_LLM",
    "llm_base_url": "POLICY_QA_LLM_BASE_URL",
    "unsupported": "POLICY_QA_UNSUPPORTED",
}


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set.

    `home` is the data home (POLICY_QA_HOME, else ./.policy-qa); `encoder` names the encoder
    for new indexes (POLICY_QA_ENCODER); `llm` is `provider:model`, none: answers are excerpts
    (POLICY_QA_LLM, with its server in POLICY_QA_LLM_BASE_URL); `unsupported` is what becomes
    of a model's sentence that no source supports, `mark` or `remove` (POLICY_QA_UNSUPPORTED).
    All but `home` may stand in <home>/config.toml under these names. Keys never do: they are the
    provider's own variables.
    """

    home: Path = DEFAULT_HOME
    encoder: str = "bundled"
    llm: str | None = None
    llm_base_url: str | None = None
    unsupported: str = "mark"

    @property
    def index(self) -> IndexSettings:
        """The settings of the index."""
        return IndexSettings(encoder=self.encoder)

    @property
    def rag(self) -> RagSettings:
        """The settings of the answers.

        Raises:
            UsageError: `unsupported` is neither `mark` nor `remove`.
        """
        if self.unsupported not in ("mark", "remove"):
            raise UsageError(
                f"POLICY_QA_UNSUPPORTED 不认识 {self.unsupported} / is neither mark nor remove.",
                "请改成 mark 或 remove / Set it to mark or remove.",
            )
        llm = LLMSettings(self.llm, self.llm_base_url) if self.llm else None
        return RagSettings(
            llm=llm, unsupported="remove" if self.unsupported == "remove" else "mark"
        )


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
