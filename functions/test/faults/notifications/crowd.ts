import { type RegisterDevice } from "@firecast/contract/notifications/devices";
import { Message } from "@firecast/contract/space/chat";
import { Space } from "@firecast/contract/space/spaces";
import { randomIds } from "../../../src/platform/ids.js";
import { aPerson, type Person } from "../../features/people.js";
import type { Answered } from "../../support/caller.js";
import { eventually } from "../../support/eventually.js";
import type { TestInstance } from "../../support/testInstance.js";

/** Somebody who is mentioned, and what FCM delivers to. */
export interface Recipient {
  readonly person: Person;
  readonly tokens: readonly string[];
}

export interface Crowd {
  readonly spaces: readonly string[];
  readonly recipients: readonly Recipient[];
  /** Says something that mentions everybody; gives the message's id. */
  mention(spaceId: string): Promise<string>;
}

const platforms = ["android", "web", "ios"] as const;

/** Recipients with one, two or three devices, and spaces in which all of them are. */
export async function aCrowd(
  server: TestInstance,
  size: { recipients: number; spaces: number },
): Promise<Crowd> {
  const author = await aPerson(server);
  const people = await Promise.all(Array.from({ length: size.recipients }, () => aPerson(server)));
  const recipients = await Promise.all(
    people.map(async (person, index) => {
      const devices = platforms.slice(0, 1 + (index % platforms.length)).map(aDevice);
      for (const device of devices) {
        const path = `/devices/${randomIds.next()}`;
        await accepted(() => person.put(path, device));
      }
      return { person, tokens: devices.map(({ token }) => token) };
    }),
  );
  const spaces: string[] = [];
  while (spaces.length < size.spaces) {
    const made = await author.post("/spaces", { name: `Space ${spaces.length}`, joinPolicy: "open" });
    const { id } = Space.parse(made.body);
    for (const person of people) await accepted(() => person.post(`/spaces/${id}/join`));
    spaces.push(id);
  }
  const everybody = people.map(({ uid }) => `@${uid}`).join(" ");
  return {
    spaces,
    recipients,
    mention: async (spaceId) => {
      const { body } = await author.post(`/spaces/${spaceId}/chat`, { text: `Hello ${everybody}` });
      return Message.parse(body).id;
    },
  };
}

/** A busy machine may answer at first that it has no time, which means: again. What is refused otherwise fails here. */
const accepted = (call: () => Promise<Answered>): Promise<Answered> =>
  eventually(call, ({ status }) => status < 300);

const aDevice = (platform: RegisterDevice["platform"]) => ({ token: `token-${randomIds.next()}`, platform });
