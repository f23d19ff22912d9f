"""The sentences of the waiting room and of the device test, as the page hands them to their script.

The same as `frontend/src/room/device-check/texts.json`; a test compares the two.
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WAITING_TEXTS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "truth.alerted.sms": _("We alerted {name} by text message at {time}."),
        "truth.alerted.email": _("We alerted {name} by e-mail at {time}."),
        "truth.saw": _("{name} saw at {time} that you are here."),
        "truth.willAlert": _("If nobody answers, we alert {name} at {time}."),
        "truth.hold": _("{name} asks for a little patience, until about {time}."),
        "truth.late": _("{name} is running about {minutes} minutes late today."),
        "word.said": _("at {time}"),
        "word.tell": _("Tell {name} when you let them in, or anything else"),
        "word.text": _("In your own words"),
        "word.send": _("Send"),
        "word.in": _("In {minutes} minutes"),
        "word.sent": _("{name} was told."),
        "word.failed": _("This was not sent. Please try again."),
        "go.leave": _("I have to go"),
        "go.failed": _("This did not reach the practice. You can simply close this page."),
        "check.heading": _("Test my devices"),
        "check.start": _("Test camera and microphone"),
        "check.about": _(
            "Nobody sees or hears you during the test. Your browser asks for your camera and microphone."
        ),
        "check.notIn": _("You have not entered yet: {name} does not know that you are here."),
        "check.stop": _("End the test"),
        "sound.title": _("Sound"),
        "sound.ask": _("Play a sound and see whether you hear it."),
        "sound.play": _("Play a sound"),
        "sound.playing": _("A sound is playing."),
        "sound.question": _("Did you hear it?"),
        "sound.yes": _("Yes"),
        "sound.no": _("No"),
        "sound.good": _("You hear well."),
        "sound.again": _("Play it again"),
        "sound.blocked": _("Your browser did not let this page play a sound. Press again."),
        "sound.help": _(
            "Turn the volume up on your device. Headphones: are they plugged in, charged, connected? "
            "On an iPhone: is the switch at its side on silent? On a computer: is the right "
            "loudspeaker chosen in its sound settings?"
        ),
        "level.label": _("How loud you are"),
        "level.heard": _("We hear you. Say something and watch the bars."),
        "level.silent": _(
            "Say something: the bars should move. If they do not, another microphone may be in use."
        ),
        "net.title": _("Connection"),
        "net.checking": _("Your connection is being checked."),
        "net.good": _("Good, {ms} ms."),
        "net.slow": _("Slow, {ms} ms. Sound comes first; move closer to your Wi-Fi if you can."),
        "net.away": _("The practice cannot be reached. Check your internet connection."),
        "net.noLive": _(
            "Good, {ms} ms. News come every few seconds, because something on the way blocks the live"
            " connection."
        ),
        "net.again": _("Check again"),
        "relay.title": _("Way for sound and picture"),
        "relay.ask": _("Check whether sound and picture get through your network."),
        "relay.check": _("Check it"),
        "relay.checking": _("The way is being checked."),
        "relay.good": _("Sound and picture get through."),
        "relay.blocked": _(
            "Your network blocks the way through the practice's server. Try another network, for "
            "instance your phone's."
        ),
        "relay.narrow": _(
            "Your network may not let sound and picture through. Try another network, for instance"
            " your phone's."
        ),
        "relay.failed": _("This could not be checked. Please try again."),
        "help.summary": _("How do I allow it?"),
        "help.chrome": _(
            "In Chrome: press the sign to the left of the address, set camera and microphone to "
            "“Allow”, and try again. If nothing changes, reload this page."
        ),
        "help.edge": _(
            "In Edge: press the lock to the left of the address, set camera and microphone to "
            "“Allow”, and try again. If nothing changes, reload this page."
        ),
        "help.firefox": _(
            "In Firefox: press the crossed-out camera or microphone to the left of the address, take "
            "the block away, and try again."
        ),
        "help.safari": _(
            "In Safari: choose Safari in the menu bar, “Settings for This Website”, set camera and "
            "microphone to “Allow”, and try again. If nothing changes, reload this page."
        ),
        "help.ios": _(
            "On an iPhone or iPad: press “aA” or the sign in the address bar, “Website Settings”, and"
            " allow camera and microphone. If they are not there: Settings, Apps, Safari, Camera and "
            "Microphone."
        ),
        "help.android": _(
            "On Android: press the sign to the left of the address, “Permissions”, and allow camera "
            "and microphone. If that does not help: Settings, Apps, your browser, Permissions."
        ),
        "help.other": _(
            "Look for a camera or lock beside the address of this page, and allow camera and "
            "microphone there. Then try again. If nothing changes, reload this page."
        ),
        "inapp.heading": _("You are inside {app}"),
        "inapp.words": _(
            "Camera and microphone often do not work there. Open this page in Chrome, Safari or "
            "Firefox: by the app's menu, or copy your link and paste it."
        ),
        "inapp.copy": _("Copy my link"),
        "inapp.copied": _("Copied"),
        "inapp.failed": _("This could not be copied. Use the app's menu to open the page outside."),
    }
)
