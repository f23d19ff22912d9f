"""Whose trouble a refusal is: the recipient's, ours, or nobody's for long. Pure.

A reply code alone is no verdict: servers say 550 and 554 for a mailbox that does not exist and for a quota of
ours alike. The enhanced status code (RFC 3463) decides where there is one; where it says too little, or there
is none, the words do. In doubt it is ours: then the message is kept and somebody is told.
"""

import re
from enum import StrEnum


class Verdict(StrEnum):
    """What to do about a refusal."""

    RECIPIENT = "recipient"
    """This one address will never take it."""
    OURS = "ours"
    """Our account, our quota, our reputation: it would refuse everybody's. Kept, and somebody is told."""
    LATER = "later"
    """It may pass by itself."""


_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_LONGEST = 1000


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


_ABOUT_RECIPIENT = _any_of(
    r"user unknown|unknown user|unknown recipient|addressee unknown|host unknown|not our customer",
    r"no such (?:user|recipient|mailbox|address|person|account)|no mailbox|bad destination",
    r"mailbox (?:is )?(?:unavailable|not found|full|disabled|inactive|unknown)|mailbox.{0,40}quota",
    r"invalid (?:mailbox|recipient)|not a valid (?:mailbox|recipient)|does(?:n't| not) exist",
    r"recipient (?:not found|unknown)|(?:domain|host) not found|destination unreachable",
    r"(?:user|account|mailbox) (?:is )?(?:not found|disabled|inactive|suspended)",
    r"(?:over|exceeded (?:its|their|the mailbox)) (?:storage )?quota|no longer (?:available|active|accept)",
    r"recipient address rejected: (?:access denied|undeliverable)",
)
_ABOUT_US = _any_of(
    r"relay|sender|sending|quota|limit|block|black ?list|listed|spam|reputation|denied|policy|too many|rate",
    r"authenti|credential|log ?in|password|not (?:allowed|permitted|verified|authori[sz]ed)|client host",
    r"spf\b|dkim|dmarc|tls|helo|ehlo|reverse dns|ptr\b|billing|balance|payment|subscription|trial|template",
)
_TOO_MUCH = _any_of("too many", "too much")
_SENDER = re.compile(r"sender|mail from|from address|originator", re.IGNORECASE)
_CODES_OF_RECIPIENT = frozenset({521, 550, 551, 552, 553, 556})
_RECIPIENT_DETAILS = {
    1: frozenset({1, 2, 3, 4, 6, 10}),
    2: frozenset({0, 1, 2, 3, 4}),
    4: frozenset({1, 4, 6, 7, 14, 310, 312}),
}
"""By the subject of an enhanced code, the details that are about one recipient."""
_WORDS_DECIDE = frozenset({(0, 0), (1, 0), (1, 5), (3, 0), (4, 0), (5, 0), (7, 1), (7, 0)})
"""Enhanced codes that say too little, or are used for both."""

GATEWAY_LATER = frozenset({408, 409, 425, 429})
_NUMBER = "(?:phone|number|recipient|destination|msisdn|subscriber)"
_WRONG = (
    "(?:invalid|not valid|unknown|unreachable|not reachable|does not exist|not a (?:valid|mobile)|landline)"
)
_GATEWAY_RECIPIENT = _any_of(
    rf"\bto\b.{{0,40}}{_WRONG}",
    rf"{_NUMBER}.{{0,40}}{_WRONG}",
    rf"{_WRONG}.{{0,40}}{_NUMBER}",
    r"unsubscribed|opted? out|\b2(?:1211|1214|1610|1614)\b",
)


def smtp_verdict(code: int, said: str) -> Verdict:
    """Of a mail server's reply to a recipient or to the mail itself."""
    said = said[:_LONGEST]
    if code < 500:
        return Verdict.LATER
    found = _ENHANCED.search(said)
    if found:
        kind, subject, detail = (int(part) for part in found.groups())
        if kind == 4:
            return Verdict.LATER
        if (subject, detail) not in _WORDS_DECIDE:
            about_recipient = detail in _RECIPIENT_DETAILS.get(subject, ())
            return Verdict.RECIPIENT if about_recipient else Verdict.OURS
        if subject == 7:
            return Verdict.RECIPIENT if _ABOUT_RECIPIENT.search(said) else Verdict.OURS
    return _by_words(code, said)


def gateway_verdict(status: int, said: str) -> Verdict:
    """Of an SMS gateway's answer over HTTP."""
    if status >= 500 or status in GATEWAY_LATER:
        return Verdict.LATER
    said = said[:_LONGEST]
    if status == 410 or (status in {400, 422} and _GATEWAY_RECIPIENT.search(said)):
        return Verdict.RECIPIENT
    # 422 says that this document was understood and is refused; 400 that our request is wrong as such.
    return Verdict.RECIPIENT if status == 422 and not _ABOUT_US.search(said) else Verdict.OURS


def _by_words(code: int, said: str) -> Verdict:
    if _TOO_MUCH.search(said):
        return Verdict.OURS
    if _SENDER.search(said) and not _ABOUT_RECIPIENT.search(said):
        return Verdict.OURS
    if _ABOUT_RECIPIENT.search(said):
        return Verdict.RECIPIENT
    if _ABOUT_US.search(said):
        return Verdict.OURS
    return Verdict.RECIPIENT if code in _CODES_OF_RECIPIENT else Verdict.OURS
