import { readFile } from "node:fs/promises";
import {
  initializeTestEnvironment,
  type RulesTestContext,
  type RulesTestEnvironment,
} from "@firebase/rules-unit-testing";
import { expect } from "chai";
import { setLogLevel } from "firebase/firestore";
import { unreached } from "./coverage.js";
import { type Person, readers } from "./expectations.js";
import { aMember, everybody, pathFor, seeds } from "./world.js";

type Database = ReturnType<RulesTestContext["firestore"]>;

const rulesFile = new URL("../../../firestore.rules", import.meta.url);

/** Needs the Firestore emulator at FIRESTORE_EMULATOR_HOST; its own project, so it disturbs nobody there. */
describe("Firestore rules", () => {
  const documents = seeds();
  let env: RulesTestEnvironment;
  let databases: Record<Person, Database>;

  before(async () => {
    setLogLevel("silent"); // the SDK warns of every refusal
    env = await initializeTestEnvironment({
      projectId: "demo-firecast-rules",
      firestore: { rules: await readFile(rulesFile, "utf8") },
    });
    await env.clearFirestore();
    await seed(documents);
    const signedIn = (uid: Person, claims = {}) => env.authenticatedContext(uid, claims).firestore();
    databases = {
      anonymous: env.unauthenticatedContext().firestore(),
      stranger: signedIn("stranger"),
      organizationAdmin: signedIn("organizationAdmin", { organizationId: "northside", role: "admin" }),
      requested: signedIn("requested"),
      invited: signedIn("invited"),
      banned: signedIn("banned"),
      exMember: signedIn("exMember"),
      member: signedIn("member"),
      owner: signedIn("owner", { organizationId: "northside", role: "manager" }),
    };
  });

  after(() => env.cleanup());

  const seed = (some: ReadonlyMap<string, object>) =>
    env.withSecurityRulesDisabled(async (context) => {
      const database = context.firestore();
      const batch = database.batch();
      for (const [path, data] of some) batch.set(database.doc(path), data);
      await batch.commit();
    });

  describe("what each person may do", () => {
    for (const [template, { get = [], list = [] }] of Object.entries(readers)) {
      it(`${template}: get ${names(get)}, list ${names(list)}, write nobody`, async () => {
        const tried = await Promise.all(everybody.map((person) => everything(person, template)));
        const expected = everybody.map((person) => ({
          person,
          get: get.includes(person),
          list: list.includes(person),
          create: false,
          update: false,
          delete: false,
        }));
        expect(tried).to.deep.equal(expected);
      });
    }
  });

  /** A document that is not there is created at its very path, so whoever has no membership tries to make one. */
  async function everything(person: Person, template: string) {
    const database = databases[person];
    const path = pathFor(person, template);
    const document = database.doc(path);
    const missing = documents.has(path) ? database.doc(`${path}-new`) : document;
    const [get, list, create, update, remove] = await Promise.all([
      isAllowed(document.get()),
      isAllowed(document.parent.get()),
      isAllowed(missing.set(aMember(person, { role: "owner" }))),
      isAllowed(document.update({ role: "owner", status: "active" })),
      isAllowed(document.delete()),
    ]);
    return { person, get, list, create, update, delete: remove };
  }

  it("F6: members list the active members only, owners and admins all", async () => {
    const asked = async (person: Person, ...statuses: string[]) => {
      const members = databases[person].collection("spaces/lobby/members");
      const query = statuses.length > 0 ? members.where("status", "in", statuses) : members;
      return isAllowed(query.get());
    };
    expect(await asked("member", "active")).to.equal(true);
    for (const status of ["requested", "invited", "banned"]) {
      expect(await asked("member", status), status).to.equal(false);
      expect(await asked("member", "active", status), `active and ${status}`).to.equal(false);
      expect(await asked("owner", status), status).to.equal(true);
      expect(await asked("requested", status), status).to.equal(false);
    }
    for (const person of ["requested", "invited", "banned", "exMember", "stranger"] as const) {
      expect(await asked(person, "active"), person).to.equal(false);
    }
  });

  it("F6: a member cannot tell who waits from who is not there", async () => {
    const { member } = databases;
    for (const uid of ["requested", "invited", "banned", "nobody"]) {
      expect(await isAllowed(member.doc(`spaces/lobby/members/${uid}`).get()), uid).to.equal(false);
    }
  });

  it("nobody queries across spaces, not even in what they may read", async () => {
    const { owner } = databases;
    expect(await isAllowed(owner.collectionGroup("messages").get())).to.equal(false);
    expect(await isAllowed(owner.collectionGroup("members").where("uid", "==", "owner").get())).to.equal(
      false,
    );
  });

  it("an owner queries the own tools, and nobody those of others or all there are", async () => {
    const tools = databases.owner.collection("tools");
    expect(await isAllowed(tools.where("ownerId", "==", "owner").get())).to.equal(true);
    expect(await isAllowed(tools.where("ownerId", "==", "member").get())).to.equal(false);
    expect(await isAllowed(databases.owner.collectionGroup("tools").get())).to.equal(false);
    expect(await isAllowed(databases.owner.collectionGroup("notifications").get())).to.equal(false);
  });

  it("a stranger cannot tell what exists from what does not", async () => {
    const paths = ["spaces/lobby", "spaces/nowhere", "spaces/lobby/messages/m1", "spaces/lobby/messages/m2"];
    const tried = await Promise.all(paths.map((path) => isAllowed(databases.stranger.doc(path).get())));
    expect(tried).to.deep.equal([false, false, false, false]);
  });

  it("a member who is removed is refused from the next request on", async () => {
    await seed(new Map([["spaces/lobby/members/leaver", aMember("leaver")]]));
    const messages = env.authenticatedContext("leaver").firestore().collection("spaces/lobby/messages");
    expect(await isAllowed(messages.get())).to.equal(true);
    await env.withSecurityRulesDisabled((admin) =>
      admin.firestore().doc("spaces/lobby/members/leaver").delete(),
    );
    expect(await isAllowed(messages.get())).to.equal(false);
  });

  describe("coverage", () => {
    it("no rule is left that no request above has reached", async () => {
      expect(await unreached(env)).to.deep.equal([]);
    });
  });
});

/** Whether the rules let it pass. @throws what has nothing to do with rules. */
async function isAllowed(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "permission-denied") return false;
    throw error;
  }
}

function names(some: readonly Person[]): string {
  if (some.length === everybody.length - 1) return "whoever is signed in";
  return some.length === 0 ? "nobody" : some.join(" and ");
}
