"""The error tree: every failure that a person can meet, in plain words, with the next step.

PolicyQAError            one line and a next step; the CLI prints it and exits 1
├── UsageError           the call itself is wrong (exit 2)
├── DocumentError        a file that cannot be read as a document
├── LibraryError         the library on disk
├── EncoderError         an encoder that cannot be loaded
├── IndexStoreError          an index that is missing, damaged or of another format
└── LLMError             a configured language model that does not answer
"""


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
