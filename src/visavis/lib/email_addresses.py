"""E-mail addresses as mail servers and URIs take them: a domain of any letters has a form in ASCII."""

from urllib.parse import quote

_LOCAL = "!$&'*+=^_`{|}~.-"
"""What stands before the @ of a URI as it is."""


def wire_address(email: str) -> str:
    """The address with its domain in ASCII. Raises `ValueError` for what is not an address."""
    user, _, domain = email.rpartition("@")
    if not user or any(sign.isspace() or sign in "<>" for sign in email):
        raise ValueError("an e-mail address has a part before and one after the sign @")
    return f"{user}@{domain.encode('idna').decode()}"


def wire_address_or_same(email: str) -> str:
    """The address with its domain in ASCII; what has no such form stays as it is."""
    try:
        return wire_address(email)
    except ValueError:
        return email


def mailto_uri(email: str) -> str:
    """The address as a URI, which is ASCII: an international domain in its own code, the rest quoted."""
    local, _at, domain = wire_address_or_same(email).rpartition("@")
    return f"mailto:{quote(local, safe=_LOCAL)}@{domain if domain.isascii() else quote(domain)}"
