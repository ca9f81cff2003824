"""The error tree: every failure that a person can meet, in plain words, with the next step.

PolicyQAError            one line and a next step; the CLI prints it and exits 1
├── UsageError           the call itself is wrong (exit 2)
├── DocumentError        a file that cannot be read as a document
├── LibraryError         the library on disk
├── EncoderError         an encoder that cannot be loaded
├── IndexStoreError          an index that is missing, damaged or of another format
└── LLMError             a configured language model that does not answer

Messages say it in Chinese and in English, `中文 / English: details.`; a screen in one language
shows its half.
"""

from typing import Literal


def in_language(text: str, language: Literal["zh", "en"]) -> str:
    """One language of `中文 / English: details.`; the details belong to both."""
    chinese, both, english = text.partition(" / ")
    if not both:
        return text
    if language == "en":
        return english
    _, named, details = english.partition(": ")
    said = f"{chinese}：{details.rstrip('.')}" if named else chinese
    return said if said.endswith(("。", "！", "？")) else f"{said}。"


class PolicyQAError(Exception):
    """Something went wrong that the user can mend.

    Attributes:
        message: what happened, one line, naming the offending value.
        next_step: what to do about it, one line; may be empty.
    """

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()

    def told(self, language: Literal["zh", "en"]) -> str:
        """What happened and what to do, in one language."""
        parts = (in_language(part, language) for part in (self.message, self.next_step) if part)
        return " ".join(parts) if language == "en" else "".join(parts)


class UsageError(PolicyQAError):
    """The command or its arguments make no sense."""


class DocumentError(PolicyQAError):
    """A file cannot be read as a document."""


class LibraryError(PolicyQAError):
    """The library on disk cannot be read or written."""


class EncoderError(PolicyQAError):
    """An encoder cannot be loaded."""


class IndexStoreError(PolicyQAError):
    """An index is missing, damaged, or of a format or encoder that cannot be served."""


class LLMError(PolicyQAError):
    """A configured language model does not answer."""
