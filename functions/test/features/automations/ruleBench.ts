import { database } from "../../support/database.js";
import { messageDocument } from "../../../src/features/chat/paths.js";
import { readSettings } from "../../../src/platform/params.js";
import { standingClock } from "../../support/setClock.js";
import { anInstance } from "../../support/testInstance.js";
import type { Person } from "../people.js";
import { aRuledPlace, type RuledPlace } from "./ruledPlace.js";

export const post = (text: string) => ({ type: "post_message", text });
export const waits = (event: string, more: object = {}) => ({ trigger: { type: "event", event, ...more } });

/** The titles of what a user was told that they must know. */
export async function alertsFor({ uid }: Person): Promise<unknown[]> {
  const alerts = database().collection("announcements").where("audience.uids", "array-contains", uid);
  return (await alerts.get()).docs.map((alert): unknown => alert.get("title"));
}

/** Two instances with one clock; before each test a new space with a member. For the suite that this is called in. */
export function ruleBench() {
  const clock = standingClock();
  const privateHosts: string[] = [];
  const given = { clock, settings: { ...readSettings(), rateFactor: 1000, privateHosts } };
  const server = anInstance(given);
  const other = anInstance(given);
  let made: { place: RuledPlace; mia: Person } | undefined;
  beforeEach(async () => {
    const place = await aRuledPlace(server());
    made = { place, mia: await place.member() };
  });
  return {
    clock,
    privateHosts,
    server,
    other,
    here: () => {
      if (!made) throw new Error("The space is made before each test.");
      return made;
    },
    /** Calls the trigger of messages. */
    say: (event: Awaited<ReturnType<RuledPlace["posted"]>>, at = server()) =>
      at.instance.written(messageDocument.template, event),
    runJob: (at = server()) => at.instance.jobs.called("automations", undefined),
  };
}
