import type { Firestore, WriteBatch } from "firebase-admin/firestore";
import { deleteFound } from "../../platform/firestore/deletePages.js";
import { readDocument, readQuery } from "../../platform/firestore/read.js";
import { updateVersion, type Versioned } from "../../platform/firestore/versioned.js";
import type { Log } from "../../platform/log.js";
import { answerDocument } from "./paths.js";
import { Answer } from "./schema.js";

const listed = 20;

/** Every read and write of answers. */
export function answersStore(firestore: Firestore, log: Log) {
  const of = (uid: string) => answerDocument.collection(firestore, { uid });
  const at = (uid: string, id: string) => answerDocument.document(firestore, { uid, id });
  return {
    answer: (uid: string, id: string): Promise<Versioned<Answer> | undefined> =>
      readDocument(Answer, at(uid, id), log),

    /** The newest first. */
    newest: async (uid: string): Promise<Answer[]> => {
      const newest = of(uid).orderBy("askedAt", "desc").limit(listed);
      return (await readQuery(Answer, newest, "answers", log)).map(({ value }) => value);
    },

    create: (batch: WriteBatch, uid: string, answer: Answer): void => {
      batch.create(at(uid, answer.id), answer);
    },

    complete: (batch: WriteBatch, uid: string, seen: Versioned<Answer>): void => {
      updateVersion(batch, at(uid, seen.value.id), seen, { status: "complete" });
    },

    forget: async (uid: string): Promise<void> => {
      await deleteFound(firestore, of(uid), { what: "answers" });
    },
  };
}

export type AnswersStore = ReturnType<typeof answersStore>;
