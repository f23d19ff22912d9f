/** What ordinary pages gain from JavaScript. Every one of them works without. */
import { closeMenus } from "./close-menus";
import { copyOnClick } from "./copy";
import { runCountdowns } from "./countdown";
import { blockIncompleteInput } from "./incomplete-input";
import { keepTyped } from "./keep-typed";
import { showLocalTimes } from "./local-time";
import { saveNotes } from "./notes/notes-form";
import { followPersonal } from "./personal";
import { alertQueue } from "./queue/queue-alert";
import { answerOverCall } from "./queue/queue-answer";
import { pollQueues } from "./queue/queue-poll";
import { pickSlotsInPlace } from "./slot-picker";
import { submitOnce } from "./submit-once";
import { detectZone } from "./zone-detect";

function enhance(root: ParentNode): void {
  detectZone(root);
  showLocalTimes(root);
  runCountdowns(root);
}

enhance(document);
pollQueues(document);
answerOverCall();
pickSlotsInPlace(enhance);
saveNotes(document);
alertQueue(document);
followPersonal(enhance);
keepTyped(document);
blockIncompleteInput();
submitOnce();
copyOnClick();
closeMenus(document);
