import { WireEvent } from "@firecast/contract/core/events";
import { CalendarEvent } from "@firecast/contract/space/calendar";
import { StoredEvent, eventAt } from "../../../../src/realtime/log/event.js";
import { database } from "../../../support/database.js";
import { inSoakTest, survivesKills } from "../../../support/killKit.js";
import { standingClock } from "../../../support/setClock.js";
import { anInstance } from "../../../support/testInstance.js";
import { aFeedBench } from "./feedBench.js";
import { meeting } from "./feedServer.js";

describe("calendar feeds, as a job", () => {
  const server = anInstance({ clock: standingClock() });
  // The port that the emulators' default lets through.
  const { aFeed } = aFeedBench(server, 5030);
  const spaces: string[] = [];

  /** A third as many: each is read in a thread of its own, which takes some time. */
  const due = async (count: number): Promise<string[]> => {
    const made: string[] = [];
    for (let n = 0; n < count / 3; n++) {
      const { spaceId, serve } = await aFeed();
      serve(meeting(`${spaceId}-a`, 1), meeting(`${spaceId}-b`, 2));
      spaces.push(spaceId);
      made.push(`${spaceId}-a`, `${spaceId}-b`);
    }
    return made;
  };
  /** By the log of each space: two events, between the begin and the end of a sync. */
  async function done(): Promise<string[]> {
    const places = spaces.flatMap((id) =>
      Array.from({ length: 8 }, (_, n) => eventAt(database(), `spaces/${id}`, n + 1)),
    );
    if (places.length === 0) return [];
    const found = await database().getAll(...places);
    return found.flatMap((event) => {
      if (!event.exists) return [];
      const { type, wire } = StoredEvent.parse(event.data());
      if (type !== "calendar:event:created") return [];
      return CalendarEvent.parse(WireEvent.parse(JSON.parse(wire)).data).title;
    });
  }
  if (inSoakTest) survivesKills(server, { job: "sync-events", due, done });
});
