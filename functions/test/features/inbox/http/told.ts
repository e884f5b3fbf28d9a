import { channelOf } from "@firecast/contract/core/channel";
import {
  RowChange,
  InboxPage,
  type Notification,
  inboxChannel,
} from "@firecast/contract/notifications/notifications";
import { WireEvent } from "@firecast/contract/core/events";
import type { Frame } from "../../../support/sse.js";
import type { TestInstance } from "../../../support/testInstance.js";
import type { Person } from "../../people.js";
import { inbox } from "../../../../src/features/inbox/manifest.js";
import { featureActions } from "../../../support/featureActions.js";
import { aMention } from "../builders.js";

export const path = "/notifications";

/** Mentions somebody; each space has a row of its own. */
export async function mention(server: TestInstance, { uid }: Person, ...messageIds: string[]): Promise<void> {
  for (const messageId of messageIds) {
    await featureActions(server.instance, inbox).add(aMention({ uid, messageId, spaceId: messageId }));
  }
}

export const pageOf = async (person: Person, query = ""): Promise<InboxPage> =>
  InboxPage.parse((await person.get(`${path}${query}`)).body);

export const rowsOf = async (person: Person, query = ""): Promise<Notification[]> =>
  (await pageOf(person, query)).items;

/** The spaces of these rows: what tells them apart at a glance. */
export const spacesOf = (items: readonly Notification[]): (string | undefined)[] =>
  items.map(({ spaceId }) => spaceId);

export const inboxOf = ({ uid }: Person): string => channelOf(inboxChannel, { uid }).name;

/** What a stream has told of an inbox. */
export const changesIn = (frames: readonly Frame[]) =>
  frames
    .filter(({ event }) => event.startsWith("notification:"))
    .map(({ event, data }) => ({ event, ...RowChange.parse(WireEvent.parse(data).data) }));
