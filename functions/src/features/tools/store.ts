import { FieldPath, FieldValue, type Firestore, type WriteBatch } from "firebase-admin/firestore";
import { Deployment, Tool } from "@firecast/contract/tools";
import { committer } from "../../platform/firestore/commit.js";
import { decodedPages, pages } from "../../platform/firestore/pages.js";
import { read, readCount, readDocument, readDocuments, readQuery } from "../../platform/firestore/read.js";
import { decode, deleteVersion, updateVersion, type Versioned } from "../../platform/firestore/versioned.js";
import type { Log } from "../../platform/log.js";
import { warningOf } from "./decide.js";
import { milestoneOf } from "./notices.js";
import { deploymentDocument, toolDocument, usesDocument } from "./paths.js";
import { CountedTool } from "./schema.js";

/** Documents per read where there may be many. */
const pageSize = 100;

/** When a tool was made and its id: what its place in a list is. The tools of a space are in the order of their ids. */
export type ToolPosition = [createdAt: string, id: string];

/** When a tool's end is to be looked at, and its id. */
export type ExpiryPlace = [dueAt: string, id: string];

/** When a part of a count was changed, ms since the epoch, and its path. */
export type ChangePlace = [changedAt: number, path: string];

export interface ToolRow {
  readonly position: ToolPosition;
  /** Undefined where it cannot be read. */
  readonly tool: Tool | undefined;
}

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
      const expiryDueAt = warningOf(tool);
      batch.create(toolAt(tool.id), { ...tool, ...(expiryDueAt !== undefined && { expiryDueAt }) });
    },

    updateTool: (batch: WriteBatch, seen: Versioned<Tool>, tool: Tool): void => {
      const { id, name, description = FieldValue.delete(), version, updatedAt, archivedAt } = tool;
      const fields = {
        name,
        description,
        version,
        updatedAt,
        ...(archivedAt !== undefined && { archivedAt }),
        expiresAt: tool.expiresAt ?? FieldValue.delete(),
        expiryDueAt: warningOf(tool) ?? FieldValue.delete(),
      };
      updateVersion(batch, toolAt(id), seen, fields);
    },

    /** The owner is another one, and the tool in the archive. */
    disown: (
      batch: WriteBatch,
      seen: Versioned<Tool>,
      { id, ownerId, archivedAt, updatedAt }: Tool,
    ): void => {
      const ended = { expiresAt: FieldValue.delete(), expiryDueAt: FieldValue.delete() };
      updateVersion(batch, toolAt(id), seen, { ownerId, archivedAt, updatedAt, ...ended });
    },

    /** Ids of some of a user's tools. */
    someOf: async (uid: string): Promise<string[]> => {
      const own = toolDocument.collection(firestore, {}).where("ownerId", "==", uid).select();
      return (await read("tools", own.limit(pageSize).get())).docs.map(({ id }) => id);
    },

    /** With its state and the count of its uses. */
    removeTool: (toolId: string): Promise<void> => firestore.recursiveDelete(toolAt(toolId)),

    /** The tool's end is next looked at then; undefined: no more. */
    putOffExpiry: (batch: WriteBatch, seen: Versioned<Tool>, expiryDueAt: string | undefined): void => {
      updateVersion(batch, toolAt(seen.value.id), seen, { expiryDueAt: expiryDueAt ?? FieldValue.delete() });
    },

    /** Tools whose end is to be looked at by `before`, in that order, after a place. */
    expiring: async (
      before: string,
      after: ExpiryPlace | undefined,
      limit: number,
    ): Promise<ExpiryPlace[]> => {
      const due = toolDocument
        .collection(firestore, {})
        .where("expiryDueAt", "<=", before)
        .orderBy("expiryDueAt")
        .orderBy(FieldPath.documentId())
        .limit(limit);
      const { docs } = await read("expiring tools", (after ? due.startAfter(...after) : due).get());
      return docs.map((snapshot) => [String(snapshot.get("expiryDueAt")), snapshot.id]);
    },

    createDeployment: (batch: WriteBatch, deployment: Deployment): void => {
      batch.create(deploymentAt(deployment.spaceId, deployment.toolId), deployment);
    },

    /** Whatever it is like by now. */
    dropDeployment: (
      batch: WriteBatch,
      { spaceId, toolId }: Pick<Deployment, "spaceId" | "toolId">,
    ): void => {
      batch.delete(deploymentAt(spaceId, toolId));
    },

    deleteDeployment: (
      batch: WriteBatch,
      { value: { spaceId, toolId }, version }: Versioned<Deployment>,
    ): void => {
      deleteVersion(batch, deploymentAt(spaceId, toolId), { version });
    },

    /** The tools that are deployed to a space, a page at a time. */
    deployedTo: async function* (spaceId: string): AsyncGenerator<string[]> {
      const deployed = deploymentDocument.collection(firestore, { spaceId }).select();
      for await (const page of pages(deployed, { what: "deployments", size: pageSize }))
        yield page.map(({ id }) => id);
    },

    counted: (id: string): Promise<Versioned<CountedTool> | undefined> =>
      readDocument(CountedTool, toolAt(id), log),

    /** How often a tool was used, as of now. */
    updateUses: (batch: WriteBatch, seen: Versioned<CountedTool>, uses: number): void => {
      const milestone = Math.max(milestoneOf(seen.value), milestoneOf({ ...seen.value, uses }));
      updateVersion(batch, toolAt(seen.value.id), seen, { uses, milestone });
    },

    /** Parts of counts that have changed by `before`, ms, and that no recount has seen: the longest first, after a place. */
    changedUses: async (
      before: number,
      after: ChangePlace | undefined,
      limit: number,
    ): Promise<ChangePlace[]> => {
      const changed = usesDocument
        .collectionGroup(firestore)
        .where("changedAt", "<=", before)
        .orderBy("changedAt")
        .orderBy(FieldPath.documentId())
        .limit(limit);
      const rest = after ? changed.startAfter(after[0], firestore.doc(after[1])) : changed;
      const { docs } = await read("changed counts", rest.get());
      return docs.map((snapshot) => [Number(snapshot.get("changedAt")), snapshot.ref.path]);
    },

    /** A user's own tools, the newest first; one more than `limit` if there are more. */
    ownPage: async (uid: string, after: ToolPosition | undefined, limit: number): Promise<ToolRow[]> => {
      const own = toolDocument.collection(firestore, {}).where("ownerId", "==", uid);
      const inOrder = own
        .orderBy("createdAt", "desc")
        .orderBy(FieldPath.documentId(), "desc")
        .limit(limit + 1);
      const { docs } = await read("tools", (after ? inOrder.startAfter(...after) : inOrder).get());
      return docs.map((snapshot) => ({
        position: [String(snapshot.get("createdAt")), snapshot.id],
        tool: decode(Tool, snapshot, log)?.value,
      }));
    },

    /** The tools of a space, in the order of their ids; one more than `limit` if there are more. */
    deployedPage: async (spaceId: string, after: string | undefined, limit: number): Promise<ToolRow[]> => {
      const inOrder = deploymentDocument.collection(firestore, { spaceId }).orderBy(FieldPath.documentId());
      const rest = after === undefined ? inOrder : inOrder.startAfter(after);
      const { docs } = await read("deployments", rest.limit(limit + 1).get());
      const tools = await readDocuments(
        Tool,
        docs.map(({ id }) => toolAt(id)),
        log,
      );
      return docs.map(({ id }, index) => ({ position: ["", id], tool: tools[index]?.value }));
    },

    commit: committer(firestore, "tools"),
  };
}

export type ToolsStore = ReturnType<typeof toolsStore>;
