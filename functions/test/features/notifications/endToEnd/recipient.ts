import { expect } from "chai";
import { z } from "zod";
import { WireEvent } from "@firecast/contract/core/events";
import {
  RowChange,
  InboxPage,
  type Notification,
  notificationCategories,
  type NotificationType,
} from "@firecast/contract/notifications/notifications";
import { minutes } from "../../../../src/platform/clock.js";
import { randomIds } from "../../../../src/platform/ids.js";
import { eventually } from "../../../support/eventually.js";
import { SseClient } from "../../../support/sse.js";
import type { TestInstance } from "../../../support/testInstance.js";
import { aPerson, type Person } from "../../people.js";

const fcmInspector = "http://127.0.0.1:5021/messages";
/** The functions emulator may still be at thousands of rows of a suite before. */
const arrivesWithin = minutes(3);

const Push = z.object({
  message: z.object({ token: z.string(), data: z.object({ id: z.string(), type: z.string() }) }),
});

/** Somebody with a device who wants every push and looks at nothing. */
export interface Recipient {
  readonly person: Person;
  readonly deviceToken: string;
  readonly stream: SseClient;
}

export async function aRecipient(server: TestInstance, person?: Person): Promise<Recipient> {
  const who = person ?? (await aPerson(server));
  const deviceToken = `device-${randomIds.next()}`;
  const categories = Object.fromEntries(notificationCategories.map((name) => [name, { push: true }]));
  await who.put("/notifications/preferences", { categories });
  await who.put(`/devices/${randomIds.next()}`, { token: deviceToken, platform: "web" });
  // Who registers a first device is welcomed, maybe before the stream is open.
  const url = `${server.url}/notifications/stream?history=10`;
  const stream = await SseClient.open(url, { token: who.user.idToken });
  await stream.waitFor(({ event }) => event === "connected");
  return { person: who, deviceToken, stream };
}

/** The push of this notification, once it is at FCM. Exactly one, however long one looks. */
export async function pushesOf({ deviceToken }: Recipient, id: string): Promise<number> {
  const messages = z.array(z.unknown()).parse(await (await fetch(fcmInspector)).json());
  return messages.flatMap((message) => {
    const push = Push.safeParse(message).data?.message;
    return push?.token === deviceToken && push.data.id === id ? [push] : [];
  }).length;
}

/** Follows a notification on its whole way: to the stream, into the list with counts that agree, and to the device. */
export async function arrives(recipient: Recipient, type: NotificationType): Promise<Notification> {
  const { person, stream } = recipient;
  const frame = await stream.waitFor(
    ({ event, data }) =>
      event === "notification:created" &&
      RowChange.safeParse(WireEvent.parse(data).data).data?.item.type === type,
    arrivesWithin,
  );
  const { item, counts } = RowChange.parse(WireEvent.parse(frame.data).data);
  const page = InboxPage.parse((await person.get(`/notifications?type=${type}`)).body);
  expect(page.items).to.deep.equal([item]);
  expect(counts.version).to.be.greaterThan(0);
  await eventually(
    () => pushesOf(recipient, item.id),
    (pushes) => pushes === 1,
    arrivesWithin,
  );
  return item;
}
