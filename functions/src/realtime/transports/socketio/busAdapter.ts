import type { BroadcastOptions, Session } from "socket.io-adapter";
import { ClusterAdapterWithHeartbeat, type ClusterMessage, type ClusterResponse } from "socket.io-adapter";
import type { Namespace } from "socket.io";
import { z } from "zod";
import { seconds } from "../../../platform/clock.js";
import { lazyCache } from "../../../platform/concurrency/lazyCache.js";
import { endWithoutText, packed, type Packet, unpacked } from "./clusterMessages.js";

/** How adapters of all instances reach each other: each that is there hears everything, itself included. */
export interface AdapterBus {
  tell(message: string): void;
  /** Returns what ends it. */
  hear(act: (message: string) => void): () => void;
}

export interface BusAdapterDeps {
  bus: AdapterBus;
  /** What is known of a client that comes back. Rejects for one that is not known. Undefined: no client is recovered. */
  restore?(pid: string, offset: string): Promise<Session>;
}

/** Made by another adapter, or an emitter, of this project. */
const Told = z.object({ id: z.string(), content: z.custom<ClusterMessage>() });

/** Every instance hears each of these, and Pub/Sub bills it. */
const heartbeatEveryMs = seconds(15);
/** An instance that was killed is waited for by who asks all of them; one that ends says so. */
const goneAfterMs = seconds(35);

/** Messages of a cluster that are told apart from those that the bus brings twice. */
const remembered = 10_000;

/**
 * Socket.IO's adapter over the bus of the project. It carries what the backend itself says to rooms, and calls about sockets
 * (`fetchSockets`, `socketsJoin` …); events of channels reach sockets through their sessions, from the log.
 */
export class BusAdapter extends ClusterAdapterWithHeartbeat {
  private readonly seen = lazyCache<string, true>({ max: remembered });
  private readonly stopHearing: () => void;
  private sent = 0;

  constructor(
    nsp: Namespace,
    private readonly deps: BusAdapterDeps,
  ) {
    super(nsp, { heartbeatInterval: heartbeatEveryMs, heartbeatTimeout: goneAfterMs });
    this.stopHearing = deps.bus.hear((text) => this.receive(text));
  }

  override close(): void {
    super.close();
    this.stopHearing();
  }

  /** What is said to one socket of this instance concerns no other. */
  override broadcast(packet: Packet, opts: BroadcastOptions): Promise<void> {
    const [room, ...others] = opts.rooms;
    const isOwn = room !== undefined && others.length === 0 && this.sids.has(room);
    // Neither kept nor given an offset here, which only what is not volatile would be.
    const flags = { volatile: false, ...opts.flags, ...(isOwn && { local: true }) };
    if (this.deps.restore) endWithoutText(packet);
    return super.broadcast(packet, { ...opts, flags });
  }

  override restoreSession(pid: string, offset: string): Promise<Session> {
    return this.deps.restore?.(pid, offset) ?? Promise.reject(new Error("nobody is recovered here"));
  }

  protected override doPublish(message: ClusterMessage): Promise<string> {
    this.tell(message);
    return Promise.resolve("");
  }

  protected override doPublishResponse(_requester: string, response: ClusterResponse): Promise<void> {
    this.tell(response);
    return Promise.resolve();
  }

  private tell(content: ClusterMessage | ClusterResponse): void {
    this.deps.bus.tell(packed(`${this.uid}.${this.sent++}`, content));
  }

  private receive(text: string): void {
    const { id, content } = Told.parse(unpacked(text));
    if (this.seen.has(id)) return;
    this.seen.set(id, true);
    this.onMessage(content);
  }
}
