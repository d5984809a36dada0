"""What the search may lack."""

from app.platform.settings import SettingsError


class EmbeddingsUnavailable(SettingsError):
    """The configured embedding provider cannot be used; the message says what to set."""


class EmbeddingsDown(Exception):
    """The embedding host gives no vectors now. `text` says why, without a key or an address; before `retry_after`
    seconds it is no use to ask again. Nothing is lost.
    """

    def __init__(self, text: str, *, retry_after: float | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.retry_after = retry_after


class VectorsUnavailable(Exception):
    """The vector store cannot be opened; the message says what to do."""
