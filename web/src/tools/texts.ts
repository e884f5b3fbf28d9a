import type { Texts } from "../text/language.js";

interface ToolTexts {
  readonly title: string;
  readonly none: string;
  readonly create: string;
  readonly name: string;
  readonly uses: (count: string) => string;
  readonly version: (version: number) => string;
  readonly fork: string;
  readonly forked: string;
  readonly forkOf: string;
  readonly archive: string;
  readonly archived: string;
  readonly deploy: string;
  readonly deployed: string;
  readonly close: string;
  readonly question: string;
  readonly noQuestion: string;
  readonly votes: (count: number) => string;
  readonly vote: (option: string) => string;
  readonly unvote: (option: string) => string;
  readonly remove: (option: string) => string;
  readonly option: string;
  readonly add: string;
  readonly saving: string;
  readonly saved: string;
  readonly undo: string;
  readonly overwritten: string;
  readonly was: (key: string, value: string) => string;
  readonly nothing: string;
  readonly putBack: string;
  readonly keep: string;
  readonly shared: string;
}

export const toolTexts: Texts<ToolTexts> = {
  en: {
    title: "Tools",
    none: "No tool is deployed here yet.",
    create: "New poll",
    name: "What is it called?",
    uses: (count) => (count === "1" ? "1 use" : `${count} uses`),
    version: (version) => `Version ${version}`,
    fork: "Fork",
    forked: "The fork is yours",
    forkOf: "A fork",
    archive: "Archive",
    archived: "Archived",
    deploy: "Deploy to a space",
    deployed: "Deployed",
    close: "Close",
    question: "Question",
    noQuestion: "What do we vote on?",
    votes: (count) => (count === 1 ? "1 vote" : `${count} votes`),
    vote: (option) => `Vote for ${option}`,
    unvote: (option) => `One vote less for ${option}`,
    remove: (option) => `Remove ${option}`,
    option: "Another option",
    add: "Add",
    saving: "Saving",
    saved: "Saved",
    undo: "Undo my last change",
    overwritten: "You have just replaced what somebody else wrote",
    was: (key, value) => `${key} was ${value}`,
    nothing: "not there",
    putBack: "Put it back",
    keep: "Keep mine",
    shared: "Everybody in the space changes the same state: the later change of a value wins.",
  },
  de: {
    title: "Werkzeuge",
    none: "Hier ist noch kein Werkzeug eingesetzt.",
    create: "Neue Umfrage",
    name: "Wie heißt sie?",
    uses: (count) => `${count}-mal benutzt`,
    version: (version) => `Version ${version}`,
    fork: "Abzweigen",
    forked: "Die Abzweigung gehört dir",
    forkOf: "Eine Abzweigung",
    archive: "Archivieren",
    archived: "Archiviert",
    deploy: "In einem Raum einsetzen",
    deployed: "Eingesetzt",
    close: "Schließen",
    question: "Frage",
    noQuestion: "Worüber stimmen wir ab?",
    votes: (count) => (count === 1 ? "1 Stimme" : `${count} Stimmen`),
    vote: (option) => `Für ${option} stimmen`,
    unvote: (option) => `Eine Stimme weniger für ${option}`,
    remove: (option) => `${option} entfernen`,
    option: "Noch eine Möglichkeit",
    add: "Hinzufügen",
    saving: "Wird gespeichert",
    saved: "Gespeichert",
    undo: "Meine letzte Änderung zurücknehmen",
    overwritten: "Du hast gerade ersetzt, was jemand anderes geschrieben hat",
    was: (key, value) => `${key} war ${value}`,
    nothing: "nicht da",
    putBack: "Zurückstellen",
    keep: "Meins behalten",
    shared: "Alle im Raum ändern denselben Zustand: Die spätere Änderung eines Werts gilt.",
  },
};
