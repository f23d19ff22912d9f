"""The SMS gateways that exist. A new one is a module beside this one, and one line here."""

from collections.abc import Mapping
from types import MappingProxyType

from visavis.notify.sms.gateway import SmsGateway
from visavis.notify.sms.http import HTTP
from visavis.notify.sms.outbox import OUTBOX

GATEWAYS: Mapping[str, SmsGateway] = MappingProxyType(
    {
        HTTP.name: HTTP,
        OUTBOX.name: OUTBOX,
    }
)
