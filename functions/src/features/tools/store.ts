import { FieldValue, type Firestore, type WriteBatch } from "firebase-admin/firestore";
import { Deployment, Tool } from "@firecast/contract/tools";
import { committer } from "../../platform/firestore/commit.js";
import { decodedPages } from "../../platform/firestore/pages.js";
import { read, readCount, readDocument, readQuery } from "../../platform/firestore/read.js";
import { updateVersion, type Versioned } from "../../platform/firestore/versioned.js";
import type { Log } from "../../platform/log.js";
import { deploymentDocument, toolDocument } from "./paths.js";

/** Documents per read where there may be many. */
const pageSize = 100;

/** Every read and write of tools and of where they are deployed. Writes go into the caller's batch. */
export function toolsStore(firestore: Firestore, log: Log) {
  const toolAt = (toolId: string) => toolDocument.document(firestore, { toolId });
  const deploymentAt = (spaceId: string, toolId: string) =>
    deploymentDocument.document(firestore, { spaceId, toolId });
  const forksOf = (toolId: string) => toolDocument.collection(firestore, {}).where("forkOf", "==", toolId);

  return {
    tool: (id: string): Promise<Versioned<Tool> | undefined> => readDocument(Tool, toolAt(id), log),

    deployment: (spaceId: string, toolId: string): Promise<Versioned<Deployment> | undefined> =>
      readDocument(Deployment, deploymentAt(spaceId, toolId), log),

    /** In one round trip. */
    isDeployedToAny: async (toolId: string, spaceIds: readonly string[]): Promise<boolean> => {
      if (spaceIds.length === 0) return false;
      const references = spaceIds.map((spaceId) => deploymentAt(spaceId, toolId));
      return (await read("deployments", firestore.getAll(...references))).some(({ exists }) => exists);
    },

    /** Some of the spaces that the tool is deployed to. A tool's own document has no `toolId`: it is not among these. */
    someSpacesOf: async (toolId: string, limit: number): Promise<string[]> => {
      const named = deploymentDocument.collectionGroup(firestore).where("toolId", "==", toolId).limit(limit);
      return (await readQuery(Deployment, named, "deployments", log)).map(({ value }) => value.spaceId);
    },

    /** The tools that began as copies of this one, page by page. */
    forks: (toolId: string): AsyncGenerator<Tool[]> =>
      decodedPages(Tool, forksOf(toolId), { what: "forks", size: pageSize, log }),

    /** How many forks there are, at most `limit`. */
    forkCount: (toolId: string, limit: number): Promise<number> =>
      readCount(forksOf(toolId).limit(limit), "forks"),

    createTool: (batch: WriteBatch, tool: Tool): void => {
      batch.create(toolAt(tool.id), tool);
    },

    updateTool: (batch: WriteBatch, seen: Versioned<Tool>, tool: Tool): void => {
      const { id, name, description = FieldValue.delete(), version, updatedAt } = tool;
      updateVersion(batch, toolAt(id), seen, { name, description, version, updatedAt });
    },

    createDeployment: (batch: WriteBatch, deployment: Deployment): void => {
      batch.create(deploymentAt(deployment.spaceId, deployment.toolId), deployment);
    },

    /** Uses only add up: they meet without a conflict. */
    countUse: (batch: WriteBatch, toolId: string): void => {
      batch.update(toolAt(toolId), { uses: FieldValue.increment(1) });
    },

    commit: committer(firestore, "tools"),
  };
}

export type ToolsStore = ReturnType<typeof toolsStore>;
