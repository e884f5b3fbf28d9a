import type { Texts } from "../text/language.js";

interface DocumentTexts {
  readonly title: string;
  readonly none: string;
  readonly create: string;
  readonly name: string;
  readonly close: string;
  readonly text: string;
  readonly here: (names: string) => string;
  readonly alone: string;
  readonly saving: string;
  readonly refused: string;
  readonly saved: (version: number) => string;
}

export const documentTexts: Texts<DocumentTexts> = {
  en: {
    title: "Documents",
    none: "No document yet.",
    create: "New document",
    name: "Title",
    close: "Close",
    text: "Text",
    here: (names) => `Also here: ${names}`,
    alone: "Nobody else is here",
    saving: "Saving",
    refused: "This could not be saved:",
    saved: (version) => `Saved, version ${version}`,
  },
  de: {
    title: "Dokumente",
    none: "Noch kein Dokument.",
    create: "Neues Dokument",
    name: "Titel",
    close: "Schließen",
    text: "Text",
    here: (names) => `Auch hier: ${names}`,
    alone: "Sonst ist niemand hier",
    saving: "Wird gespeichert",
    refused: "Das konnte nicht gespeichert werden:",
    saved: (version) => `Gespeichert, Version ${version}`,
  },
};
