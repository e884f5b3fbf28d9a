import type { Texts } from "../text/language.js";

interface OperationTexts {
  readonly dashboard: string;
  readonly noFigures: string;
  readonly noFiguresWhy: string;
  readonly users: string;
  readonly orders: string;
  readonly revenue: string;
  readonly overTime: string;
  readonly simulate: string;
  readonly operations: string;
  readonly forOperators: string;
  readonly connections: string;
  readonly instances: string;
  readonly events: string;
  readonly deliveries: string;
  readonly perSecond: string;
  readonly gaps: string;
  readonly resets: string;
  readonly latency: string;
  readonly latencyOf: Readonly<Record<string, string>>;
  readonly channels: string;
  readonly noChannels: string;
  readonly runs: string;
  readonly noRuns: string;
  readonly job: string;
  readonly began: string;
  readonly outcome: string;
  readonly outcomes: Readonly<Record<"completed" | "failed" | "running", string>>;
  readonly counts: string;
  readonly missed: (count: number) => string;
  readonly atMost: (ms: string) => string;
  readonly letters: string;
  readonly noLetters: string;
  readonly moreLetters: string;
  readonly queue: string;
  readonly reason: string;
  readonly attempts: string;
  readonly givenUp: string;
  readonly replay: string;
  readonly replayed: (queue: string) => string;
}

export const operationTexts: Texts<OperationTexts> = {
  en: {
    dashboard: "Dashboard",
    noFigures: "No figures yet",
    noFiguresWhy: "A module of your application publishes them; operators can try it out here.",
    users: "Users",
    orders: "Orders",
    revenue: "Revenue",
    overTime: "Since it was opened",
    simulate: "Publish new figures",
    operations: "Operations",
    forOperators: "Operators see here how the deployment does.",
    connections: "Connections",
    instances: "Instances",
    events: "Events a minute",
    deliveries: "Deliveries",
    perSecond: "Deliveries a second",
    gaps: "Gaps healed",
    resets: "Resets",
    latency: "Latency",
    latencyOf: { commit: "Commit", bus: "Bus", write: "Write" },
    channels: "Busiest channels",
    noChannels: "Nobody is connected.",
    runs: "Runs of jobs",
    noRuns: "No job has run yet.",
    job: "Job",
    began: "Began",
    outcome: "Outcome",
    outcomes: { completed: "completed", failed: "failed", running: "running" },
    counts: "Counts",
    missed: (count) => `${count} missed`,
    atMost: (ms) => `≤ ${ms} ms`,
    letters: "Dead letters",
    noLetters: "Nothing was given up.",
    moreLetters: "There are more: these are the newest.",
    queue: "Queue",
    reason: "Why it failed",
    attempts: "Attempts",
    givenUp: "Given up",
    replay: "Send again",
    replayed: (queue) => `It is on its way to ${queue} again.`,
  },
  de: {
    dashboard: "Kennzahlen",
    noFigures: "Noch keine Zahlen",
    noFiguresWhy: "Ein Modul deiner Anwendung veröffentlicht sie; Betreiber können es hier ausprobieren.",
    users: "Nutzer",
    orders: "Bestellungen",
    revenue: "Umsatz",
    overTime: "Im Verlauf",
    simulate: "Neue Zahlen veröffentlichen",
    operations: "Betrieb",
    forOperators: "Betreiber sehen hier, wie es der Anlage geht.",
    connections: "Verbindungen",
    instances: "Instanzen",
    events: "Ereignisse je Minute",
    deliveries: "Zustellungen",
    perSecond: "Zustellungen je Sekunde",
    gaps: "Geheilte Lücken",
    resets: "Neuanfänge",
    latency: "Verzögerung",
    latencyOf: { commit: "Schreiben", bus: "Bus", write: "Senden" },
    channels: "Kanäle mit den meisten Verbindungen",
    noChannels: "Niemand ist verbunden.",
    runs: "Läufe von Aufgaben",
    noRuns: "Noch ist keine Aufgabe gelaufen.",
    job: "Aufgabe",
    began: "Begonnen",
    outcome: "Ergebnis",
    outcomes: { completed: "erledigt", failed: "gescheitert", running: "läuft" },
    counts: "Anzahlen",
    missed: (count) => `${count} verpasst`,
    atMost: (ms) => `≤ ${ms} ms`,
    letters: "Liegengebliebenes",
    noLetters: "Nichts wurde aufgegeben.",
    moreLetters: "Es gibt noch mehr: Das sind die neuesten.",
    queue: "Warteschlange",
    reason: "Warum es scheiterte",
    attempts: "Versuche",
    givenUp: "Aufgegeben",
    replay: "Noch einmal senden",
    replayed: (queue) => `Es ist wieder unterwegs zu ${queue}.`,
  },
};
