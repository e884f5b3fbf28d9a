import {
  type DocumentSnapshot,
  FieldPath,
  FieldValue,
  type Firestore,
  type Query,
  type WriteBatch,
} from "firebase-admin/firestore";
import { Deployment, Tool } from "../../contract/tools.js";
import { seconds } from "../../platform/clock.js";
import { within } from "../../platform/grpc.js";
import type { Log } from "../../platform/log.js";
import { claim, decode, type Seen } from "../../platform/seen.js";

const readWithin = seconds(5);
const commitWithin = seconds(5);
/** Documents per read where there may be many. */
const pageSize = 100;

/** Every read and write of tools and of where they are deployed. Writes go into the caller's batch. */
export function toolsStore(firestore: Firestore, log: Log) {
  const tools = firestore.collection("tools");
  const deploymentAt = (spaceId: string, toolId: string) =>
    firestore.doc(`spaces/${spaceId}/tools/${toolId}`);
  const forksOf = (toolId: string) => tools.where("forkOf", "==", toolId);

  async function* pages(query: Query): AsyncGenerator<DocumentSnapshot[]> {
    const page = query.orderBy(FieldPath.documentId()).limit(pageSize);
    let after: DocumentSnapshot | undefined;
    do {
      const next = after ? page.startAfter(after) : page;
      const { docs } = await within(readWithin, "read of tools", next.get());
      if (docs.length > 0) yield docs;
      after = docs.length === pageSize ? docs.at(-1) : undefined;
    } while (after);
  }

  return {
    tool: async (id: string): Promise<Seen<Tool> | undefined> =>
      decode(Tool, await within(readWithin, "read of a tool", tools.doc(id).get()), log),

    deployment: async (spaceId: string, toolId: string): Promise<Seen<Deployment> | undefined> => {
      const read = deploymentAt(spaceId, toolId).get();
      return decode(Deployment, await within(readWithin, "read of a deployment", read), log);
    },

    /** Where the tool is deployed, page by page. A tool's own document has no `toolId`: it is not among these. */
    spacesOf: async function* (toolId: string): AsyncGenerator<string[]> {
      for await (const page of pages(firestore.collectionGroup("tools").where("toolId", "==", toolId))) {
        yield page.flatMap((snapshot) => decode(Deployment, snapshot, log)?.value.spaceId ?? []);
      }
    },

    /** The tools that began as copies of this one, page by page. */
    forks: async function* (toolId: string): AsyncGenerator<Tool[]> {
      for await (const page of pages(forksOf(toolId))) {
        yield page.flatMap((snapshot) => decode(Tool, snapshot, log)?.value ?? []);
      }
    },

    /** How many forks there are, at most `limit`. */
    forkCount: async (toolId: string, limit: number): Promise<number> => {
      const counted = forksOf(toolId).limit(limit).count().get();
      return (await within(readWithin, "count of forks", counted)).data().count;
    },

    createTool: (batch: WriteBatch, tool: Tool): void => {
      batch.create(tools.doc(tool.id), tool);
    },

    updateTool: (batch: WriteBatch, { version: seen }: Seen<Tool>, tool: Tool): void => {
      const { id, name, description = FieldValue.delete(), version, updatedAt } = tool;
      claim(batch, tools.doc(id));
      batch.update(tools.doc(id), { name, description, version, updatedAt }, { lastUpdateTime: seen });
    },

    createDeployment: (batch: WriteBatch, deployment: Deployment): void => {
      batch.create(deploymentAt(deployment.spaceId, deployment.toolId), deployment);
    },

    /** Uses only add up: they meet without a conflict. */
    countUse: (batch: WriteBatch, toolId: string): void => {
      batch.update(tools.doc(toolId), { uses: FieldValue.increment(1) });
    },

    commit: async (writes: (batch: WriteBatch) => void): Promise<void> => {
      const batch = firestore.batch();
      writes(batch);
      await within(commitWithin, "commit of tools", batch.commit());
    },
  };
}

export type ToolsStore = ReturnType<typeof toolsStore>;
