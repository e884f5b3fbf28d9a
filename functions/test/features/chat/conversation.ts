import { Message, MessagePage } from "@firecast/contract/space/chat";
import type { TestInstance } from "../../support/testInstance.js";
import { aPlace, type Person, type Place } from "../people.js";

/** A place where people talk. */
export interface Conversation extends Place {
  readonly chat: string;
  readonly channel: string;
  /** Posts and gives the message. */
  say(person: Person, text: string, values?: { replyTo?: string }): Promise<Message>;
  /** Everything that was said, as it is now, oldest first. */
  all(): Promise<Message[]>;
}

export async function aConversation(server: TestInstance): Promise<Conversation> {
  const place = await aPlace(server);
  const chat = `${place.path}/chat`;
  return {
    ...place,
    chat,
    channel: `spaces/${place.id}/chat`,
    say: async (person, text, values = {}) =>
      Message.parse((await person.post(chat, { text, ...values })).body),
    all: async () => {
      const { items } = MessagePage.parse((await place.owner.get(`${chat}?limit=100`)).body);
      return items.reverse();
    },
  };
}

export const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
