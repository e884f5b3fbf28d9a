import { setTimeout as delay } from "node:timers/promises";
import { type Firestore, Timestamp } from "firebase-admin/firestore";
import { z } from "zod";
import { Timestamp as Rfc3339 } from "@firecast/contract/core/ids";
import { type Clock, seconds, toTimestamp } from "../../../platform/clock.js";
import { keyedMutex } from "../../../platform/concurrency/keyedMutex.js";
import { lazyCache } from "../../../platform/concurrency/lazyCache.js";
import { isConflict } from "../../../platform/firestore/grpc.js";
import { readDocument } from "../../../platform/firestore/read.js";
import { putVersion } from "../../../platform/firestore/versioned.js";
import type { Random } from "../../../platform/ids.js";
import type { Log } from "../../../platform/log.js";
import { announcedDocument } from "../paths.js";
import type { Figure } from "./figures.js";

/** Tells the followers of figures what has become of them: at most 4 times a second for each channel, over all instances. */
export interface Announcer {
  /**
   * Resolves when what is stored now was announced, or when another caller waits for that. @throws if that fails: the
   * trigger that asks is called again.
   */
  announce(figure: Figure): Promise<void>;
  /** Tells all of the figure if that is due: for readers that have missed something, and since heat decays by time alone. */
  refresh(figure: Figure): Promise<void>;
}

const Announced = z.object({
  /** What was stored by then has been announced. */
  upTo: z.instanceof(Timestamp),
  at: Rfc3339,
  /** When all was announced last. */
  fullAt: Rfc3339,
});

const apartMs = 250;
/** Followed channels are looked at every 5 s: all is told once in 60 s. */
export const fullEveryMs = seconds(55);
const giveUpAfter = seconds(20);
const remembered = 10_000;

interface Deps {
  readonly firestore: Firestore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export function figuresAnnouncer(deps: Deps): Announcer {
  const { clock, random, firestore, log } = deps;
  const turn = keyedMutex();
  /** Announcements that have not looked yet: what was stored until then is in them. */
  const waiting = new Set<string>();
  /** When a full state was announced last, ms, as far as this instance knows: until the next is due, it reads no document for it. */
  const toldAll = lazyCache<string, number>({ max: remembered });

  const documentOf = ({ channel }: Figure) =>
    announcedDocument.document(firestore, { figure: channel.name.replaceAll("/", ".") });

  /** False if another one was first: there may be more to announce. */
  const announceNow = async (figure: Figure): Promise<boolean> => {
    const document = documentOf(figure);
    // Read before the figures: an instance that replaces this document has then read newer figures than it names.
    const last = await readDocument(Announced, document, log);
    const now = clock.now();
    if (last && now - Date.parse(last.value.at) < apartMs) return false;
    const isFull = isFullDue(last?.value.fullAt, now);
    const news = await figure.news({ since: last?.value.upTo, isFull, now });
    toldAll.set(figure.channel.name, isFull ? now : Date.parse(last?.value.fullAt ?? ""));
    if (!news) return true;
    const at = toTimestamp(now);
    const next = { upTo: news.asOf, at, fullAt: isFull ? at : (last?.value.fullAt ?? at) };
    try {
      await news.append((batch) => putVersion(batch, document, last, next));
      return true;
    } catch (error) {
      if (isConflict(error)) return false;
      throw error;
    }
  };

  const run = async (figure: Figure): Promise<void> => {
    const { name } = figure.channel;
    const deadline = clock.now() + giveUpAfter;
    while (clock.now() < deadline) {
      waiting.add(name);
      const last = await readDocument(Announced, documentOf(figure), log);
      const passedMs = last ? Math.max(0, clock.now() - Date.parse(last.value.at)) : apartMs;
      if (passedMs < apartMs) await delay(apartMs - passedMs + random() * 50);
      waiting.delete(name);
      if (await announceNow(figure)) return;
    }
    throw new Error(`${name} is announced by others all the time`);
  };

  return {
    announce: async (figure) => {
      const { name } = figure.channel;
      if (waiting.has(name)) return;
      waiting.add(name);
      try {
        await turn(name, () => run(figure));
      } finally {
        waiting.delete(name);
      }
    },

    // If another one was first, it has told more than this one would.
    refresh: async (figure) => {
      const { name } = figure.channel;
      const known = toldAll.get(name);
      if (known !== undefined && clock.now() - known < fullEveryMs) return;
      await turn(name, async () => {
        const last = await readDocument(Announced, documentOf(figure), log);
        if (last) toldAll.set(name, Date.parse(last.value.fullAt));
        if (isFullDue(last?.value.fullAt, clock.now())) await announceNow(figure);
      });
    },
  };
}

const isFullDue = (fullAt: string | undefined, now: number): boolean =>
  fullAt === undefined || now - Date.parse(fullAt) >= fullEveryMs;
