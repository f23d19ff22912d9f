"""Why a history stays closed."""

from django.utils.translation import gettext_lazy as _

from visavis.lib.errors import NotAllowed


class NoHistory(NotAllowed):
    """This browser has not shown that it can read the address's messages, or an hour has passed."""

    code = "no_history"
    sentence = _("Your appointments open with a code that we mail to you. It holds for an hour.")
    where_next = "/history/"
    next_words = _("Send me a code")
