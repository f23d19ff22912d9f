"""The accounts of the people who work here."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from visavis.desk.forms.member import InviteForm, MemberForm
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.people.invitations import invitation_link, mail_invitation
from visavis.people.models import Role, User
from visavis.people.seal import SEALED, SECOND_STEP_RESET, reset_second_factor, tell
from visavis.people.services import NoAdminLeft, invite, record_invitation_link, save_member
from visavis.practice.models import Practice
from visavis.web.post_only import post_only

FORM = ["GET", "HEAD", "POST"]


@for_staff(Role.ADMIN)
@require_safe
def team(request: StaffRequest) -> HttpResponse:
    """Everybody who has an account."""
    members = User.objects.select_related("specialist").order_by("-is_active", "name", "email")
    return render(request, "desk/team.html", {"members": members})


@for_staff(Role.ADMIN)
@require_http_methods(FORM)
def add_member(request: StaffRequest) -> HttpResponse:
    """Invite somebody: the account is made, the link to set a password is mailed and shown."""
    form = InviteForm(request.POST or None, initial={"language": Practice.current().language})
    if not form.is_valid():
        context = {"form": form, "title": _("Invite somebody")}
        return render(request, "desk/member.html", context, status=422 if form.is_bound else 200)
    data, by = form.cleaned_data, Actor.staff(request.user)
    user = invite(**{**data, "role": Role(data["role"])}, by=by, now=clock.now())
    return _invited(request, user)


@for_staff(Role.ADMIN)
@require_http_methods(FORM)
def edit_member(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Change a member's name, role and language, or switch the account off."""
    user = get_object_or_404(User, public_id=public_id)
    form = MemberForm(request.POST or None, instance=user)
    if form.is_valid() and _kept(request, user, form):
        messages.success(request, _("Saved."))
        return redirect("desk:team")
    context = {"form": form, "title": user.email, "member": user}
    return render(request, "desk/member.html", context, status=422 if form.is_bound else 200)


def _page(request: StaffRequest, public_id: UUID) -> str:
    return reverse("desk:member", args=[get_object_or_404(User, public_id=public_id).public_id])


@for_staff(Role.ADMIN)
@post_only(_page)
def invite_again(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """A new link to set a password."""
    return _invited(request, get_object_or_404(User, public_id=public_id, is_active=True))


@for_staff(Role.ADMIN)
@post_only(_page)
def reset_second_step(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Switch off the second step of a colleague's sign-in: their phone is lost."""
    user = get_object_or_404(User, public_id=public_id)
    if user == request.user:
        return redirect("mfa_index")
    if reset_second_factor(user, by=Actor.staff(request.user), now=clock.now()):
        if tell(user, SECOND_STEP_RESET):
            messages.success(request, _("The second step is off. We told this person by e-mail."))
        else:
            messages.warning(
                request,
                _("The second step is off. No e-mail could be sent: please tell this person yourself."),
            )
    else:
        messages.info(request, _("This person signs in without a second step already."))
    return redirect("desk:member", public_id)


def _kept(request: StaffRequest, user: User, form: MemberForm) -> bool:
    data = form.cleaned_data
    try:
        save_member(
            user_id=user.pk,
            name=data["name"],
            role=Role(data["role"]),
            language=data["language"],
            active=data["is_active"],
            by=Actor.staff(request.user),
            now=clock.now(),
        )
    except NoAdminLeft as refusal:
        form.add_error("role", refusal.human)
        return False
    return True


def _invited(request: StaffRequest, user: User) -> HttpResponse:
    record_invitation_link(user, by=Actor.staff(request.user), now=clock.now())
    if user.notes_sealed_at:
        tell(user, SEALED)
    link = invitation_link(user)
    context = {"member": user, "link": link, "mailed": mail_invitation(user, link)}
    return render(request, "desk/invited.html", context)
