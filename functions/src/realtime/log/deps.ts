import type { Firestore } from "firebase-admin/firestore";
import type { Clock } from "../../platform/clock.js";
import type { Ids, Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { Measured } from "../measured.js";
import type { CopyHeads } from "./copies.js";
import type { KnownHead, LoggedEvent } from "./event.js";
import type { TailReader } from "./reader.js";

export interface EventLogDeps {
  firestore: Firestore;
  reader: TailReader;
  clock: Clock;
  ids: Ids;
  random: Random;
  log: Log;
  /** Resolves after so many milliseconds. */
  pause: (ms: number) => Promise<unknown>;
  /** Sends committed events to every instance. Never rejects: what the bus does not carry, the relay does. */
  broadcast: (events: readonly LoggedEvent[]) => Promise<void>;
  measured?: Pick<Measured, "committed"> | undefined;
}

export interface WriterDeps extends EventLogDeps {
  /** This instance, as other writers of a channel know it. */
  writer: string;
  copyHeads: CopyHeads;
  /** This instance has put copies into that channel: the writer of that channel wants to know. */
  copied(channel: string, head: KnownHead): void;
  /** A new name for a commit, `<writer>.<number>`. */
  nextCommit(): string;
}
