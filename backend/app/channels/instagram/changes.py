"""What comes as `{"field", "value"}`: comments, and the noise beside them."""

from typing import Any

from app.channels.events import ChannelEvent, Comment
from app.channels.instagram.reading import ignored, read_item
from app.channels.values import identifier, mapping, network_time, party, words

# Direct messages come this way from the dashboard's test button, and might for an account.
_MESSAGING_FIELDS = ("messages", "messaging_postbacks", "message_reactions", "messaging_seen", "message_edit")
_OWN = "the account's own comment"


def read_change(channel: str, account: str, change: dict[str, Any], raw: object) -> ChannelEvent:
    """One change. Never raises."""
    field = words(change.get("field"))[:40]
    value = mapping(change.get("value"))
    if field == "comments":
        return _read_comment(channel, account, value, raw)
    if field == "feed" and words(value.get("item")) == "comment":
        if words(value.get("verb")) != "add":
            return ignored(channel, account, raw, f"a comment was changed: {words(value.get('verb'))[:20]}")
        return _read_comment(channel, account, value, raw)
    if field in _MESSAGING_FIELDS:
        return read_item(channel, account, value, raw)
    return ignored(channel, account, raw, f"change of {field or 'an unknown field'}")


def _read_comment(channel: str, account: str, value: dict[str, Any], raw: object) -> ChannelEvent:
    author = party(value.get("from"))
    comment_id = identifier(value.get("id")) or identifier(value.get("comment_id"))
    text = words(value.get("text")) or words(value.get("message"))
    if author == account or "self_ig_scoped_id" in mapping(value.get("from")) or "self_ig_scoped_id" in value:
        return ignored(channel, account, raw, _OWN)
    if not (author and comment_id):
        return ignored(channel, account, raw, "a comment without an id or an author")
    person = mapping(value.get("from"))
    return Comment(
        channel=channel,
        network_account_id=account,
        key=f"comment:{comment_id}",
        comment_id=comment_id,
        parent_id=identifier(value.get("parent_id")) or None,
        media_id=party(value.get("media")) or identifier(value.get("post_id")) or None,
        author_id=author,
        author_username=words(person.get("username")) or words(person.get("name")) or None,
        text=text,
        sent_at=network_time(value.get("timestamp") or value.get("created_time")),
    )
