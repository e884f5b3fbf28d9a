import { expect } from "chai";
import { channelOf } from "@firecast/contract/core/channel";
import { RowChange, InboxPage, inboxChannel } from "@firecast/contract/notifications/notifications";
import { Trace } from "@firecast/contract/notifications/push";
import type { TestInstance } from "../../support/testInstance.js";
import type { Recipient } from "./crowd.js";
import type { Due } from "./pushes.js";

/** All that there is to know about an inbox: the list, the log of its channel, and what became of the pushes. */
export async function inboxOf(server: TestInstance, { person, tokens }: Recipient) {
  const list = await person.get("/notifications?limit=100");
  expect(list.status, JSON.stringify(list.body)).to.equal(200);
  const { items, counts } = InboxPage.parse(list.body);
  const logged = await server.events(channelOf(inboxChannel, { uid: person.uid }).name);
  const events = logged.map(({ seq, type, data }) => ({ seq, type, ...RowChange.parse(data) }));
  const traces = await Promise.all(
    items.map(async ({ id }) => Trace.parse((await person.get(`/notifications/${id}/trace`)).body)),
  );
  const due = items.map(({ id }): Due => ({ uid: person.uid, notificationId: id, tokens }));
  return { items, counts, events, traces, due, tokens };
}

/** A log of so many rows that came and were joined: dense, each event with the next version, the unread counted. */
export function inOrder(types: readonly string[]) {
  let unread = 0;
  return types.map((type, index) => {
    if (type === "notification:created") unread++;
    return { seq: index + 1, type, counts: { unseen: unread, unread, version: index + 1 } };
  });
}
