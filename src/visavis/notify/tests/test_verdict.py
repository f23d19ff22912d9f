"""Real replies of mail servers and gateways, and whose trouble each of them is."""

import time

import pytest

from visavis.notify.verdict import Verdict, gateway_verdict, smtp_verdict

OURS = (
    "554 5.7.1 <ivan@example.org>: Relay access denied",
    "550 5.7.1 Unable to relay for ivan@example.org",
    "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
    "550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to",
    "554 Message rejected: Email address is not verified. The following identities failed the check",
    "554 sender not verified",
    "550 blocked",
    "550 5.7.1 Service unavailable, Client host [192.0.2.1] blocked using Spamhaus",
    "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
    "550-5.7.26 This mail has been blocked because the sender is unauthenticated.",
    "550 5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy",
    "550 5.7.1 [192.0.2.1] Our system has detected that this message is likely unsolicited mail",
    "554 5.7.1 Message rejected as spam by Content Filtering",
    "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP",
    "550 5.1.8 Access denied, bad outbound sender",
    "553 5.7.1 <hello@us.example>: Sender address rejected: not owned by user us",
    "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
    "501 5.1.7 Bad sender address syntax",
    "550 Sender verify failed",
    "550 Administrative prohibition: policy",
    "554 Transaction failed",
    "552 5.7.0 Our system detected an illegal attachment on your message",
    "530 5.7.0 Must issue a STARTTLS command first",
    "530 Authentication required",
    "535 5.7.8 Username and Password not accepted",
    "550 Too many invalid recipients from you",
    "550 5.7.0 Account has no funds: payment required",
    "554 5.7.9 Message not accepted for policy reasons",
    "550 SPF check failed",
    "503 5.5.1 Bad sequence of commands",
    "550 High probability of spam",
    "554 refused, your IP is listed in b.barracudacentral.org",
    "523 5.7.10 encryption needed",
)
RECIPIENT = (
    "550 5.1.1 <ivan@example.org>: Recipient address rejected: User unknown in virtual mailbox table",
    "550-5.1.1 The email account that you tried to reach does not exist.",
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    "550 5.4.1 Recipient address rejected: Access denied.",
    "552 5.2.2 The email account that you tried to reach is over quota",
    "552 5.2.2 Mailbox full",
    "550 5.2.1 The email account that you tried to reach is disabled",
    "550 No such user here",
    "550 no such mailbox",
    "551 User not local; please try another",
    "553 5.1.3 The recipient address is not a valid RFC 5321 address",
    "550 5.1.2 Host unknown",
    "550 5.0.0 User unknown",
    "550 5.5.0 Requested action not taken: mailbox unavailable",
    "550 Requested action not taken: mailbox unavailable",
    "554 delivery error: This user doesn't have a yahoo.com account: mailbox not found",
    "556 5.1.10 domain does not accept mail",
    "550 5.4.310 DNS domain example.invalid does not exist",
    "550 5.7.1 <ivan@example.org>: Recipient address rejected: user unknown",
    "550 Unknown recipient",
    "550 sender verified, but no such user",
)
LATER = (
    "421 4.7.0 Try again later, closing connection",
    "450 4.2.0 Greylisted, see http://postgrey.example",
    "451 4.3.0 Temporary failure",
    "452 4.2.2 The email account that you tried to reach is over quota",
    "452 4.5.3 Too many recipients",
    "451 4.7.1 Greylisting in action",
    "550 4.7.1 wrote a five and means a four",
)
GATEWAY = (
    (400, '{"error": "unknown field"}', Verdict.OURS),
    (400, '{"code": 21211, "message": "The \'To\' number is not a valid phone number."}', Verdict.RECIPIENT),
    (400, "invalid msisdn", Verdict.RECIPIENT),
    (400, "insufficient balance", Verdict.OURS),
    (400, "sender id not registered", Verdict.OURS),
    (401, "unauthorized", Verdict.OURS),
    (402, "payment required", Verdict.OURS),
    (403, "forbidden", Verdict.OURS),
    (404, "not found", Verdict.OURS),
    (410, "gone", Verdict.RECIPIENT),
    (422, "the recipient is not a mobile number: number not valid", Verdict.RECIPIENT),
    (422, "template rejected", Verdict.OURS),
    (429, "slow down", Verdict.LATER),
    (500, "oops", Verdict.LATER),
    (503, "maintenance", Verdict.LATER),
)


def verdict_of(reply: str) -> Verdict:
    return smtp_verdict(int(reply[:3]), reply[4:])


@pytest.mark.parametrize("reply", OURS)
def test_what_would_refuse_everybody_is_ours(reply: str) -> None:
    assert verdict_of(reply) is Verdict.OURS


@pytest.mark.parametrize("reply", RECIPIENT)
def test_what_is_about_one_address_is_the_recipients(reply: str) -> None:
    assert verdict_of(reply) is Verdict.RECIPIENT


@pytest.mark.parametrize("reply", LATER)
def test_what_may_pass_is_tried_later(reply: str) -> None:
    assert verdict_of(reply) is Verdict.LATER


@pytest.mark.parametrize(("status", "said", "verdict"), GATEWAY)
def test_a_gateways_answer_is_judged_by_status_and_words(status: int, said: str, verdict: Verdict) -> None:
    assert gateway_verdict(status, said) is verdict


def test_the_longest_reply_takes_no_time() -> None:
    began = time.monotonic()
    for worst in ("to ", "number", "mailbox ", "5.", "exceeded "):
        smtp_verdict(550, worst * 50_000)
        gateway_verdict(400, worst * 50_000)
    assert time.monotonic() - began < 0.5
