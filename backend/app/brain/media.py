"""What is no text, in words: for the model a note in brackets, for the customer one honest line."""

from collections.abc import Sequence
from typing import Any

from app.knowledge.language import Language, detect_language

_NAMES = {
    "image": "photo", "audio": "voice message", "video": "video", "file": "file", "share": "shared post",
    "ig_post": "shared post", "ig_reel": "shared reel", "reel": "shared reel", "story": "shared story",
    "ig_story": "shared story", "story_mention": "mentioned us in their story", "ephemeral": "disappearing photo",
    "like_heart": "heart", "thumb": "thumbs up", "location": "location",
}  # fmt: skip

_FIXED_LINES: dict[Language, str] = {
    "en": "Thank you! I can only read text here, so I could not look at that. Please tell me in words how I can help.",
    "es": "¡Gracias! Aquí solo puedo leer texto y no he podido ver eso. Dígame con palabras en qué puedo ayudarle.",
    "tr": "Teşekkürler! Burada yalnızca yazı okuyabiliyorum, bu yüzden ona bakamadım. Nasıl yardımcı olabileceğimi "
    "lütfen yazıyla anlatın.",
}
_LONGEST_QUOTE = 200


def words_of(
    content: str, parts: Sequence[dict[str, Any]], context: dict[str, Any], answered: str | None
) -> str:
    """A line as the model reads it: where it came from, the words, then a note for each thing that is no text.

    `answered` is what the line replies to, if it replies to one of our messages.
    """
    notes = []
    if context.get("story"):
        notes.append("[replies to our story]")
    if answered:
        notes.append(f"[replies to: {answered[:_LONGEST_QUOTE]}]")
    title = (context.get("referral") or {}).get("ad_title")
    if title:
        notes.append(f"[came from our ad: {title[:_LONGEST_QUOTE]}]")
    things = [f"[{_NAMES.get(str(part.get('type')), 'something that cannot be shown')}]" for part in parts]
    return " ".join(filter(None, [*notes, content, *things]))


def fixed_line_for(kinds: Sequence[str], said_before: Sequence[str]) -> str | None:
    """The line for a burst that holds no text at all; None where something can be answered.

    `kinds` are those of the unanswered messages, `said_before` the customer's earlier words, whose language it takes.
    """
    if not kinds or any(kind != "media" for kind in kinds):
        return None
    return _FIXED_LINES[detect_language(" ".join(said_before))]


def is_fixed_line(text: str) -> bool:
    """Whether this is what `fixed_line_for` gave: said once, it need not be said again."""
    return text in _FIXED_LINES.values()
