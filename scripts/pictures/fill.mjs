import { demoPassword } from "../demo/demo-users.mjs";
import { at, functionUrl, ports } from "../project.mjs";

const signInUrl = `${at(ports.auth)}/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=any`;

/** What a demo user may ask of the API. @throws Error with the answer that is none */
async function signIn(uid) {
  const account = { email: `${uid}@example.com`, password: demoPassword, returnSecureToken: true };
  const answer = await fetch(signInUrl, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(account),
  });
  const { idToken } = await answer.json();
  return async (method, path, body) => {
    const response = await fetch(`${functionUrl("api")}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${idToken}`,
        ...(body !== undefined && { "Content-Type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
}

const dayMs = 86_400_000;

/** At that hour of one of the next days. */
function inDays(days, hour) {
  const moment = new Date(Date.now() + days * dayMs);
  moment.setHours(hour, 0, 0, 0);
  return moment.toISOString();
}

/** Gives the demo something to show, by the API, as its users. Returns the ids of what it made. */
export async function fill() {
  const [alice, bob, operator] = await Promise.all(["alice", "bob", "operator"].map(signIn));
  const lobby = "/spaces/lobby";
  const first = await alice("POST", `${lobby}/chat`, {
    text: "Good morning! Who is in for lunch at the canteen?",
  });
  await bob("POST", `${lobby}/chat`, { text: "Me. Half past twelve?", replyTo: first.id });
  await bob("POST", `${lobby}/chat`, { text: "The menu: https://example.com/menu" });
  await alice("POST", `${lobby}/chat`, { text: "@bob I have made a poll for Friday. Have a look, please" });
  await alice("PUT", `${lobby}/chat/${first.id}/pin`);
  const last = await bob("POST", `${lobby}/chat`, { text: "Voted. And the notes are in the documents" });
  await alice("POST", `${lobby}/chat/read`, { lastReadMessageId: last.id });

  const poll = await alice("POST", "/tools", { name: "Friday's lunch" });
  await alice("POST", `/tools/${poll.id}/deploy`, { spaceId: "lobby" });
  const votes = { "votes.Pizza": 4, "votes.Curry": 6, "votes.Salad": 2 };
  await alice("POST", `/tools/${poll.id}/state`, { patch: { question: "What shall we eat?", ...votes } });

  const notes = await alice("POST", "/documents", { title: "Notes of the week", spaceId: "lobby" });
  const text =
    "Monday\n  The lift is mended; the library gets new lamps.\n\nTuesday\n  Curry wins, as it always does.\n";
  await alice("PATCH", `/documents/${notes.id}`, { content: text, baseVersion: notes.version });

  const event = await alice("POST", `${lobby}/events`, {
    title: "Team lunch",
    startsAt: inDays(1, 12),
    endsAt: inDays(1, 13),
  });
  await bob("POST", `${lobby}/events`, { title: "Review of the quarter", startsAt: inDays(2, 15) });
  await alice("PUT", `${lobby}/events/${event.id}/rsvp`, { status: "yes" });
  await bob("PUT", `${lobby}/events/${event.id}/rsvp`, { status: "maybe" });
  await alice("POST", `${lobby}/automations`, {
    name: "Help desk",
    trigger: { type: "event", event: "message_posted", match: { words: ["help", "sos"] } },
    actions: [{ type: "post_message", text: "{{member.name}}, somebody will be with you soon." }],
  });

  const pin = await alice("POST", "/pins", {
    title: "Harbour today",
    templateVars: { Temperature: "14 °C", Wind: "4 Bft, west", "High water": "16:42", Ships: 7 },
  });
  await alice("POST", `/pins/${pin.id}/publish`);
  await alice("POST", "/horses", { name: "Fjalar" });
  await bob("POST", "/horses", { name: "Stjarna" });
  await bob("POST", "/direct/alice", { text: "Are you coming to the review on Thursday?" });
  await alice("POST", "/direct/bob", { text: "Yes, I'll bring the figures." });
  await publishFigures(operator);
  return { poll: poll.id, notes: notes.id, event: event.id, pin: pin.id };
}

async function publishFigures(operator) {
  for (let hour = 0; hour < 12; hour++) {
    const data = { users: 120 + ((hour * 37) % 60), orders: 40 + hour * 7, revenue: 2600 + hour * 420 };
    await operator("POST", "/realtime/publish", { channel: "shop", type: "shop:figures:updated", data });
  }
}
