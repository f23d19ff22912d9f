"""The room's sentences, as the page hands them over to its script, translated.

The same as `frontend/src/room/texts.json`; a test compares the two.
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from visavis.room.waiting_texts import WAITING_TEXTS

TEXTS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "title.call": _("In the call with {name}"),
        "title.over": _("The consultation is over"),
        "wait.with": _("{service} with {name}"),
        "wait.heading": _("You are in the right place"),
        "wait.seen": _("{name} sees that you are here and will let you in."),
        "wait.queued": _("You are in the queue. This page tells you as soon as {name} has seen it."),
        "wait.next": _("You are next."),
        "wait.before": _("People before you: {count}."),
        "wait.starts": _("Until the planned start"),
        "wait.due": _("The planned time has come. Please keep this page open."),
        "wait.peerHere": _("{name} is waiting for you"),
        "wait.peerAway": _("{name} is not here yet"),
        "wait.letInWhenReady": _("The call begins when you let {name} in."),
        "wait.letIn": _("Let {name} in"),
        "wait.letInFailed": _("This did not reach the server, so {name} is still waiting. Please try again."),
        "self.label": _("Your own picture"),
        "self.off": _("Your camera is off"),
        "self.spared": _("Your picture is not sent"),
        "camera.title": _("Camera"),
        "camera.starting": _("Your browser asks whether this page may use your camera. Please allow it."),
        "camera.on": _("Your camera is on."),
        "camera.off": _("Your camera is off."),
        "camera.none": _("No camera was found. You can go on with sound only."),
        "camera.denied": _(
            "This page may not use your camera. Allow it beside the address of this page, then try again."
        ),
        "camera.busy": _("Another program is using your camera. Close it there, then try again."),
        "camera.failed": _("Your camera could not be used. Please try again."),
        "camera.gone": _("Your camera was disconnected. The call goes on without it."),
        "camera.paused": _(
            "Your camera is taken by something else at the moment, a phone call for instance."
        ),
        "camera.turnOn": _("Turn camera on"),
        "camera.turnOff": _("Turn camera off"),
        "camera.spared": _("Camera not sent"),
        "camera.again": _("Try the camera again"),
        "camera.offer": _("Another camera is connected now: {label}"),
        "microphone.title": _("Microphone"),
        "microphone.starting": _(
            "Your browser asks whether this page may use your microphone. Please allow it."
        ),
        "microphone.on": _("Your microphone is on."),
        "microphone.off": _("You are muted."),
        "microphone.none": _("No microphone was found. You can listen, but {name} will not hear you."),
        "microphone.denied": _(
            "This page may not use your microphone. Allow it beside the address of this page, then try again."
        ),
        "microphone.busy": _("Another program is using your microphone. Close it there, then try again."),
        "microphone.failed": _("Your microphone could not be used. Please try again."),
        "microphone.gone": _("Your microphone was disconnected, so {name} does not hear you."),
        "microphone.paused": _(
            "Your microphone is taken by something else at the moment, a phone call for instance. "
            "{name} does not hear you."
        ),
        "microphone.turnOn": _("Unmute"),
        "microphone.turnOff": _("Mute"),
        "microphone.again": _("Try the microphone again"),
        "microphone.offer": _("Another microphone is connected now: {label}"),
        "device.still": _("Tried again, and it is still so."),
        "device.stillDenied": _("Still not allowed."),
        "device.use": _("Use it"),
        "device.keep": _("Keep the one in use"),
        "device.numbered": _("Number {number}"),
        "call.heading": _("Call with {name}"),
        "call.controls": _("Controls of the call"),
        "call.video": _("Picture of {name}"),
        "call.joining": _("Entering the call"),
        "call.peerAway": _("{name} is not in the call at the moment. Please keep this page open."),
        "call.connecting": _("Connecting you with {name}"),
        "call.lost": _("The connection to {name} is interrupted. It is being restored."),
        "call.good": _("Good connection"),
        "call.poor": _("Weak connection"),
        "call.peerMuted": _("{name} is muted"),
        "call.peerCameraOff": _("The camera of {name} is off"),
        "call.hear": _("Tap to hear {name}"),
        "call.lowOwn": _("Pictures are off to save data."),
        "call.lowPeer": _("{name} saves data, so pictures are off."),
        "share.start": _("Share screen"),
        "share.stop": _("Stop sharing"),
        "share.on": _("{name} sees your screen."),
        "share.peer": _("{name} shows you their screen."),
        "share.failed": _("Your screen could not be shared. Your system may not allow it."),
        "share.video": _("Screen of {name}"),
        "chat.title": _("Chat"),
        "chat.empty": _("Nothing has been written yet."),
        "chat.field": _("Message to {name}"),
        "chat.send": _("Send"),
        "chat.you": _("You"),
        "chat.unread": _("New messages: {count}"),
        "chat.sending": _("Being sent"),
        "chat.failed": _("This was not sent."),
        "chat.again": _("Send again"),
        "chat.kept": _("What is written here is deleted after a day."),
        "panel.close": _("Close"),
        "more.title": _("More"),
        "more.speaker": _("Speaker"),
        "more.usual": _("The usual one"),
        "more.lowData": _("Save data"),
        "more.lowDataWords": _("No camera pictures in either direction, so that the sound stays clear."),
        "more.pip": _("Show in a small window"),
        "more.keys": _("Keys"),
        "key.microphone": _("Mute or unmute"),
        "key.camera": _("Camera on or off"),
        "key.share": _("Share screen or stop"),
        "key.chat": _("Open or close the chat"),
        "call.leave": _("Leave"),
        "call.end": _("End for both"),
        "call.endQuestion": _("End the consultation for both of you?"),
        "call.endYes": _("End it now"),
        "call.endNo": _("Keep talking"),
        "call.endFailed": _("This did not reach the server, so the consultation goes on. Please try again."),
        "time.since": _("{minutes} min"),
        "time.running": _("{minutes} min, {left} min left"),
        "time.late": _("{minutes} min, {over} min over the planned time"),
        "time.ten": _("10 minutes left"),
        "time.five": _("5 minutes left"),
        "time.up": _("The planned time is over"),
        "server.lost": _("The connection to the practice is interrupted. This page keeps trying."),
        "elsewhere.heading": _("This consultation is open in another tab or on another device"),
        "elsewhere.words": _("Your camera and microphone are used there."),
        "elsewhere.use": _("Use this tab"),
        "over.ended": _("The consultation is over"),
        "over.thanks": _("Thank you for talking with {name}. You can close this page."),
        "over.done": _("The call with {name} has ended for both of you."),
        "over.left": _("You have left the call"),
        "over.leftWords": _("The consultation goes on until {name} ends it. You can come back."),
        "over.leftWordsSpecialist": _(
            "The consultation is still open. You can come back, or end it for both from the call."
        ),
        "over.comeBack": _("Come back"),
        "over.declined": _("{name} could not let you in"),
        "over.call": _("Questions? Call the practice:"),
        "over.after": _("See the appointment"),
    }
)


def room_texts() -> dict[str, str]:
    """All of them, and those of the waiting room, in the language that is active now."""
    return {key: str(text) for key, text in {**TEXTS, **WAITING_TEXTS}.items()}
