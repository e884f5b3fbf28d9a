import type { TextMatch } from "@firecast/contract/automations/rules";

/** As texts are compared: without case, without differences that are not seen, and each gap as wide as any other. */
export const folded = (text: string): string =>
  text.normalize("NFKC").toLowerCase().normalize("NFKC").replace(/\s+/gu, " ").trim();

/** The words of a text with a space on either side, so that what is found in it begins and ends with whole words. */
export function wordsOf(text: string): string {
  const words = folded(text).match(/[\p{L}\p{N}\p{M}_]+/gu) ?? [];
  return words.length === 0 ? "" : ` ${words.join(" ")} `;
}

/**
 * Whether a text is what a rule waits for. Texts are looked for, not patterns run: the time that it takes grows with the
 * length of the text and with nothing else, whatever an owner has written.
 */
export function fits(text: string, { words = [], phrases = [], prefixes = [] }: TextMatch): boolean {
  const said = folded(text);
  const saidWords = words.length > 0 ? wordsOf(text) : "";
  return (
    words.map(wordsOf).some((word) => word !== "" && saidWords.includes(word)) ||
    phrases.map(folded).some((phrase) => phrase !== "" && said.includes(phrase)) ||
    prefixes.map(folded).some((prefix) => prefix !== "" && said.startsWith(prefix))
  );
}
