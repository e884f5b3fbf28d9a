import type { Texts } from "../text/language.js";

interface PinTexts {
  readonly title: string;
  readonly none: string;
  readonly noneWhy: string;
  readonly create: string;
  readonly close: string;
  readonly name: string;
  readonly views: (count: string) => string;
  readonly draft: string;
  readonly published: string;
  readonly publish: string;
  readonly unpublish: string;
  readonly publicPage: string;
  readonly publicWhy: string;
  readonly variables: string;
  readonly noVariables: string;
  readonly change: string;
  readonly variable: string;
  readonly value: string;
  readonly add: string;
  readonly save: string;
  readonly removeVariable: (name: string) => string;
  readonly perDay: string;
  readonly pipelines: string;
  readonly noPipelines: string;
  readonly sample: string;
  readonly sampleName: string;
  readonly stages: readonly string[];
  readonly live: string;
  readonly gone: string;
  readonly goneWhy: string;
  readonly toBoard: string;
  readonly madeWith: string;
}

export const pinTexts: Texts<PinTexts> = {
  en: {
    title: "Pins",
    none: "No pin yet",
    noneWhy: "A pin is a small page with live variables: change one, and it changes for all who look at it.",
    create: "New pin",
    close: "Close",
    name: "Title",
    views: (count) => (count === "1" ? "1 view" : `${count} views`),
    draft: "Draft",
    published: "Public",
    publish: "Publish",
    unpublish: "Make it private",
    publicPage: "Open the public page",
    publicWhy: "Everybody who has the link may look at it, also without an account.",
    variables: "Variables",
    change: "Change variables",
    noVariables: "No variable yet.",
    variable: "Name",
    value: "Value",
    add: "Add",
    save: "Save",
    removeVariable: (name) => `Remove ${name}`,
    perDay: "Views a day",
    pipelines: "Pipelines",
    noPipelines: "What runs for you by itself shows here how far it has come.",
    sample: "Run a sample",
    sampleName: "Sample report",
    stages: ["Fetching", "Reckoning", "Drawing", "Checking", "Done"],
    live: "Live",
    gone: "This pin is not public",
    goneWhy: "Its owner has made it private, or it never was.",
    toBoard: "To the board",
    madeWith: "A live pin of Firecast",
  },
  de: {
    title: "Pins",
    none: "Noch kein Pin",
    noneWhy:
      "Ein Pin ist eine kleine Seite mit lebenden Variablen: Änderst du eine, ändert sie sich für alle, die hinsehen.",
    create: "Neuer Pin",
    close: "Schließen",
    name: "Titel",
    views: (count) => (count === "1" ? "1 Aufruf" : `${count} Aufrufe`),
    draft: "Entwurf",
    published: "Öffentlich",
    publish: "Veröffentlichen",
    unpublish: "Wieder privat machen",
    publicPage: "Öffentliche Seite öffnen",
    publicWhy: "Alle mit dem Link dürfen sie ansehen, auch ohne Konto.",
    variables: "Variablen",
    change: "Variablen ändern",
    noVariables: "Noch keine Variable.",
    variable: "Name",
    value: "Wert",
    add: "Hinzufügen",
    save: "Speichern",
    removeVariable: (name) => `${name} entfernen`,
    perDay: "Aufrufe je Tag",
    pipelines: "Abläufe",
    noPipelines: "Was von selbst für dich läuft, zeigt hier, wie weit es ist.",
    sample: "Ein Beispiel laufen lassen",
    sampleName: "Beispielbericht",
    stages: ["Holt Daten", "Rechnet", "Zeichnet", "Prüft", "Fertig"],
    live: "Live",
    gone: "Dieser Pin ist nicht öffentlich",
    goneWhy: "Er wurde wieder privat gemacht oder war es immer.",
    toBoard: "Zur Übersicht",
    madeWith: "Ein lebender Pin von Firecast",
  },
};
