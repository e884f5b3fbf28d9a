import type { PushState } from "@firecast/push";
import type { Texts } from "../text/language.js";

interface PushTexts {
  readonly pushes: string;
  readonly all: string;
  readonly categories: Readonly<Record<Category, string>>;
  readonly spaces: string;
  readonly spacesWhy: string;
  readonly quiet: string;
  readonly quietWhy: string;
  readonly from: string;
  readonly to: string;
  readonly devices: string;
  readonly states: Readonly<Record<PushState, string>>;
  readonly turnOn: string;
  readonly turnOff: string;
  readonly thisOne: string;
  readonly seen: (ago: string) => string;
  readonly remove: (name: string) => string;
  readonly platforms: Readonly<Record<"web" | "android" | "ios", string>>;
  readonly noDevices: string;
}

/** Of notifications: what is pushed is switched by them. */
export const categories = ["chat", "spaces", "tools", "calendar", "issues", "horses", "account"] as const;
export type Category = (typeof categories)[number];

export const pushTexts: Texts<PushTexts> = {
  en: {
    pushes: "Pushes",
    all: "Push what comes to the inbox to my devices",
    categories: {
      chat: "Chat",
      spaces: "Spaces and members",
      tools: "Tools",
      calendar: "Calendar",
      issues: "Issues",
      horses: "Stable",
      account: "Account",
    },
    spaces: "Spaces",
    spacesWhy: "Of a space that is switched off, nothing is pushed.",
    quiet: "Quiet hours",
    quietWhy: "What can wait is pushed afterwards; the inbox has it at once.",
    from: "From",
    to: "To",
    devices: "Devices",
    states: {
      unsupported: "This browser has no pushes.",
      blocked: "This browser's settings forbid pushes.",
      off: "Nothing is pushed to this browser.",
      on: "This browser is pushed to, also when Firecast is closed.",
    },
    turnOn: "Turn on",
    turnOff: "Turn off",
    thisOne: "this one",
    seen: (ago) => `seen ${ago}`,
    remove: (name) => `Sign ${name} out`,
    platforms: { web: "Browser", android: "Android", ios: "iPhone or iPad" },
    noDevices: "No device is signed in for pushes.",
  },
  de: {
    pushes: "Pushs",
    all: "Was in den Posteingang kommt, auch an meine Geräte",
    categories: {
      chat: "Chat",
      spaces: "Räume und Mitglieder",
      tools: "Werkzeuge",
      calendar: "Kalender",
      issues: "Störungen",
      horses: "Stall",
      account: "Konto",
    },
    spaces: "Räume",
    spacesWhy: "Aus einem Raum, der aus ist, kommt kein Push.",
    quiet: "Ruhezeit",
    quietWhy: "Was warten kann, kommt danach; im Posteingang steht es sofort.",
    from: "Von",
    to: "Bis",
    devices: "Geräte",
    states: {
      unsupported: "Dieser Browser kennt keine Pushs.",
      blocked: "Die Einstellungen dieses Browsers verbieten Pushs.",
      off: "An diesen Browser geht kein Push.",
      on: "An diesen Browser gehen Pushs, auch wenn Firecast zu ist.",
    },
    turnOn: "Einschalten",
    turnOff: "Ausschalten",
    thisOne: "dieses",
    seen: (ago) => `zuletzt ${ago}`,
    remove: (name) => `${name} abmelden`,
    platforms: { web: "Browser", android: "Android", ios: "iPhone oder iPad" },
    noDevices: "Kein Gerät ist für Pushs angemeldet.",
  },
};
