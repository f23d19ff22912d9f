"""Text messages: short, one link, and as few segments as the language allows. Pure."""

from visavis.messages.letters import Letter
from visavis.practice.models import Practice

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The alphabet of seven bits; one letter outside of it makes the whole text sixteen."""
GSM_TWICE = frozenset("^{}\\[~]|€")
"""Signs of the seven-bit alphabet's second page: two places each."""
FEW = 2


def text_message(letter: Letter, practice: Practice) -> str:
    """What happened, where to look, whom to call; the practice's name only if there is room for it."""
    _, link = letter.action
    parts = [letter.short, link, practice.phone]
    text = " ".join(part for part in parts if part)
    named = f"{practice.name}: {text}"
    return named if segments(named) <= max(FEW, segments(text)) else text


def segments(text: str) -> int:
    """In how many pieces a text message is sent, and paid for."""
    if all(sign in GSM or sign in GSM_TWICE for sign in text):
        size = sum(2 if sign in GSM_TWICE else 1 for sign in text)
        return _pieces(size, alone=160, joined=153)
    return _pieces(len(text.encode("utf-16-be")) // 2, alone=70, joined=67)


def _pieces(size: int, *, alone: int, joined: int) -> int:
    return 1 if size <= alone else -(-size // joined)
