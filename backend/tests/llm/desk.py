"""A hair studio's documents, and a chat with the built-in responder over them."""

import json
from typing import Any

from app.llm import ChatAnswer, ChatRequest
from app.llm.offline.responder import respond

PRICES = {
    "document": "Prices.pdf",
    "section": "Haircuts",
    "page": 1,
    "text": "Women's haircut .... €45\nMen's haircut .... €30\nKids' haircut (under 12) .... €20\nFringe trim .... €10",
}
COLOUR = {
    "document": "Prices.pdf",
    "section": "Colour",
    "page": 1,
    "text": "Full colour | 90 min | from €75\nBalayage | 150 min | €140 – €180\nRoot touch-up\n60 min\n€55",
}
HOURS = {
    "document": "Policies.pdf",
    "section": "Opening hours",
    "page": 2,
    "text": "Monday – Friday: 9:00 – 19:00\nSaturday: 10:00 – 16:00\nSunday: closed",
}
RULES = {
    "document": "Policies.pdf",
    "section": "Cancellations",
    "page": 2,
    "text": "You can cancel or move an appointment free of charge up to 24 hours before it. Later cancellations cost "
    "50 % of the price. If you are more than 15 minutes late we may have to shorten the\nservice.",
}
GOOD_TO_KNOW = {
    "document": "Policies.pdf",
    "section": "Good to know",
    "page": 3,
    "text": "Luna Hair Studio is at 12 Moon Street, opposite the park. We accept cash and all major cards. "
    "Well-behaved dogs are welcome. Free parking is behind the building. Call us at +34 911 222 333.",
}
LUNA = [PRICES, COLOUR, HOURS, RULES, GOOD_TO_KNOW]

NOTHING = {
    "en": "I did not find that in our information",
    "es": "no encontré eso en nuestra información",
    "tr": "bunu bilgilerimizde bulamadım",
}
OFFER = {
    "en": "Would you like me to ask a person",
    "es": "¿Quiere que avise a una persona",
    "tr": "Ekipten birine haber",
}
CAN = {"en": "I can answer questions", "es": "Puedo responder preguntas", "tr": "Şunları yapabilirim"}
ALL_TOOLS = ("search_knowledge", "collect_compliment", "ask_a_person")


class Desk:
    """A chat with the responder in which the tools answer as the platform's do."""

    def __init__(
        self, passages: list[dict[str, Any]] | None = None, tools: tuple[str, ...] = ALL_TOOLS
    ) -> None:
        self.passages = LUNA if passages is None else passages
        self.tools = [{"type": "function", "function": {"name": name, "parameters": {}}} for name in tools]
        self.messages: list[dict[str, Any]] = [
            {
                "role": "system",
                "content": "You answer for a hair studio.\nBusiness: Luna Hair Studio\nToday is Monday.",
            }
        ]
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.confidence: float | None = None

    def hears(self, *lines: str, tool_choice: Any = "auto") -> str:
        """Several lines are several messages that nobody has answered yet."""
        self.messages += [{"role": "user", "content": line} for line in lines]
        self.calls = []
        answer = respond(ChatRequest(self.messages, self.tools, tool_choice))
        rounds = 0
        while answer.tool_calls:
            rounds += 1
            assert rounds == 1, "one round of tools is all it needs"
            self._use_tools(answer)
            answer = respond(ChatRequest(self.messages, self.tools, tool_choice))
        self.messages.append({"role": "assistant", "content": answer.text})
        return answer.text

    @property
    def used(self) -> list[str]:
        return [name for name, _ in self.calls]

    def _use_tools(self, answer: ChatAnswer) -> None:
        calls = [
            {"id": c.id, "type": "function", "function": {"name": c.name, "arguments": c.arguments}}
            for c in answer.tool_calls
        ]
        self.messages.append({"role": "assistant", "content": answer.text or None, "tool_calls": calls})
        results = {
            "search_knowledge": {"passages": self.passages, "confidence": self.confidence},
            "collect_compliment": {"status": "saved"},
            "ask_a_person": {"status": "escalated"},
        }
        for call in answer.tool_calls:
            self.calls.append((call.name, json.loads(call.arguments)))
            content = json.dumps(results[call.name])
            self.messages.append({"role": "tool", "tool_call_id": call.id, "content": content})
