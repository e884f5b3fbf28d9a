import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { severities } from "@firecast/contract/issues/issues";
import { randomIds } from "../../src/platform/ids.js";
import { aUser } from "../support/users.js";
import type { Cluster } from "./cluster.js";

interface Person {
  readonly uid: string;
  readonly token: string;
}

/** An organization with two campuses of two buildings each. */
export interface IssueWorld {
  readonly organizationId: string;
  readonly users: { readonly admin: Person; readonly member: Person };
  readonly buildings: readonly string[];
  /** Of the organization, a campus and two buildings. */
  readonly channels: readonly string[];
}

const Made = z.object({ id: z.string() });
const munich = { lat: 48.137, lng: 11.575 };

export async function issueWorld(cluster: Cluster): Promise<IssueWorld> {
  const organizationId = randomIds.next();
  const someone = async (role: "admin" | "member"): Promise<Person> => {
    const { uid, idToken } = await aUser({ organizationId, role });
    return { uid, token: idToken };
  };
  const [admin, member] = [await someone("admin"), await someone("member")];
  const make = async (path: string, body: object): Promise<string> =>
    Made.parse((await asked({ cluster, token: admin.token }, "POST", path, body)).body).id;
  const campuses = [
    await make("/campuses", { name: "North", position: munich }),
    await make("/campuses", { name: "South", position: munich }),
  ];
  const buildings = await Promise.all(
    [0, 0, 1, 1].map((campus, n) =>
      make("/buildings", { campusId: campuses[campus], name: `House ${n}`, position: munich }),
    ),
  );
  const places = [`orgs/${organizationId}`, `campuses/${campuses[0] ?? ""}`];
  const followed = [...places, ...buildings.slice(1, 3).map((id) => `buildings/${id}`)];
  return {
    ...{ organizationId, buildings, users: { admin, member } },
    channels: followed.map((place) => `${place}/issues`),
  };
}

const Shown = z.object({ id: z.string(), status: z.string(), severity: z.string() });
type Shown = z.infer<typeof Shown>;

interface Lane {
  readonly lane: number;
  readonly world: IssueWorld;
  readonly cluster: Cluster;
}

/**
 * Reports issues and sees them through, one operation after the other, each under a key of its own and repeated until it is
 * answered. Returns how each of its issues is in the end; undefined: deleted.
 */
export async function workOnIssues(
  { lane, world, cluster }: Lane,
  more: () => boolean,
): Promise<[id: string, issue: Shown | undefined][]> {
  const { users, buildings } = world;
  const known = new Map<string, Shown | undefined>();
  let count = 0;
  const act = async (method: string, path: string, body?: object): Promise<Shown | undefined> => {
    const caller = { cluster, token: users.admin.token, key: `${lane}-${count++}` };
    const answer = await asked(caller, method, path, body);
    return answer.status === 204 ? undefined : Shown.parse(answer.body);
  };
  for (let goesOn = true; goesOn;) {
    const n = known.size;
    const severity = severities[n % severities.length];
    const buildingId = buildings[(lane + n) % buildings.length];
    const issue = await act("POST", "/issues", {
      title: `Issue ${n}`,
      category: "lift",
      severity,
      buildingId,
    });
    if (!issue) throw new Error("A report is answered with the issue.");
    const path = `/issues/${issue.id}`;
    known.set(issue.id, issue);
    const moved = buildings[(lane + n + 1) % buildings.length];
    const steps = [
      () => act("POST", `${path}/assign`, { assigneeId: users.member.uid }),
      () => act("PATCH", path, { buildingId: moved, severity: severities[(n + 1) % severities.length] }),
      () => act("PATCH", path, { status: "in_progress" }),
      () => act("POST", `${path}/resolve`, { resolution: "done" }),
      () => act("POST", `${path}/reopen`),
      () => act("DELETE", path),
    ];
    goesOn = more();
    for (const step of steps.slice(0, (n + lane) % (steps.length + 1))) {
      if (!goesOn) break;
      known.set(issue.id, await step());
      goesOn = more();
    }
  }
  return [...known];
}

interface Asking {
  readonly cluster: Cluster;
  readonly token: string;
  readonly key?: string;
}

const giveUpAfterMs = 60_000;

/** Asks until somebody answers that is not in trouble. */
async function asked(
  { cluster, token, key = randomIds.next() }: Asking,
  method: string,
  path: string,
  body?: object,
) {
  const deadline = performance.now() + giveUpAfterMs;
  const headers = {
    authorization: `Bearer ${token}`,
    "idempotency-key": key,
    ...(body && { "content-type": "application/json" }),
  };
  while (performance.now() < deadline) {
    const base = cluster.any();
    const text = body && JSON.stringify(body);
    const init = { method, headers, signal: AbortSignal.timeout(12_000), ...(text && { body: text }) };
    const answer = base && (await fetch(`${base}/api${path}`, init).then(answered, () => undefined));
    if (answer && answer.status < 300) return answer;
    if (answer && answer.status < 500 && answer.status !== 429 && answer.status !== 409)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    await delay(20 + Math.random() * 100);
  }
  throw new Error(`${method} ${path} was not answered.`);
}

async function answered(response: Response): Promise<{ status: number; body: unknown }> {
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
}
