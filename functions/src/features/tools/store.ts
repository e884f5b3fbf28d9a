import { FieldValue, type Firestore, type WriteBatch } from "firebase-admin/firestore";
import { Deployment, Tool } from "@firecast/contract/tools";
import { seconds } from "../../platform/clock.js";
import { committer } from "../../platform/firestore/commit.js";
import { within } from "../../platform/firestore/grpc.js";
import type { Log } from "../../platform/log.js";
import { pages } from "../../platform/firestore/pages.js";
import { claimOnce, decode, type Versioned } from "../../platform/firestore/versioned.js";

const readWithin = seconds(5);
/** Documents per read where there may be many. */
const pageSize = 100;

/** Every read and write of tools and of where they are deployed. Writes go into the caller's batch. */
export function toolsStore(firestore: Firestore, log: Log) {
  const tools = firestore.collection("tools");
  const deploymentAt = (spaceId: string, toolId: string) =>
    firestore.doc(`spaces/${spaceId}/tools/${toolId}`);
  const forksOf = (toolId: string) => tools.where("forkOf", "==", toolId);

  return {
    tool: async (id: string): Promise<Versioned<Tool> | undefined> =>
      decode(Tool, await within(readWithin, "read of a tool", tools.doc(id).get()), log),

    deployment: async (spaceId: string, toolId: string): Promise<Versioned<Deployment> | undefined> => {
      const read = deploymentAt(spaceId, toolId).get();
      return decode(Deployment, await within(readWithin, "read of a deployment", read), log);
    },

    /** In one round trip. */
    isDeployedToAny: async (toolId: string, spaceIds: readonly string[]): Promise<boolean> => {
      if (spaceIds.length === 0) return false;
      const read = firestore.getAll(...spaceIds.map((spaceId) => deploymentAt(spaceId, toolId)));
      return (await within(readWithin, "read of deployments", read)).some(({ exists }) => exists);
    },

    /** Some of the spaces that the tool is deployed to. A tool's own document has no `toolId`: it is not among these. */
    someSpacesOf: async (toolId: string, limit: number): Promise<string[]> => {
      const deployments = firestore.collectionGroup("tools").where("toolId", "==", toolId).limit(limit);
      const { docs } = await within(readWithin, "read of deployments", deployments.get());
      return docs.flatMap((snapshot) => decode(Deployment, snapshot, log)?.value.spaceId ?? []);
    },

    /** The tools that began as copies of this one, page by page. */
    forks: async function* (toolId: string): AsyncGenerator<Tool[]> {
      for await (const page of pages(forksOf(toolId), "forks", pageSize)) {
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

    updateTool: (batch: WriteBatch, { version: seen }: Versioned<Tool>, tool: Tool): void => {
      const { id, name, description = FieldValue.delete(), version, updatedAt } = tool;
      claimOnce(batch, tools.doc(id));
      batch.update(tools.doc(id), { name, description, version, updatedAt }, { lastUpdateTime: seen });
    },

    createDeployment: (batch: WriteBatch, deployment: Deployment): void => {
      batch.create(deploymentAt(deployment.spaceId, deployment.toolId), deployment);
    },

    /** Uses only add up: they meet without a conflict. */
    countUse: (batch: WriteBatch, toolId: string): void => {
      batch.update(tools.doc(toolId), { uses: FieldValue.increment(1) });
    },

    commit: committer(firestore, "tools"),
  };
}

export type ToolsStore = ReturnType<typeof toolsStore>;
