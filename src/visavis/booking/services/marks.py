"""The mark of those that were overbooked, once whom they overlapped has gone."""

from visavis.booking.conflicts import keeping_time, overlaps_another
from visavis.booking.models import Appointment
from visavis.lib.intervals import Interval


def drop_marks(gone: Appointment, *, freed: Interval) -> None:
    """Take the mark from those whom nobody overlaps now that `gone` has left `freed`, its buffers included.

    Its specialist is locked, so nobody else writes these rows; without it they are in the constraint again.
    """
    for one in keeping_time(gone.specialist_id, freed).filter(overbooked=True).exclude(pk=gone.pk):
        if not overlaps_another(one):
            Appointment.objects.filter(pk=one.pk).update(overbooked=False)
