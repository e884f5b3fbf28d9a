import type { SuspendedReason } from "@firecast/client";
import type { Texts } from "../text/language.js";

interface ConnectionTexts {
  readonly live: string;
  readonly polling: string;
  readonly connecting: string;
  readonly waiting: (seconds: number) => string;
  readonly reasons: Readonly<Record<SuspendedReason, string>>;
  readonly lost: string;
  /** Where the browser keeps nothing. */
  readonly lostAndNotKept: string;
  readonly retry: string;
  readonly details: string;
  readonly close: string;
  readonly unsent: (count: number) => string;
  readonly figures: Readonly<
    Record<"state" | "latency" | "events" | "bytes" | "connects" | "errors", string>
  >;
  readonly reconnects: string;
  readonly none: string;
  readonly perSecond: (rate: string) => string;
  readonly recent: string;
  readonly nothingYet: string;
}

export const connectionTexts: Texts<ConnectionTexts> = {
  en: {
    live: "Live",
    polling: "Live by polling",
    connecting: "Connecting",
    waiting: (seconds) => `Next try in ${seconds} s`,
    reasons: {
      offline: "Offline",
      hidden: "Resting",
      elsewhere: "Live elsewhere",
      auth: "Signed out",
      attempts: "Given up",
      disabled: "Off",
      disconnected: "Off",
    },
    lost: "Connection lost. What you write is kept and sent later.",
    lostAndNotKept:
      "Connection lost. This browser cannot keep what you write: it is sent later if this page stays open.",
    retry: "Retry now",
    details: "The connection in detail",
    close: "Close",
    unsent: (count) => `${count} waiting to be sent`,
    figures: {
      state: "State",
      latency: "Latency",
      events: "Events",
      bytes: "Received",
      connects: "Connected",
      errors: "Errors",
    },
    reconnects: "Reconnects",
    none: "none",
    perSecond: (rate) => `${rate} a second`,
    recent: "The newest events",
    nothingYet: "Nothing has happened yet.",
  },
  de: {
    live: "Live",
    polling: "Live durch Nachfragen",
    connecting: "Verbindet",
    waiting: (seconds) => `Nächster Versuch in ${seconds} s`,
    reasons: {
      offline: "Offline",
      hidden: "Ruht",
      elsewhere: "Anderswo live",
      auth: "Abgemeldet",
      attempts: "Aufgegeben",
      disabled: "Aus",
      disconnected: "Aus",
    },
    lost: "Verbindung verloren. Was du schreibst, wird aufgehoben und später gesendet.",
    lostAndNotKept:
      "Verbindung verloren. Dieser Browser kann nicht aufheben, was du schreibst: Es wird später gesendet, wenn diese Seite offen bleibt.",
    retry: "Jetzt versuchen",
    details: "Die Verbindung im Einzelnen",
    close: "Schließen",
    unsent: (count) => `${count} noch zu senden`,
    figures: {
      state: "Zustand",
      latency: "Verzögerung",
      events: "Ereignisse",
      bytes: "Empfangen",
      connects: "Verbunden",
      errors: "Fehler",
    },
    reconnects: "Neu verbunden",
    none: "nie",
    perSecond: (rate) => `${rate} je Sekunde`,
    recent: "Die neuesten Ereignisse",
    nothingYet: "Noch ist nichts geschehen.",
  },
};
