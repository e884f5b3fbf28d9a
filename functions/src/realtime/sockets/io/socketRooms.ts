import type { Channel } from "@firecast/contract/core/channel";
import type { ChannelStart } from "@firecast/contract/core/events";
import { asUser } from "../../../platform/auth/caller.js";
import type { User } from "../../../platform/auth/user.js";
import { notFound, Problem, rateLimited } from "../../../platform/problems.js";
import type { Access } from "../../access.js";
import { listenFirst, requireReadable } from "../../askedChannels.js";
import type { Begin } from "../../hub/attach.js";
import type { ClientSession } from "../../session/clientSession.js";
import type { SessionRegistry } from "../../session/sessionRegistry.js";
import { inBody, maxRooms, type Room, roomNamed } from "./rooms.js";

/** Whose rooms they are. */
interface Owner {
  readonly session: ClientSession;
}

/** All sockets share them: an idle one shall be small. */
export interface SocketRoomsDeps<Of extends Owner> {
  sessions: SessionRegistry;
  access: Access;
  /** Keeps what rooms there are, for when the client comes back elsewhere. */
  keep(of: Of, rooms: readonly string[]): Promise<void>;
  /** Called with where each channel starts, before any of their events. */
  tell(of: Of, room: string, starts: readonly ChannelStart[]): void;
}

/** Calls of one socket that wait for their turn. */
const mostWaiting = 50;

/** The rooms of one socket. Calls take effect one after the other. */
export class SocketRooms<Of extends Owner> {
  private readonly rooms = new Map<string, Room>();
  private turn: Promise<unknown> | undefined;
  private waiting = 0;

  constructor(
    readonly of: Of,
    rooms: readonly Room[],
    private readonly deps: SocketRoomsDeps<Of>,
  ) {
    for (const room of rooms) this.rooms.set(room.name, room);
  }

  get names(): string[] {
    return [...this.rooms.keys()];
  }

  has(name: string): boolean {
    return this.rooms.has(name);
  }

  /** The channel of that name, or the one of a room of that name for which `fits` holds. */
  channelIn(name: string, fits: (channel: Channel) => boolean): Channel {
    const { channels } = roomNamed(this.deps.access, this.caller, name);
    const [first] = channels;
    const found = channels.find(fits) ?? first;
    if (!found) throw notFound();
    return found;
  }

  /** @throws Problem for a room that does not exist, or is hidden, or is one too many. */
  subscribe(name: string, begin: Begin): Promise<readonly ChannelStart[]> {
    return this.inTurn(async () => {
      const room = roomNamed(this.deps.access, this.caller, name);
      if (!this.rooms.has(name)) await this.enter(room, begin);
      return room.channels.flatMap((channel) => this.of.session.reads.startIn(channel.name) ?? []);
    });
  }

  unsubscribe(name: string): Promise<void> {
    return this.inTurn(async () => {
      // What it is not in costs no write.
      if (!this.rooms.has(name)) return;
      this.drop(name);
      await this.keep();
    });
  }

  /** The right to a channel was taken away: its rooms are left as a whole. Returns their names. */
  lost(channel: string): string[] {
    const rooms = [...this.rooms.values()].filter(({ channels }) =>
      channels.some(({ name }) => name === channel),
    );
    for (const { name } of rooms) this.drop(name);
    return rooms.map(({ name }) => name);
  }

  keep(): Promise<void> {
    return this.deps.keep(this.of, this.names);
  }

  /** Kept before it is entered: a client that is told so has the room wherever it comes back. */
  private async enter(room: Room, begin: Begin): Promise<void> {
    const { sessions, access, keep, tell } = this.deps;
    if (this.rooms.size >= maxRooms) throw tooMany();
    const { caller, of } = this;
    const { session } = of;
    await listenFirst(caller, room.channels, access, sessions);
    await requireReadable(access, caller, room.channels, inBody);
    await keep(of, [...this.names, room.name]);
    const added = room.channels.filter(({ name }) => !session.channels.includes(name));
    this.rooms.set(room.name, room);
    try {
      await sessions.join(session, added, begin, (starts) => tell(of, room.name, starts));
    } catch (error) {
      this.rooms.delete(room.name);
      throw error;
    }
  }

  private drop(name: string): void {
    const room = this.rooms.get(name);
    this.rooms.delete(name);
    const others = new Set([...this.rooms.values()].flatMap(({ channels }) => channels.map(nameOf)));
    for (const channel of room?.channels ?? [])
      if (!others.has(channel.name)) this.of.session.leave(channel.name);
  }

  private get caller() {
    return asUser(this.user);
  }

  private get user(): User {
    const { user } = this.of.session.options;
    if (!user) throw new RangeError("a socket has a user");
    return user;
  }

  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.waiting >= mostWaiting) throw rateLimited(1000);
    this.waiting++;
    const result = Promise.resolve(this.turn).then(work);
    const done = (): void => {
      if (--this.waiting === 0) this.turn = undefined;
    };
    this.turn = result.then(done, done);
    return result;
  }
}

const nameOf = ({ name }: Channel): string => name;

const tooMany = (): Problem =>
  new Problem("invalid_request", {
    errors: [{ ...inBody, detail: `must be one of at most ${maxRooms} rooms of a socket` }],
  });
