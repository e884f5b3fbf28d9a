import type { Firestore, WriteBatch } from "firebase-admin/firestore";

/** Runs a commit, or fails in its place, before it or after it. */
export type Fault = (commit: () => Promise<unknown>, attempt: number) => Promise<unknown>;

/** A Firestore whose commits pass through `fault`; everything else is the real one. Attempts count from 0. */
export function faultyFirestore(firestore: Firestore, fault: Fault): Firestore {
  let attempts = 0;
  const batch = (): WriteBatch => {
    const real = firestore.batch();
    const commit = real.commit.bind(real);
    const faulty = async () => {
      let results: Awaited<ReturnType<WriteBatch["commit"]>> = [];
      await fault(async () => {
        results = await commit();
      }, attempts++);
      return results;
    };
    return Object.assign(real, { commit: faulty });
  };
  return new Proxy(firestore, {
    get: (target, name) => {
      if (name === "batch") return batch;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

export const grpcError = (code: number, message = "made up"): Error =>
  Object.assign(new Error(message), { code });
export const unavailable = (): Error => grpcError(14, "UNAVAILABLE");
