import type { Action } from "@firecast/contract/automations/actions";
import type { FiringPage, Suspension } from "@firecast/contract/automations/rules";
import type { Texts } from "../text/language.js";

type Firing = FiringPage["items"][number];

interface AutomationTexts {
  readonly title: string;
  readonly none: string;
  readonly noneWhy: string;
  readonly notOwner: string;
  readonly create: string;
  readonly close: string;
  readonly name: string;
  readonly when: string;
  readonly triggers: Readonly<Record<Trigger, string>>;
  readonly words: string;
  readonly wordsHint: string;
  readonly cron: string;
  readonly minutes: string;
  readonly then: string;
  readonly actions: Readonly<Record<Action["type"], string>>;
  readonly message: string;
  readonly heading: string;
  readonly facts: string;
  readonly on: string;
  readonly save: string;
  readonly remove: string;
  readonly tryOut: string;
  readonly tryFor: string;
  readonly fires: string;
  readonly firesNot: string;
  readonly allowed: string;
  readonly refused: string;
  readonly firings: string;
  readonly neverFired: string;
  readonly suspended: Readonly<Record<Suspension["reason"], string>>;
  readonly outcomes: Readonly<Record<Firing["outcome"], string>>;
}

/** What a rule can wait for, in this app. */
export const triggers = ["message_posted", "member_joined", "event_starting", "cron"] as const;
export type Trigger = (typeof triggers)[number];

export const automationTexts: Texts<AutomationTexts> = {
  en: {
    title: "Automations",
    none: "Nothing happens by itself yet",
    noneWhy:
      "Make a rule: when something happens here, Firecast answers, tells people or calls another service.",
    notOwner: "Only owners of the space see what happens by itself.",
    create: "New rule",
    close: "Close",
    name: "What is it called?",
    when: "When",
    triggers: {
      message_posted: "a message is posted",
      member_joined: "a user becomes a member",
      event_starting: "an event is about to start",
      cron: "it is time",
    },
    words: "with one of these words",
    wordsHint: "help, sos; every message if empty",
    cron: "At (minute hour day month weekday)",
    minutes: "Minutes before",
    then: "Then",
    actions: {
      post_message: "post a message",
      notify: "notify members",
      set_tool_state: "change a tool",
      webhook: "call another service",
      create_event: "plan an event",
      deploy_tool: "deploy a tool",
    },
    message: "Text",
    heading: "Title",
    facts: "Texts may name facts: {{member.name}}, {{message.text}}.",
    on: "On",
    save: "Save",
    remove: "Remove",
    tryOut: "Try out",
    tryFor: "A message to try it with",
    fires: "It would fire.",
    firesNot: "It would not fire.",
    allowed: "allowed",
    refused: "refused",
    firings: "What it has done",
    neverFired: "Nothing in the last 30 days.",
    suspended: {
      author_not_owner: "Suspended: its author is no owner any more.",
      action_refused: "Suspended: what it does was refused.",
      keeps_failing: "Suspended: it failed again and again.",
    },
    outcomes: { running: "running", completed: "done", failed: "failed", cut: "cut off" },
  },
  de: {
    title: "Automationen",
    none: "Noch geschieht nichts von selbst",
    noneWhy:
      "Lege eine Regel an: Wenn hier etwas geschieht, antwortet Firecast, benachrichtigt oder ruft einen anderen Dienst.",
    notOwner: "Nur Inhaber des Raums sehen, was von selbst geschieht.",
    create: "Neue Regel",
    close: "Schließen",
    name: "Wie heißt sie?",
    when: "Wenn",
    triggers: {
      message_posted: "eine Nachricht geschrieben wird",
      member_joined: "jemand Mitglied wird",
      event_starting: "ein Termin gleich beginnt",
      cron: "es an der Zeit ist",
    },
    words: "mit einem dieser Wörter",
    wordsHint: "hilfe, sos; leer: jede Nachricht",
    cron: "Um (Minute Stunde Tag Monat Wochentag)",
    minutes: "Minuten vorher",
    then: "Dann",
    actions: {
      post_message: "eine Nachricht schreiben",
      notify: "Mitglieder benachrichtigen",
      set_tool_state: "ein Werkzeug ändern",
      webhook: "einen anderen Dienst rufen",
      create_event: "einen Termin planen",
      deploy_tool: "ein Werkzeug einsetzen",
    },
    message: "Text",
    heading: "Titel",
    facts: "Texte dürfen Angaben nennen: {{member.name}}, {{message.text}}.",
    on: "An",
    save: "Speichern",
    remove: "Entfernen",
    tryOut: "Ausprobieren",
    tryFor: "Eine Nachricht zum Ausprobieren",
    fires: "Sie würde auslösen.",
    firesNot: "Sie würde nicht auslösen.",
    allowed: "erlaubt",
    refused: "verweigert",
    firings: "Was sie getan hat",
    neverFired: "Nichts in den letzten 30 Tagen.",
    suspended: {
      author_not_owner: "Ausgesetzt: Wer sie angelegt hat, ist nicht mehr Inhaber.",
      action_refused: "Ausgesetzt: Was sie tut, wurde verweigert.",
      keeps_failing: "Ausgesetzt: Sie ist immer wieder gescheitert.",
    },
    outcomes: { running: "läuft", completed: "erledigt", failed: "gescheitert", cut: "abgebrochen" },
  },
};
