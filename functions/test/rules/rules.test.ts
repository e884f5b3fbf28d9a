import { readFile } from "node:fs/promises";
import { initializeTestEnvironment, type RulesTestEnvironment } from "@firebase/rules-unit-testing";
import { expect } from "chai";
import type firebase from "firebase/compat/app";
import { setLogLevel } from "firebase/firestore";
import { people, type Person, readers } from "./expectations.js";

type Database = firebase.firestore.Firestore;

const rulesFile = new URL("../../../firestore.rules", import.meta.url);
const joinedAt = "2026-01-05T09:00:00.000Z";
const names = Object.keys(people).filter((name): name is Person => name in people);

function aMember(uid: string, { spaceId = "lobby", role = "member", status = "active" } = {}) {
  return { uid, spaceId, role, status, createdAt: joinedAt, ...(status === "active" && { joinedAt }) };
}

/** Documents that exist before anybody tries anything: one in every collection, for every person's own as well. */
function seeds(): Map<string, object> {
  const documents = new Map<string, object>();
  for (const path of Object.keys(readers)) {
    const people = path.includes("{self}") ? names : [];
    for (const one of [path, ...people.map((person) => as(person, path))]) documents.set(one, { seeded: true });
  }
  for (const person of names) documents.delete(`spaces/lobby/members/${person}`);
  const members = [
    aMember("member"),
    aMember("owner", { role: "owner" }),
    aMember("other"),
    aMember("requested", { status: "requested" }),
    aMember("invited", { status: "invited" }),
    aMember("stranger", { spaceId: "attic", role: "owner" }),
  ];
  for (const member of members) documents.set(`spaces/${member.spaceId}/members/${member.uid}`, member);
  return documents;
}

const as = (person: Person, path: string): string => path.replace("{self}", person);

describe("Firestore rules", () => {
  const documents = seeds();
  let env: RulesTestEnvironment;
  let databases: Record<Person, Database>;

  before(async () => {
    setLogLevel("silent"); // every refusal is a warning otherwise
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

  for (const [template, { get = [], list = [] }] of Object.entries(readers)) {
    describe(template, () => {
      for (const person of names) {
        const may = { get: get.includes(person), list: list.includes(person) };
        const allowed = Object.entries(may).flatMap(([operation, yes]) => (yes ? [operation] : []));
        it(`${person} may ${allowed.join(" and ") || "do nothing"}`, async () => {
          const tried = await tryAll(databases[person], as(person, template));
          expect(tried).to.deep.equal({ ...may, create: false, update: false, delete: false });
        });
      }
    });
  }

  /** A person's own document that is not there is created at its own path: nobody makes themselves a member. */
  async function tryAll(database: Database, path: string) {
    const document = database.doc(path);
    const missing = documents.has(path) ? database.doc(`${path}-new`) : document;
    const [get, list, create, update, remove] = await Promise.all([
      isAllowed(document.get()),
      isAllowed(document.parent.get()),
      isAllowed(missing.set(aMember(document.id, { role: "owner" }))),
      isAllowed(document.update({ role: "owner", status: "active" })),
      isAllowed(document.delete()),
    ]);
    return { get, list, create, update, delete: remove };
  }

  it("even an owner may not query messages across spaces", async () => {
    expect(await isAllowed(databases.owner.collectionGroup("messages").get())).to.equal(false);
    expect(await isAllowed(databases.owner.collectionGroup("members").get())).to.equal(false);
  });

  it("a stranger cannot tell a message or a space that exists from one that does not", async () => {
    const paths = ["spaces/lobby/messages/m1", "spaces/lobby/messages/m2", "spaces/nowhere/messages/m1", "spaces/nowhere"];
    const tried = await Promise.all(paths.map((path) => isAllowed(databases.stranger.doc(path).get())));
    expect(tried).to.deep.equal([false, false, false, false]);
  });

  it("a member who is removed loses the messages with the next request, also by listening", async () => {
    await seed(new Map([["spaces/lobby/members/leaver", aMember("leaver")]]));
    const messages = env.authenticatedContext("leaver").firestore().collection("spaces/lobby/messages");
    expect(await isAllowed(messages.get())).to.equal(true);
    await env.withSecurityRulesDisabled((context) => context.firestore().doc("spaces/lobby/members/leaver").delete());
    expect(await isAllowed(messages.get())).to.equal(false);
    expect(await isAllowed(firstSnapshot(messages))).to.equal(false);
  });

  it("every expression of the rules was decided by some test above", async () => {
    const response = await fetch(`http://${process.env.FIRESTORE_EMULATOR_HOST}/emulator/v1/projects/${env.projectId}:ruleCoverage`);
    console.log(JSON.stringify(await response.json(), null, 1));
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

const firstSnapshot = (query: firebase.firestore.Query): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const stop = query.onSnapshot((snapshot) => {
      stop();
      resolve(snapshot);
    }, reject);
  });
