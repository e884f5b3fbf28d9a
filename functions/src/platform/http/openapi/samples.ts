/** Texts of examples by the name of what they stand for: those of the demo where there are any. */
export const samplesByName: Readonly<Record<string, readonly string[]>> = {
  uid: ["bob"],
  spaceId: ["lobby"],
  toolId: ["poll"],
  path: ["spaces/lobby/answers/1"],
  channel: ["spaces/lobby/chat", "global"],
  channels: ["spaces/lobby/chat"],
  type: ["chat:message:created"],
  text: ["Tea is ready"],
  title: ["Tea"],
  body: ["Tea is ready"],
  name: ["Lobby"],
  displayName: ["Bob"],
  authorName: ["Bob"],
  summary: ["Tea is ready"],
  description: ["Where everyone meets"],
  idToken: ["<an ID token of Firebase Auth>"],
  timeZone: ["Europe/Berlin"],
  language: ["en"],
  cron: ["0 9 * * 1-5"],
  from: ["22:00"],
  to: ["07:00"],
  url: ["https://example.com/team.ics"],
  email: ["bob@example.com"],
  fact: ["message.text"],
  actionUrl: ["/spaces/lobby"],
  actor: ["bob"],
  authorId: ["bob"],
  createdBy: ["bob"],
  by: ["bob"],
};

/** Of an id in a path. */
export const sampleOf = (name: string): string => samplesByName[name]?.[0] ?? "example";

/** By JSON Schema's names of formats. */
export const samplesByFormat: Readonly<Record<string, readonly string[]>> = {
  "date-time": ["2026-03-02T09:00:00.000Z"],
  date: ["2026-03-02"],
  uri: ["https://example.com/"],
  email: ["bob@example.com"],
};

/** The first that fits is taken where the name says nothing. */
export const samples: readonly string[] = [
  "example",
  "2026-03-02T09:00:00.000Z",
  "2026-03-02",
  "09:00",
  "https://example.com/",
  "bob@example.com",
  "en",
  "chat:message:created",
  "spaces/lobby/chat",
  "0123456789abcdef0123456789abcdef",
  "00000000-0000-4000-8000-000000000000",
  "#ff8800",
  "1",
];
