"""The text of an SMS: short, one link, in as few segments as possible. Pure."""

from visavis.messages.content.message_content import MessageContent
from visavis.practice.models import Practice

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""GSM 03.38, seven bits a character; one character outside of it makes the whole text UCS-2."""
GSM_EXTENSION = frozenset("^{}\\[~]|€")
"""The extension table of GSM 03.38: each of these counts twice."""
NAMED_WITHIN = 2


def sms_text(content: MessageContent, practice: Practice) -> str:
    """What happened, the link, the phone number; the practice's name only if no segment is added."""
    _, link = content.action
    parts = [content.short, link, practice.phone]
    text = " ".join(part for part in parts if part)
    named = f"{practice.name}: {text}"
    return named if segments(named) <= max(NAMED_WITHIN, segments(text)) else text


def segments(text: str) -> int:
    """In how many segments an SMS is sent, and paid for."""
    if all(character in GSM or character in GSM_EXTENSION for character in text):
        size = sum(2 if character in GSM_EXTENSION else 1 for character in text)
        return _segments(size, alone=160, joined=153)
    return _segments(len(text.encode("utf-16-be")) // 2, alone=70, joined=67)


def _segments(size: int, *, alone: int, joined: int) -> int:
    return 1 if size <= alone else -(-size // joined)
