/** The sentences of the room. The server's `room/texts.json` is their only source; a page carries them translated. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type sentences from "../../../src/visavis/room/texts.json";
import { readJson, type Translate as TranslateKeys, translator } from "../shared/i18n";

export type TextKey = keyof typeof sentences;
export type Translate = TranslateKeys<TextKey>;

export const TextsContext = createContext<Translate | null>(null);

/** The sentences in the page's language, from `#room-texts`. */
export function pageTexts(): Translate {
  return translator<TextKey>(readJson<Record<string, string>>("room-texts") ?? {});
}

export function useTexts(): Translate {
  const texts = useContext(TextsContext);
  if (!texts) throw new Error("A view outside of TextsContext");
  return texts;
}
