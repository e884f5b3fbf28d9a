import type { DocumentData } from "firebase-admin/firestore";
import { NewSchedule } from "@firecast/contract/automations/schedules";
import { Tool } from "@firecast/contract/tools";
import { minutes, toTimestamp } from "../../../../src/platform/clock.js";
import { randomIds } from "../../../../src/platform/ids.js";
import { database } from "../../../support/database.js";
import { doesTenPages, setsAside } from "../../../support/jobKit.js";
import { inSoakTest, survivesKills } from "../../../support/killKit.js";
import { standingClock } from "../../../support/setClock.js";
import { anInstance } from "../../../support/testInstance.js";
import { aPlace, type Place } from "../../people.js";
import { textsIn } from "../../textsIn.js";

describe("schedules of tools, as a job", () => {
  const clock = standingClock();
  const server = anInstance({ clock });
  let place: Place;
  let made: DocumentData;
  const added: string[] = [];

  /** Schedules like one that was made, but of long ago. */
  async function due(count: number, fields: object = {}): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomIds.next());
    const writer = database().bulkWriter();
    for (const id of ids) {
      const actions = JSON.stringify([{ type: "post_message", spaceId: place.id, text: id }]);
      const schedule = { ...made, id, actions, dueAt: toTimestamp(minutes(1)), ...fields };
      void writer.create(database().doc(`schedules/${id}`), schedule);
    }
    await writer.close();
    added.push(...ids);
    return ids;
  }

  before(async () => {
    place = await aPlace(server());
    const { owner, id: spaceId } = place;
    const { id: toolId } = Tool.parse((await owner.post("/tools", { name: "Poll" })).body);
    const draft = {
      at: toTimestamp(clock.now() + minutes(60)),
      actions: [{ type: "post_message", spaceId, text: "Now" }],
    };
    const { body } = await owner.post(`/tools/${toolId}/schedules`, draft);
    const schedule = database().doc(`schedules/${NewSchedule.parse(body).id}`);
    made = (await schedule.get()).data() ?? {};
    await schedule.delete();
  });
  after(async () => {
    const writer = database().bulkWriter();
    for (const id of added) void writer.delete(database().doc(`schedules/${id}`));
    await writer.close();
  });

  let poisoned: string[] = [];
  const subject = {
    job: "tool-automations",
    due,
    done: () => textsIn(place.id),
    poison: {
      make: async () => (poisoned = await due(1, { fired: "never" })),
      mend: async () => {
        const [id = ""] = poisoned;
        await database().doc(`schedules/${id}`).update({ fired: 0 });
        return id;
      },
    },
  } as const;
  setsAside(server, subject);
  if (!inSoakTest) return;
  survivesKills(server, subject);
  doesTenPages(server, { ...subject, backlog: 2001 });
});
