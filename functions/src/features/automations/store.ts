import {
  FieldPath,
  FieldValue,
  type Firestore,
  type Timestamp,
  type WriteBatch,
} from "firebase-admin/firestore";
import { commit, committer, type Writes } from "../../platform/firestore/commit.js";
import { deleteFound } from "../../platform/firestore/deletePages.js";
import { pageByTime, type TimePlace } from "../../platform/firestore/pageByTime.js";
import { pages } from "../../platform/firestore/pages.js";
import { read, readDocument, readDue } from "../../platform/firestore/read.js";
import {
  createClaimed,
  decode,
  deleteVersion,
  putVersion,
  updateVersion,
  type Versioned,
} from "../../platform/firestore/versioned.js";
import type { Log } from "../../platform/log.js";
import { automationDocument, awaitedDocument, firingDocument } from "./paths.js";
import { StoredAwaited, StoredFiring, StoredRule } from "./schema.js";

/** When a rule is to be looked at, and its path. */
export type DuePlace = [dueAt: string, path: string];

export interface RuleRef {
  readonly spaceId: string;
  readonly automationId: string;
}

const pageSize = 100;

/** Every read and write of rules, of what they wait for, and of their firings. Writes go into the caller's batch. */
export function automationsStore(firestore: Firestore, log: Log) {
  const ruleAt = (spaceId: string, automationId: string) =>
    automationDocument.document(firestore, { spaceId, automationId });
  const firingAt = (spaceId: string, automationId: string, id: string) =>
    firingDocument.document(firestore, { spaceId, automationId, id });
  const awaitedAt = (spaceId: string) => awaitedDocument.document(firestore, { spaceId });

  const commitRule = committer(firestore, "a rule");

  return {
    rule: ({ spaceId, automationId }: RuleRef): Promise<Versioned<StoredRule> | undefined> =>
      readDocument(StoredRule, ruleAt(spaceId, automationId), log),

    /** One that is due. @throws Error if it cannot be read. */
    dueRule: ({ spaceId, automationId }: RuleRef): Promise<Versioned<StoredRule> | undefined> =>
      readDue(StoredRule, ruleAt(spaceId, automationId), log),

    awaited: (spaceId: string): Promise<Versioned<StoredAwaited> | undefined> =>
      readDocument(StoredAwaited, awaitedAt(spaceId), log),

    /** A rule and what the rules of its space wait for, in one round trip. */
    ruleAndAwaited: async ({ spaceId, automationId }: RuleRef) => {
      const documents = [ruleAt(spaceId, automationId), awaitedAt(spaceId)];
      const [rule, awaited] = await read("a rule", firestore.getAll(...documents));
      return { rule: decode(StoredRule, rule, log), awaited: decode(StoredAwaited, awaited, log) };
    },

    /** The newest first; one more than `limit` if there are more. */
    page: (spaceId: string, after: TimePlace | undefined, limit: number) =>
      pageByTime(StoredRule, automationDocument.collection(firestore, { spaceId }), {
        what: "rules",
        by: "createdAt",
        after,
        limit,
        log,
      }),

    /** Rules of all spaces that are to be looked at by `until`, in that order, after a place. */
    due: async (until: string, after: DuePlace | undefined, limit: number) => {
      const inOrder = automationDocument
        .collectionGroup(firestore)
        .where("dueAt", "<=", until)
        .orderBy("dueAt")
        .orderBy(FieldPath.documentId())
        .limit(limit);
      const rest = after ? inOrder.startAfter(after[0], firestore.doc(after[1])) : inOrder;
      const { docs } = await read("due rules", rest.get());
      return docs.map((snapshot) => ({
        place: [String(snapshot.get("dueAt")), snapshot.ref.path] satisfies DuePlace,
        ref: { spaceId: snapshot.ref.parent.parent?.id ?? "", automationId: snapshot.id } satisfies RuleRef,
      }));
    },

    /** The rules of all spaces that act in the name of a user, a page at a time. */
    rulesBy: async function* (uid: string): AsyncGenerator<RuleRef[]> {
      const own = automationDocument.collectionGroup(firestore).where("authorId", "==", uid);
      for await (const page of pages(own, { what: "rules", size: pageSize })) {
        yield page.map(({ id, ref }) => ({ spaceId: ref.parent.parent?.id ?? "", automationId: id }));
      }
    },

    createRule: (batch: WriteBatch, rule: StoredRule): void => {
      createClaimed(batch, ruleAt(rule.spaceId, rule.id), { ...rule, actions: JSON.stringify(rule.actions) });
    },

    updateRule: (batch: WriteBatch, seen: Versioned<StoredRule>, rule: StoredRule): void => {
      const gone = FieldValue.delete();
      const { authorId = gone, suspended = gone, secret = gone, lastFiredAt = gone } = rule;
      const { dueAt = gone, occurrence = gone, lookedUntil = gone } = rule;
      const optional = { authorId, suspended, secret, lastFiredAt, dueAt, occurrence, lookedUntil };
      const fields = { ...rule, ...optional, actions: JSON.stringify(rule.actions) };
      updateVersion(batch, ruleAt(rule.spaceId, rule.id), seen, fields);
    },

    deleteRule: (batch: WriteBatch, seen: Versioned<StoredRule>): void => {
      deleteVersion(batch, ruleAt(seen.value.spaceId, seen.value.id), seen);
    },

    putAwaited: (
      batch: WriteBatch,
      spaceId: string,
      seen: Versioned<StoredAwaited> | undefined,
      { rules, waiting }: StoredAwaited,
    ): void => {
      putVersion(batch, awaitedAt(spaceId), seen, { rules, waiting: JSON.stringify(waiting) });
    },

    firing: (
      { spaceId, automationId }: RuleRef,
      firingId: string,
    ): Promise<Versioned<StoredFiring> | undefined> =>
      readDocument(StoredFiring, firingAt(spaceId, automationId, firingId), log),

    /** The newest first; one more than `limit` if there are more. */
    firings: (ref: RuleRef, after: TimePlace | undefined, limit: number) =>
      pageByTime(StoredFiring, firingDocument.collection(firestore, { ...ref }), {
        what: "firings",
        by: "at",
        after,
        limit,
        log,
      }),

    createFiring: (batch: WriteBatch, firing: StoredFiring): void => {
      const { actions } = firing;
      batch.create(firingAt(firing.spaceId, firing.automationId, firing.id), {
        ...firing,
        ...(actions && { actions: JSON.stringify(actions) }),
      });
    },

    /** Without `actions`, these go. */
    updateFiring: (batch: WriteBatch, seen: Versioned<StoredFiring>, firing: StoredFiring): void => {
      const { spaceId, automationId, id } = firing;
      const actions = firing.actions ? JSON.stringify(firing.actions) : FieldValue.delete();
      updateVersion(batch, firingAt(spaceId, automationId, id), seen, { ...firing, actions });
    },

    /** Deletes the rules of a space that is deleted, with what they have fired for. What waits to be tried again finds none. */
    forgetSpace: async function* (spaceId: string): AsyncGenerator<undefined> {
      await commitRule((batch) => batch.delete(awaitedAt(spaceId)));
      const rules = automationDocument.collection(firestore, { spaceId });
      for await (const page of pages(rules, { what: "rules", size: pageSize })) {
        for (const { id: automationId } of page) {
          const firings = firingDocument.collection(firestore, { spaceId, automationId });
          await deleteFound(firestore, firings, { what: "firings" });
        }
        await commitRule((batch) => page.forEach(({ ref }) => batch.delete(ref)));
        yield undefined;
      }
    },

    commit: commitRule,

    /** Returns the version of all that was written. */
    commitVersion: async (writes: Writes): Promise<Timestamp> => {
      const version = await commit(firestore, "a firing", writes);
      if (!version) throw new RangeError("a firing has a write");
      return version;
    },
  };
}

export type AutomationsStore = ReturnType<typeof automationsStore>;
