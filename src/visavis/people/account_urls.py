"""Signing in, and nothing of allauth's that strangers could use to make an account.

Its pages are listed one by one, each with the mark of who may open it: a new version of allauth adds
no address by itself.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.cache import cache_control

from visavis.people.access import View, for_everyone, for_staff
from visavis.people.account_views import my_account, open_sealed_notes, unless_sealed
from visavis.people.one_time_sign_in import sign_in_once
from visavis.people.sign_in_forms import PasswordResetForm, SignInForm

FROM_A_MAIL = r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"
staff = for_staff()


def open_to_all(view: View[...]) -> View[...]:
    """A page that anyone may open, and no cache may keep: it speaks of one account."""
    return for_everyone(cache_control(private=True, no_store=True)(view))


urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", open_to_all(account.LoginView.as_view(form_class=SignInForm)), name="account_login"),
    path("logout/", open_to_all(account.logout), name="account_logout"),
    path("inactive/", open_to_all(account.account_inactive), name="account_inactive"),
    path("signup/", open_to_all(account.signup), name="account_signup"),
    path("", my_account, name="account_email"),
    path("notes/", open_sealed_notes, name="account_open_notes"),
    path("reauthenticate/", staff(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", staff(account.password_change), name="account_change_password"),
    path("password/set/", staff(account.password_set), name="account_set_password"),
    path(
        "password/reset/",
        open_to_all(account.PasswordResetView.as_view(form_class=PasswordResetForm)),
        name="account_reset_password",
    ),
    path(
        "password/reset/done/", open_to_all(account.password_reset_done), name="account_reset_password_done"
    ),
    re_path(
        FROM_A_MAIL, open_to_all(account.password_reset_from_key), name="account_reset_password_from_key"
    ),
    path(
        "password/reset/key/done/",
        open_to_all(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", staff(mfa.index), name="mfa_index"),
    path("2fa/authenticate/", open_to_all(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", staff(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", staff(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", staff(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "2fa/recovery-codes/",
        staff(unless_sealed(recovery.view_recovery_codes)),
        name="mfa_view_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/generate/",
        staff(unless_sealed(recovery.generate_recovery_codes)),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        staff(unless_sealed(recovery.download_recovery_codes)),
        name="mfa_download_recovery_codes",
    ),
]

if settings.VISAVIS.demo:
    # Outside the demo there is no address to be found.
    urlpatterns += [path("one-time/<str:token>/", sign_in_once, name="account_one_time_sign_in")]
