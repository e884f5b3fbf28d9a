/** Pages, by what they are called in docs/pictures: who looks at them, and what they show when they are whole. */
export const scenes = ({ poll, notes, event, pin }) => [
  { name: "sign-in", path: "/sign-in", until: "Who are you?" },
  { name: "chat", user: "alice", path: "/spaces/lobby/chat", until: "Voted. And the notes" },
  {
    name: "chat-dark",
    user: "alice",
    theme: "dark",
    path: "/spaces/lobby/chat",
    until: "Voted. And the notes",
  },
  {
    ...{ name: "chat-narrow", user: "alice", size: "narrow" },
    ...{ path: "/spaces/lobby/chat", until: "Voted. And the notes" },
  },
  { name: "poll", user: "alice", path: `/tools/${poll}`, until: "Curry" },
  { name: "document", user: "alice", path: `/documents/${notes}`, until: "Saved, version" },
  { name: "calendar", user: "alice", path: "/spaces/lobby/events", until: "Team lunch" },
  { name: "event", user: "alice", path: `/spaces/lobby/events/${event}`, until: "Coming" },
  { name: "automations", user: "alice", path: "/spaces/lobby/automations", until: "Help desk" },
  { name: "members", user: "alice", path: "/spaces/lobby/members", until: "Bob" },
  { name: "pins", user: "alice", path: "/pins", until: "Harbour today" },
  { name: "pin", user: "alice", path: `/pins/${pin}`, until: "High water" },
  { name: "pin-public", path: `/p/${pin}`, until: "High water" },
  { name: "issues", user: "alice", path: "/issues", until: "The lift is stuck" },
  { name: "issues-dark", user: "alice", theme: "dark", path: "/issues", until: "The lift is stuck" },
  { name: "inbox", user: "alice", path: "/notifications", until: "Stjarna" },
  { name: "direct", user: "alice", path: "/direct/bob", until: "bring the figures" },
  { name: "stable", user: "alice", path: "/horses", until: "Fjalar" },
  { name: "dashboard", user: "alice", path: "/dashboard", until: "Revenue" },
  { name: "settings", user: "alice", path: "/settings", until: "Quiet hours" },
  {
    ...{ name: "operations", user: "operator", path: "/operations", until: "Runs of jobs" },
    act: (page) => page.locator(".chart canvas").first().waitFor(),
  },
  {
    ...{ name: "issues-4k", user: "alice", size: "huge", path: "/issues", until: "The lift is stuck" },
  },
  {
    ...{ name: "chat-4k", user: "alice", size: "huge", theme: "dark" },
    ...{ path: "/spaces/lobby/chat", until: "Voted. And the notes" },
  },
  {
    ...{ name: "inbox-narrow", user: "alice", size: "narrow", theme: "dark" },
    ...{ path: "/notifications", until: "Stjarna" },
  },
  {
    ...{ name: "issues-narrow", user: "alice", size: "narrow" },
    ...{ path: "/issues", until: "The lift is stuck" },
  },
  {
    ...{ name: "connection", user: "alice", path: "/spaces/lobby/chat", until: "Voted. And the notes" },
    act: async (page) => {
      await page.getByRole("button", { name: "Live" }).click();
      await page.getByRole("button", { name: "Begin" }).click();
      await page.locator('[data-count="seen"] dd', { hasText: /[4-9]/ }).waitFor();
    },
  },
];
