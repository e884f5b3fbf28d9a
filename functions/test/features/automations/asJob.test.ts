import type { DocumentData } from "firebase-admin/firestore";
import { SavedAutomation } from "@firecast/contract/automations/rules";
import { minutes, toTimestamp } from "../../../src/platform/clock.js";
import { randomIds } from "../../../src/platform/ids.js";
import { database } from "../../support/database.js";
import { doesTenPages, setsAside } from "../../support/jobKit.js";
import { inSoakTest, survivesKills } from "../../support/killKit.js";
import { standingClock } from "../../support/setClock.js";
import { anInstance } from "../../support/testInstance.js";
import { aPlace, type Place } from "../people.js";
import { textsIn } from "../textsIn.js";
import { post } from "./ruleBench.js";

describe("rules of spaces, as a job", () => {
  const server = anInstance({ clock: standingClock() });
  let place: Place;
  let made: DocumentData;
  const rules = () => database().collection(`spaces/${place.id}/automations`);

  /** Rules like one that was made, but of long ago; they fire next at New Year. */
  async function due(count: number, fields: object = {}): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomIds.next());
    const longAgo = toTimestamp(minutes(1));
    const writer = database().bulkWriter();
    for (const id of ids) {
      const actions = JSON.stringify([post(id)]);
      const rule = { ...made, id, actions, dueAt: longAgo, occurrence: longAgo, ...fields };
      void writer.create(rules().doc(id), rule);
    }
    await writer.close();
    return ids;
  }

  before(async () => {
    place = await aPlace(server());
    const draft = {
      name: "Happy New Year",
      trigger: { type: "cron", cron: "0 0 1 1 *" },
      actions: [post("Cheers!")],
    };
    const { body } = await place.owner.post(`${place.path}/automations`, draft);
    const rule = rules().doc(SavedAutomation.parse(body).id);
    made = (await rule.get()).data() ?? {};
    await rule.delete();
  });
  after(() => database().recursiveDelete(rules()));

  let poisoned: string[] = [];
  const subject = {
    job: "automations",
    due,
    done: () => textsIn(place.id),
    poison: {
      make: async () => (poisoned = await due(1, { failures: "many" })),
      mend: async () => {
        const [id = ""] = poisoned;
        await rules().doc(id).update({ failures: 0 });
        return id;
      },
    },
  } as const;
  setsAside(server, subject);
  if (!inSoakTest) return;
  survivesKills(server, subject);
  doesTenPages(server, { ...subject, backlog: 1001 });
});
