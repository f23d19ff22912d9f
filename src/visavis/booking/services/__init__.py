"""What people do with appointments: one service for one action, one transaction each."""

from visavis.booking.services.block import block_contacts, block_network, unblock
from visavis.booking.services.book import (
    book_directly,
    book_for_client,
    book_held,
    book_starting_now,
    correct_details,
)
from visavis.booking.services.change import (
    cancel,
    confirm,
    move_back,
    move_by_client,
    move_by_staff,
    reopen,
)
from visavis.booking.services.client_record import ClientDetails, prove_contact
from visavis.booking.services.contact import ask_again, confirm_contact
from visavis.booking.services.hold import expire_holds, hold_slot, release_hold
from visavis.booking.services.idempotency import IdempotencyKey, delete_idempotency_records
from visavis.booking.services.link import ask_for_links, revoke_links, send_links
from visavis.booking.services.request import approve, decline, expire_requests
from visavis.booking.services.terms import answer_changed_terms, carry_out_terms_answer
from visavis.booking.services.wall_time import compare_wall_times, tell_wall_time

__all__ = [
    "ClientDetails",
    "IdempotencyKey",
    "answer_changed_terms",
    "approve",
    "ask_again",
    "ask_for_links",
    "block_contacts",
    "block_network",
    "book_directly",
    "book_for_client",
    "book_held",
    "book_starting_now",
    "cancel",
    "carry_out_terms_answer",
    "compare_wall_times",
    "confirm",
    "confirm_contact",
    "correct_details",
    "decline",
    "delete_idempotency_records",
    "expire_holds",
    "expire_requests",
    "hold_slot",
    "move_back",
    "move_by_client",
    "move_by_staff",
    "prove_contact",
    "release_hold",
    "reopen",
    "revoke_links",
    "send_links",
    "tell_wall_time",
    "unblock",
]
