import { sha256 } from "../../platform/ids.js";

/** Every instance with an open stream listens to this shard: control messages go here. */
export const controlShard = 0;

/** The same channel is on the same shard everywhere. */
export function shardOf(channel: string, shards: number): number {
  return shards === 1 ? 0 : Buffer.from(sha256(channel), "base64url").readUInt32BE(0) % shards;
}
