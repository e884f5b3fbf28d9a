import type { Frame } from "../../hub/batch.js";
import type { Encoding, Message } from "../../session/transport.js";
import { batchText, eventLines, ownLines, retryText } from "../sseText.js";
import { type Block, deflated, joinedBlocks, stored } from "./blocks.js";

/**
 * The SSE encoding, compressed once for all its readers instead of once for each connection, with a window of 32 KB each. What
 * many clients get is deflated, each block for itself. What is one client's own (its cursors, with the secret of its
 * ticket; control events) is stored as it is: that costs no CPU per client, and secrets are never compressed together
 * with what others wrote, which would let sizes tell of them.
 */
export const gzipSseEncoding: Encoding = {
  messages: (messages) => {
    const [first, ...others] = messages.map(blockOf);
    return first ? joinedBlocks([first, ...others]) : stored("");
  },
  batch: ({ frames }) => wholeBlockOf(frames),
  retry: (ms) => stored(retryText(ms)),
};

function blockOf(message: Message): Block {
  if (!message.frame) return stored(ownLines(message) + eventLines(message));
  const own = ownLines(message);
  const shared = sharedBlockOf(message.frame);
  return own === "" ? shared : joinedBlocks([stored(own), shared]);
}

/** A frame goes to every stream of several channels, and again to those that come back. */
function sharedBlockOf(frame: Frame): Block {
  const block = shared.get(frame) ?? deflated(eventLines(frame));
  shared.set(frame, block);
  return block;
}
const shared = new WeakMap<Frame, Block>();

/** Clients that were sent away together come back together, and are given the same past one after the other. */
function wholeBlockOf(frames: readonly Frame[]): Block {
  if (!isSame(latest.frames, frames)) latest = { frames, block: deflated(batchText(frames)) };
  return latest.block;
}
let latest: { frames: readonly Frame[]; block: Block } = { frames: [], block: stored("") };

const isSame = (some: readonly Frame[], others: readonly Frame[]): boolean =>
  some.length === others.length && some.every((frame, index) => frame === others[index]);
