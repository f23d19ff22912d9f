/** The sentences of a page: translated by the server, handed over as JSON. */

export type Params = Readonly<Record<string, string | number>>;
export type Translate<Key extends string> = (key: Key, params?: Params) => string;

/** Read the JSON that the page carries in `<script type="application/json" id="…">`; null when there is none. */
export function readJson<T>(id: string): T | null {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : null;
}

/** A function that answers a key with its sentence, placeholders like {name} filled in. */
export function translator<Key extends string>(sentences: Readonly<Record<string, string>>): Translate<Key> {
  return (key, params = {}) =>
    (sentences[key] ?? key).replace(/\{(\w+)\}/g, (placeholder, name: string) => String(params[name] ?? placeholder));
}
