"""Reads a request as a model would, decides what to say or which tool to use, and says it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.llm.chat import ChatAnswer, ChatRequest, ToolCall, Usage
from app.llm.offline import booking, hearing, talk
from app.llm.offline.lexicon import LANGUAGES, head_word, lexicon
from app.llm.offline.naming import name_said
from app.llm.offline.quoting import MAX_QUOTE, MAX_ROWS, best_quotes
from app.llm.offline.request import MAX_CHARACTERS, Turn, read_turn
from app.llm.offline.talk import Talk, Wish
from app.llm.offline.text import joined, tokens
from app.llm.offline.understanding import Clause, Intent, clauses, detect_language, lean_on, stop_language
from app.llm.offline.units import MONEY, Passage, Unit
from app.llm.offline.wishes import looks_for
from app.llm.offline.words.booking import TEXTS as BOOKING_TEXTS
from app.llm.offline.words.concepts import KIND_HEADS

Call = tuple[str, dict[str, Any]]
MAX_SEARCHES = 3
ASKED = "customer_asked"
_PLAIN = (Intent.QUESTION, Intent.STATEMENT)
_DUTIES = ("search_knowledge", "collect_compliment", booking.TOOL, "ask_a_person")


def respond(request: ChatRequest) -> ChatAnswer:
    """One answer to one request; a pure function."""
    turn = read_turn(request.messages)
    tools = {str((tool.get("function") or {}).get("name")): tool for tool in request.tools}
    text, calls = _Reply(turn, tools, may_call=request.tool_choice != "none").compose()
    numbered = tuple(
        ToolCall(f"offline_{len(request.messages)}_{number}", name, json.dumps(arguments, ensure_ascii=False))
        for number, (name, arguments) in enumerate(calls, start=1)
    )
    return ChatAnswer(text, numbered, Usage(), "built-in", "tool_calls" if numbered else "stop")


class _Reply:
    """The answer to one turn: either tool calls to make first, or the words for the customer."""

    def __init__(self, turn: Turn, tools: dict[str, dict[str, Any]], *, may_call: bool) -> None:
        self._turn = turn
        self._tools = tools
        self._may_call = may_call
        self._now = turn.now if booking.TOOL in tools else None  # else there is no calendar to look into
        self._language = detect_language([" ".join(turn.said), *reversed(turn.before)])
        self._heard: tuple[Talk, str] = (Talk(), "")
        self._talk = self._where_we_are()
        self._texts = lexicon(self._language).texts
        self._book_texts = BOOKING_TEXTS[self._language]
        self._quoted = False
        wish, heard = self._talk.wish, self._talk.heard
        spoken_of = [*turn.before[-4:], wish.service if wish else ""]
        earlier = lean_on([], clauses(spoken_of, self._language))
        said = clauses(turn.said, self._language)
        if wish:
            beside = (each for each in said if hearing.is_beside(each, self._language, heard=heard))
            said = [] if self._talk.accepted else list(beside)
        self._clauses = lean_on(earlier, said)

    def compose(self) -> tuple[str, list[Call]]:
        """The text and the tool calls of this round."""
        intents = {clause.intent for clause in self._clauses}
        if stopped_in := stop_language(self._turn.said, self._language):
            return lexicon(stopped_in).texts["stopped"], []
        offers = [lexicon(code).texts["offer"] for code in LANGUAGES]
        accepts = Intent.YES in intents and any(offer in self._turn.last_answer for offer in offers)
        if Intent.PERSON in intents or (accepts and Intent.QUESTION not in intents):
            return self._fetch_a_person()
        if Intent.INJECTION in intents:
            return self._say("other", "can", "offer"), []
        if Intent.COMPLAINT in intents:
            return self._say("sorry", "offer"), []
        calls = self._calls_to_make()
        try:
            about = self._about_appointments()
        except booking.Wanted as wanted:
            about = self._book_texts["no_calendar"]
            calls += [(booking.TOOL, dict(each)) for each in wanted.calls if self._may_call]
        if calls:
            return "", calls
        return _joined(self._parts(intents, about)), []

    # Appointments

    def _where_we_are(self) -> Talk:
        """What the lines so far say about an appointment; nothing where there is no calendar to look into."""
        found, now = Talk(), self._now
        if now is None:
            return found
        said = "\n".join(self._turn.said)[-MAX_CHARACTERS:]
        for is_ours, line in [*self._turn.past, (False, said)]:
            if not is_ours:
                self._language = hearing.language_of(found, line, self._language)
                self._heard = (found, line)
                found = hearing.said_by_customer(found, line, self._language, now)
                continue
            answered = talk.said_by_us(found, line, now)
            if answered.wish and not found.wish:  # the calendar had told us that it was one
                answered = talk.said_by_us(self._as_wish(now), line, now)
            found = answered
        return found

    def _as_wish(self, now: datetime) -> Talk:
        """The customer's latest line, taken as a wish to come."""
        found, line = self._heard
        return hearing.said_by_customer(found, line, self._language, now, otherwise="book")

    def _about_appointments(self) -> str:
        """What to say about them. Raises `booking.Wanted` for what must be asked of the calendar before."""
        asked = self._turn.results_of(booking.TOOL)
        if self._talk.wish is not None:
            return booking.Desk(self._talk, asked, self._language).reply()
        if self._now is None or all(clause.asks for clause in self._looked_for()):
            return ""
        lines = tuple(each.text for each in self._clauses if each.intent in _PLAIN and each.asks is None)
        wished = self._as_wish(self._now)
        wish = replace(wished.wish or Wish("book"), lines=lines)
        desk = booking.Desk(replace(wished, wish=wish), asked, self._language)
        return desk.reply() if desk.is_about_a_service() else ""

    def _looked_for(self) -> list[Clause]:
        """What they want that an appointment may give, though they do not say so: "I need to see a dentist"."""
        now = self._now
        if now is None or self._talk.wish:
            return []
        plain = (each for each in self._clauses if each.intent in _PLAIN)
        return [each for each in plain if looks_for(each.text, self._language, now)]

    # Words for it all

    def _parts(self, intents: set[Intent], about: str) -> list[str]:
        opening = ""
        if Intent.PRAISE in intents:
            praised = self._turn.results_of("collect_compliment")
            saved = any(told.get("status") == "saved" for _, told in praised)
            opening = self._texts["praise_saved" if saved else "praise"]
        if about:
            beside = self._what_was_found(opening) if self._talk.wish and self._searched() else ""
            return [opening, f"{beside}\n{about}" if beside else about]
        introduced = name_said("\n".join(self._turn.said), self._language)[0]
        if introduced and Intent.QUESTION not in intents:
            return [self._say("hello")]
        if self._looked_for():
            found = self._what_was_found(opening)
            return [opening, found if self._quoted else self._say("other", "can"), self._book_texts["invite"]]
        if self._searched():
            no_booking = self._texts["no_booking"] if Intent.BOOKING in intents else ""
            return [opening, self._what_was_found(opening), no_booking]
        if Intent.BOOKING in intents:
            return [opening, self._say("no_booking", "can", "offer")]
        if opening:
            return [opening]
        if Intent.ABOUT_BOT in intents:
            return [self._say("bot", "can", "offer")]
        if intents & {Intent.YES, Intent.NO} and self._turn.last_answer:
            return [self._texts["fine"]]
        if Intent.THANKS in intents or (self._turn.last_answer and not self._clauses):  # a heart, a thumb
            return [self._texts["welcome"]]
        if Intent.GREETING in intents or not self._clauses:
            return [self._say("hello")]
        return [self._say("other", "can", "offer")]

    # Tools

    def _calls_to_make(self) -> list[Call]:
        calls: list[Call] = []
        praise = " ".join(clause.text for clause in self._clauses if clause.intent is Intent.PRAISE)
        if praise and self._can_use("collect_compliment"):
            calls.append(("collect_compliment", {"content": praise}))
        if self._can_use("search_knowledge"):
            queries = dict.fromkeys(self._query(clause) for clause in self._searched())
            calls += [("search_knowledge", {"query": query}) for query in list(queries)[:MAX_SEARCHES]]
        return calls

    def _can_use(self, tool: str) -> bool:
        """Offered, and not yet used for these customer messages."""
        return self._may_call and tool in self._tools and not self._turn.results_of(tool)

    def _fetch_a_person(self) -> tuple[str, list[Call]]:
        asked = self._turn.results_of("ask_a_person")
        if asked or not self._can_use("ask_a_person"):
            is_fetched = any(told.get("status") == "escalated" for _, told in asked[-1:])
            return self._texts["handed" if is_fetched else "not_handed"], []
        summary = " / ".join([*self._turn.before[-2:], *self._turn.said])[-300:]
        return self._texts["handed"], [("ask_a_person", {"reason": self._reason(), "summary": summary})]

    def _reason(self) -> str:
        parameters = self._tools["ask_a_person"]["function"].get("parameters") or {}
        allowed = ((parameters.get("properties") or {}).get("reason") or {}).get("enum") or [ASKED]
        return str(min(allowed, key=lambda reason: (reason != ASKED, "ask" not in str(reason))))

    # Searching and quoting

    def _searched(self) -> list[Clause]:
        """The questions; where there are none, what was stated: "looking for a place to park"."""
        questions = [clause for clause in self._clauses if clause.intent is Intent.QUESTION]
        is_booking = any(clause.intent is Intent.BOOKING for clause in self._clauses)
        plain = [c for c in self._clauses if c.intent is Intent.STATEMENT and c.terms and not is_booking]
        return questions or plain

    def _query(self, clause: Clause) -> str:
        """The customer's words, with those of the line before where they lean on it, and English heads for others."""
        context = [term.word for term in clause.context]
        heads = []
        if self._language != "en":
            heads = [head_word(name) for term in (*clause.terms, *clause.context) for name in term.concepts]
            heads += [KIND_HEADS[clause.asks]] if clause.asks else []
        typed = tokens(clause.text)
        meant = [term.word for term in clause.terms if term.word not in typed]
        return " ".join(dict.fromkeys([*context, clause.text, *meant, *filter(None, heads)]))[:300]

    def _what_was_found(self, opening: str) -> str:
        searched = self._searched()[:MAX_SEARCHES]
        found = [self._quotes(clause) for clause in searched]
        quotes = list(dict.fromkeys(unit for units in found for unit in units))
        missing = [clause for clause, units in zip(searched, found, strict=True) if not units]
        self._quoted = bool(quotes)
        if quotes:
            framed = self._frame(quotes, {clause.asks for clause in searched})
            return _joined([framed, self._say("not_found_rest", "offer") if missing else ""])
        if all(clause.intent is Intent.STATEMENT for clause in missing):
            return "" if opening else self._say("other", "can", "offer")
        # "Yes" to what else is asked is no yes to a person.
        return self._say("not_found") if self._talk.wish else self._say("not_found", "offer")

    def _quotes(self, clause: Clause) -> list[Unit]:
        """From what every search of this turn found; how sure it is, the search for this clause says."""
        results = self._turn.results_of("search_knowledge")
        found = (each for _, told in results for each in told.get("passages") or () if isinstance(each, dict))
        passages = [Passage(str(each.get("section") or ""), str(each.get("text") or "")) for each in found]
        query = self._query(clause)
        sure = next((told.get("confidence") for given, told in results if given.get("query") == query), None)
        return best_quotes(clause, passages, self._language, sure if isinstance(sure, (int, float)) else None)

    def _frame(self, quotes: Sequence[Unit], asks: set[str | None]) -> str:
        texts = [_quoted(unit) for unit in quotes]
        kind = "found"
        if asks == {"price"} and all(MONEY.search(unit.text) for unit in quotes):
            several = "some_prices" if len(quotes) >= MAX_ROWS else "found_prices"
            kind = "found_price" if len(quotes) == 1 else several
        if len(texts) == 1:
            return f"{self._texts[kind]} {texts[0]}"
        return "\n".join([self._texts[kind], *(f"• {text}" for text in texts)])

    # Words

    def _can(self) -> str:
        texts = {**self._texts, **self._book_texts}
        able = [texts[f"can_{duty}"] for duty in _DUTIES if duty in self._tools]
        return self._texts["can"].format(abilities=joined(able, f" {self._texts['and']} ")) if able else ""

    def _say(self, *names: str) -> str:
        values = {"business": self._turn.business or self._texts["business"], "can": self._can()}
        said = (values["can"] if name == "can" else self._texts[name].format(**values) for name in names)
        return " ".join(filter(None, said))


def _joined(parts: Sequence[str]) -> str:
    """Sentences follow each other; behind a list a new line begins."""
    text = ""
    for part in filter(None, parts):
        text += ("\n" if "\n" in text else " ") * bool(text) + part
    return text


def _quoted(unit: Unit) -> str:
    """The unit as written; only a very long sentence is cut, and shows it."""
    return unit.text if len(unit.text) <= MAX_QUOTE else unit.text[:MAX_QUOTE].rsplit(" ", 1)[0] + " …"
