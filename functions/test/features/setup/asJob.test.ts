import { WireEvent } from "@firecast/contract/core/events";
import { Space } from "@firecast/contract/space/spaces";
import { setupDocument } from "../../../src/features/setup/paths.js";
import { setupIdOf } from "../../../src/features/setup/store.js";
import { Message } from "@firecast/contract/space/chat";
import { StoredEvent, eventAt } from "../../../src/realtime/log/event.js";
import { database } from "../../support/database.js";
import { doesTenPages, setsAside } from "../../support/jobKit.js";
import { inSoakTest, survivesKills } from "../../support/killKit.js";
import { standingClock } from "../../support/setClock.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson, type Person } from "../people.js";

describe("set-ups of spaces, as a job", () => {
  const server = anInstance({ clock: standingClock() });
  let owner: Person;
  const spaces: string[] = [];
  const storedAt = (spaceId: string) =>
    setupDocument.document(database(), { spaceId, setupId: setupIdOf(spaceId) });

  /** New spaces, whose set-ups nobody has begun. */
  async function due(count: number, fields: object = {}): Promise<string[]> {
    const made: string[] = [];
    for (let n = 0; n < count; n++) {
      const draft = { name: "Stable", setup: { template: "team", welcome: `Welcome ${spaces.length}` } };
      const { id } = Space.parse((await owner.post("/spaces", draft)).body);
      await storedAt(id).update({ dueAt: 1, ...fields });
      spaces.push(id);
      made.push(draft.setup.welcome);
    }
    return made;
  }

  /** By the log: its first two messages, of which there is to be one. */
  async function done(): Promise<string[]> {
    const events = spaces.flatMap((id) => [1, 2].map((seq) => eventAt(database(), `spaces/${id}/chat`, seq)));
    if (events.length === 0) return [];
    const found = await database().getAll(...events);
    return found.flatMap((event) => (event.exists ? textOf(StoredEvent.parse(event.data()).wire) : []));
  }
  const textOf = (wire: string): string => Message.parse(WireEvent.parse(JSON.parse(wire)).data).text;

  before(async () => {
    owner = await aPerson(server());
    // Nobody sets up those of other suites' spaces.
    const { docs } = await database().collectionGroup("setups").select().get();
    const writer = database().bulkWriter();
    for (const { ref } of docs) void writer.delete(ref);
    await writer.close();
  });

  const subject = {
    job: "setup-orchestration",
    due,
    done,
    poison: {
      make: () => due(1, { attempts: "many" }),
      mend: async () => {
        const id = spaces.at(-3) ?? ""; // two more were made since
        await storedAt(id).update({ attempts: 0 });
        return `Welcome ${spaces.indexOf(id)}`;
      },
    },
  } as const;
  setsAside(server, subject);
  if (!inSoakTest) return;
  survivesKills(server, subject);
  doesTenPages(server, { ...subject, backlog: 1001 });
});
