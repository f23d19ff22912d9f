/** The room's sentences in English, as a page in English carries them. */
import sentences from "../../../../src/visavis/room/texts.json";
import { translator } from "../../shared/i18n";
import type { TextKey, Translate } from "../texts";

export { sentences };
export const english: Translate = translator<TextKey>(sentences);

/** The element by which a page hands the sentences over. */
export function textsElement(): string {
  return `<script type="application/json" id="room-texts">${JSON.stringify(sentences)}</script>`;
}
