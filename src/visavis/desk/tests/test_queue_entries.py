"""What the queue says of a client's camera and microphone."""

import pytest
from django.utils import translation

from visavis.desk.queue_entries import device_label
from visavis.waiting.models import Device


@pytest.mark.parametrize(
    ("camera", "microphone", "said"),
    [
        (Device.DENIED, Device.DENIED, "has not allowed camera and microphone"),
        (Device.ON, Device.DENIED, "has not allowed the microphone"),
        (Device.NONE, Device.NONE, "no microphone works"),
        (Device.DENIED, Device.ON, "sound works, the camera is not allowed"),
        (Device.NONE, Device.ON, "sound works, there is no camera"),
        (Device.ON, Device.ON, "camera and microphone work"),
        (Device.OFF, Device.ON, "sound works, the camera is off"),
        (Device.ON, Device.OFF, "the camera works, the microphone is off"),
        (Device.ON, "", "the camera works, the microphone is off"),
        (Device.OFF, Device.OFF, "camera and microphone are off"),
        ("", "", "camera and microphone not checked yet"),
    ],
)
def test_the_queue_says_what_camera_and_microphone_do(camera: str, microphone: str, said: str) -> None:
    with translation.override("en"):
        assert device_label(camera, microphone) == said
