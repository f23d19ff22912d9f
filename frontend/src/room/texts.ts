/** Every sentence of the room. The English stands in texts.json, which is also what translators get. */
import { readJson, type Translate, translator } from "../shared/i18n";
import english from "./texts.json";

export type TextKey = keyof typeof english;
export type T = Translate<TextKey>;

/** The room's words in the page's language, from `#room-texts`. */
export function roomTexts(): T {
  return translator<TextKey>(english, readJson<Record<string, string>>("room-texts") ?? {});
}
