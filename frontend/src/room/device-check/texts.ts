/** The sentences of the waiting room and its checks, in the page's language. The English stands in texts.json. */
import { readJson, type Translate, translator } from "../../shared/i18n";
import english from "./texts.json";

export type WordKey = keyof typeof english;
export type W = Translate<WordKey>;

let words: W | null = null;

/** The page carries them in `#room-texts`, beside the room's own. */
export function checkTexts(): W {
  words ??= translator<WordKey>(english, readJson<Record<string, string>>("room-texts") ?? {});
  return words;
}
