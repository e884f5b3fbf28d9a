import type { Texts } from "../text/language.js";

interface DirectTexts {
  readonly title: string;
  readonly people: string;
  readonly back: string;
  readonly choose: string;
  readonly older: string;
  readonly empty: (name: string) => string;
  readonly placeholder: (name: string) => string;
  readonly send: string;
}

export const directTexts: Texts<DirectTexts> = {
  en: {
    title: "Direct messages",
    people: "People",
    back: "To all people",
    choose: "Choose somebody to write to.",
    older: "Older ones",
    empty: (name) => `Nothing between you and ${name} yet.`,
    placeholder: (name) => `Message to ${name}`,
    send: "Send",
  },
  de: {
    title: "Direktnachrichten",
    people: "Personen",
    back: "Zu allen Personen",
    choose: "Wähle jemanden, um zu schreiben.",
    older: "Ältere",
    empty: (name) => `Noch nichts zwischen dir und ${name}.`,
    placeholder: (name) => `Nachricht an ${name}`,
    send: "Senden",
  },
};
