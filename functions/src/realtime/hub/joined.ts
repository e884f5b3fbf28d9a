import type { Frame } from "./batch.js";
import { pageOf } from "./replay/replayBuffer.js";

/** What one event `batch` may be, characters. */
const largest = 64_000;

/**
 * The frames of a turn, where durable ones that follow each other are one event `batch` if they are `from` or more: readers
 * unpack it. What a reader catches up on comes event by event.
 */
export function joined(channel: string, frames: readonly Frame[], from: number): readonly Frame[] {
  const sent: Frame[] = [];
  for (let at = 0; at < frames.length;) {
    const run = pageOf(frames.slice(at, endOfRun(frames, at)), largest);
    sent.push(...(run.length < Math.max(from, 2) ? run : [batchEvent(channel, run)]));
    at += run.length;
  }
  return sent;
}

/** Ephemeral events stay what they are, and where they are. */
function endOfRun(frames: readonly Frame[], at: number): number {
  const ephemeral = frames.findIndex(({ entry }, index) => index >= at && entry === undefined);
  return ephemeral === -1 ? frames.length : Math.max(ephemeral, at + 1);
}

function batchEvent(channel: string, frames: readonly Frame[]): Frame {
  const entry = frames.at(-1)?.entry;
  const wire = `{"channel":${JSON.stringify(channel)},"events":[${frames.map((frame) => frame.wire).join(",")}]}`;
  return { ...(entry !== undefined && { entry }), type: "batch", wire, holds: frames.length };
}
