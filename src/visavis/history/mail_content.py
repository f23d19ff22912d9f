"""The mail with the code."""

from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from visavis.history.codes import code_for
from visavis.history.models import HistoryAccess
from visavis.messages.content.message_content import MessageContent
from visavis.notify.port import OutgoingMessage
from visavis.practice.models import Practice


def code_mail(access: HistoryAccess) -> OutgoingMessage:
    """The mail to the typed address, in the language of the page on which it was typed."""
    practice = Practice.current()
    with translation.override(access.language):
        content = _content(access, practice)
        context = {"content": content, "language": access.language, "accent": practice.accent}
        return OutgoingMessage(
            to=access.email,
            sender_name=practice.name,
            reply_to=practice.reply_to,
            subject=content.subject,
            text=render_to_string("messages/email.txt", context),
            html=render_to_string("messages/email.html", context),
            message_id=f"<{access.public_id.hex}@{urlsplit(settings.VISAVIS.base_url).hostname}>",
        )


def _content(access: HistoryAccess, practice: Practice) -> MessageContent:
    code = code_for(access.public_id)
    closing = [practice.name]
    if practice.phone:
        closing.append(_("Questions? Call us: %(phone)s") % {"phone": practice.phone})
    return MessageContent(
        subject=_("Your code: %(code)s") % {"code": code},
        greeting=_("Hello."),
        lead=_("With this code you see your appointments. It holds for ten minutes."),
        short="",
        facts=[(_("Code"), code)],
        action=(_("Type the code here"), f"{settings.VISAVIS.base_url}/history/code/"),
        notes=[_("You did not ask for it? Then somebody typed your address, and you need do nothing.")],
        closing=closing,
    )
