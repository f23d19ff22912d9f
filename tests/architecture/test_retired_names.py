"""Names that were replaced by the field's own words do not come back."""

import re
import subprocess

from tests.architecture.tree import ROOT

# Words that are plain English too are looked for only where they name something: a module, a function, a
# class or an import.
RETIRED = (
    # booking, schedule
    r"\b[Oo]bjections?\b",
    r"\boverbooks\b",
    r"\bbooking[./](?:offers|picking)\b",
    r"{% load [^%]*\bpicking\b",
    r"\banyway\s*[:=]|\"anyway\"|\.anyway\b",
    r"\bshown: Collection|\bshown=",
    r"\bWanted\b|\bOrderKey\b|\bmade_before\b|\b(?:services|models)[./]orders\b",
    r"\bbooked_wall\b|\bkeep_service\b|\bput_earlier\b",
    # people
    r"\bpeople[./](?:joining|one_time|reading|limits)\b|\bclient_for\(",
    r"\bunreadable\(|\baddress_of\(|\bTooOften\b",
    # waiting, calls, room
    r"\bwaiting[./]doors\b|\bservices[./](?:coming|noticing|beat)\b",
    r"\bdef (?:come|beat|introduce)\b|\bgive_sign\b|\.sign\(\)|\bbeatOf\b|\bnote_flow\b|\bend_flow\b",
    r"\bclass (?:Presence\(models|Face\b)|\bFace\.[A-Z]",
    r"\broom[./](?:faces|standing|talk|in_call|bodies|rehearsal)\b",
    # desk, notes, history
    r"\bdesk[./](?:standing|reading|axis|loading)\b",
    r"\bclass (?:Writing|Paper|EarlierText|Entrance)\b|\bEntranceAskedFor\b",
    # messages
    r"\bpost_office\b|\bPostOffice\b|\bwords_for_\w+",
    r"\bmessages[./](?:sending|truth|troubles|letters|texting|readers|words)\b",
    r"\bclass (?:Telling|Reader|Post)\b|\bTelling\(",
    r"\buseless_after\b|\bwake_at\b",
    # live, lib, web
    r"\blive[./](?:admission|readers|channel)\b",
    r"\blib[./](?:sealing|leash)\b",
    r"\bweb[./](?:sentences|borrowed|sending|look)\b|{% load [^%]*\blook\b",
    # the front end
    r"\b(?:export class|new) (?:Ear|Place|Own|Arriving|Awake|Memory|Around|Air|Stage)\b",
    r"\b(?:export class|new) (?:Pair|Lines?|Prepared|Saying|Sending)\b",
    r"\buseHeir\b|\bpretend-|\bstandin-",
)
# The records of what was, and this list.
EXEMPT = re.compile(
    r"CHANGELOG\.md|docs/decisions/|\.lock$|package-lock\.json|\.po$|tests/architecture/test_retired_names\.py"
)


def test_no_retired_name_is_left() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [name for name in listed.stdout.split("\0") if name and not EXEMPT.search(name)]
    assert len(paths) > 500
    retired = re.compile("|".join(RETIRED))
    found = []
    for name in paths:
        path = ROOT / name
        if path.is_file():
            text = f"{name}\n" + path.read_bytes().decode("utf-8", errors="ignore")
            found += [f"{name}: {match[0]}" for match in [retired.search(text)] if match]
    assert found == []
