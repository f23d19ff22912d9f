/** What the booking form gains where a practice has strangers' browsers compute before they book. */
import { proveWork } from "./prove-work";

proveWork(document, globalThis.crypto?.subtle);
