import { type AutomationFiring, FiringPage, SavedAutomation } from "@firecast/contract/automations/rules";
import { CalendarEvent } from "@firecast/contract/space/calendar";
import { Message } from "@firecast/contract/space/chat";
import { calendarEventDocument } from "../../../src/features/calendar/paths.js";
import { messageDocument } from "../../../src/features/chat/paths.js";
import { memberDocument } from "../../../src/features/spaces/paths.js";
import type { Written } from "../../../src/platform/firestore/trigger.js";
import { type TestInstance, theFirebase } from "../../support/testInstance.js";
import { aPlace, type Person, type Place } from "../people.js";

type Event = Written<Readonly<Record<string, string>>>;

/** A space whose rules a test makes, with what the triggers of its documents call. */
export interface RuledPlace extends Place {
  rule(draft: object, by?: Person): Promise<SavedAutomation>;
  /** What the rule has fired for, the oldest first. */
  firings(automationId: string): Promise<AutomationFiring[]>;
  /** Posts, and gives what the message's trigger is called with. */
  posted(by: Person, text: string): Promise<Event>;
  /** What the trigger of a message is called with that something has posted. */
  eventOf(message: Message): Promise<Event>;
  joined(): Promise<{ person: Person; event: Event }>;
  planned(startsAt: number, by?: Person): Promise<{ event: CalendarEvent; written: Event }>;
  texts(): Promise<string[]>;
  messages(): Promise<Message[]>;
}

/** Documents as a trigger sees them: before and after a write of its own. */
export async function written(path: string, params: Readonly<Record<string, string>>): Promise<Event> {
  const { firestore } = theFirebase();
  const missing = await firestore.doc(`${path}-before`).get();
  const after = await firestore.doc(path).get();
  return { data: { before: missing, after }, params, time: new Date().toISOString() };
}

export async function aRuledPlace(server: TestInstance): Promise<RuledPlace> {
  const place = await aPlace(server);
  const { id: spaceId, path, owner } = place;
  const rules = `${path}/automations`;
  const messages = async () =>
    (await server.events(`spaces/${spaceId}/chat`)).flatMap(({ type, data }) =>
      type === "chat:message:created" ? Message.parse(data) : [],
    );
  const eventOf = ({ id: messageId }: Pick<Message, "id">) =>
    written(messageDocument.of({ spaceId, messageId }), { spaceId, messageId });
  return {
    ...place,
    rule: async (draft, by = owner) =>
      SavedAutomation.parse((await by.post(rules, { name: "Rule", ...draft })).body),
    firings: async (id) => FiringPage.parse((await owner.get(`${rules}/${id}/firings`)).body).items.reverse(),
    posted: async (by, text) => eventOf(Message.parse((await by.post(`${path}/chat`, { text })).body)),
    eventOf,
    joined: async () => {
      const person = await place.member();
      const params = { spaceId, uid: person.uid };
      return { person, event: await written(memberDocument.of(params), params) };
    },
    planned: async (startsAt, by = owner) => {
      const draft = { title: "Meeting", startsAt: new Date(startsAt).toISOString() };
      const event = CalendarEvent.parse((await by.post(`${path}/events`, draft)).body);
      const params = { spaceId, eventId: event.id };
      return { event, written: await written(calendarEventDocument.of(params), params) };
    },
    messages,
    texts: async () => (await messages()).map(({ text }) => text),
  };
}
