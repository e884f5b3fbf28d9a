import { eventOf } from "@firecast/contract/core/channelKind";
import type { Ids } from "../../../platform/ids.js";
import type { Access } from "../../access.js";
import type { Broadcast } from "../../bus/broadcast.js";
import type { Hub } from "../../hub/hub.js";
import type { Broadcasts } from "../../publishing/broadcasts.js";
import {
  endWithoutText,
  eventPacket,
  messageTypes,
  packed,
} from "../../transports/socketio/clusterMessages.js";
import { adapterBus } from "./adapterBus.js";
import { fetchSockets, type FetchSocketsDeps, type FoundSocket } from "./fetchSockets.js";
import { channelsOfRoom } from "./rooms.js";

/**
 * What `io` is on a server of Socket.IO, for any function of the project: `emitter.to("org:northside").emit(…)`. Without `to`, all
 * sockets are meant. Nothing is known of who hears it.
 */
export interface Emitter {
  to(...rooms: string[]): Emitter;
  in(...rooms: string[]): Emitter;
  except(...rooms: string[]): Emitter;
  /**
   * An event that the catalogue has for a channel of the room is published there: with its data alone, as one that clients recover
   * and streams hear. Any other event reaches the sockets that are connected now, and those who are not miss it.
   * @throws Problem 400 or 413 for data that the catalogue's event does not have.
   */
  emit(type: string, ...args: unknown[]): Promise<void>;
  socketsJoin(...rooms: string[]): Promise<void>;
  socketsLeave(...rooms: string[]): Promise<void>;
  disconnectSockets(close?: boolean): Promise<void>;
  /** The sockets of all instances, after a second; those of an instance that does not answer by then are left out. */
  fetchSockets(): Promise<FoundSocket[]>;
}

export interface EmitterDeps {
  access: Access;
  broadcasts: Pick<Broadcasts, "broadcast">;
  broadcast: Broadcast;
  hub: Hub;
  ids: Ids;
}

interface Meant {
  readonly rooms: readonly string[];
  readonly except: readonly string[];
}

export function emitter(deps: EmitterDeps): Emitter {
  const bus = adapterBus(deps.broadcast, deps.hub);
  return emitterTo({ ...deps, bus }, { rooms: [], except: [] });
}

function emitterTo(deps: EmitterDeps & FetchSocketsDeps, meant: Meant): Emitter {
  const { access, broadcasts, broadcast, ids } = deps;
  const optionsFor = (rooms: readonly string[]) => ({
    rooms,
    except: meant.except,
    flags: { volatile: false },
  });
  const tell = (type: number, data: object, rooms = meant.rooms): Promise<void> => {
    const opts = optionsFor(rooms);
    const content = { uid: "emitter", nsp: "/", type, data: { ...data, opts } };
    return broadcast.control({ type: "sockets", message: packed(ids.next(), content) });
  };
  const to = (...rooms: string[]): Emitter =>
    emitterTo(deps, { ...meant, rooms: [...meant.rooms, ...rooms] });
  return {
    to,
    in: to,
    except: (...rooms) => emitterTo(deps, { ...meant, except: [...meant.except, ...rooms] }),
    emit: async (type, ...args) => {
      const channels = meant.rooms.map((room) =>
        channelsOfRoom(access, room).find(({ kind }) => eventOf(kind, type)),
      );
      const published = channels.filter((channel) => channel !== undefined);
      for (const { name } of published) await broadcasts.broadcast(name, type, args[0]);
      const others = meant.rooms.filter((_, index) => !channels[index]);
      if (published.length > 0 && others.length === 0) return;
      const packet = eventPacket([type, ...args]);
      endWithoutText(packet);
      await tell(messageTypes.broadcast, { packet }, others);
    },
    socketsJoin: (...rooms) => tell(messageTypes.socketsJoin, { rooms }),
    socketsLeave: (...rooms) => tell(messageTypes.socketsLeave, { rooms }),
    disconnectSockets: (close = false) => tell(messageTypes.disconnectSockets, { close }),
    fetchSockets: () => fetchSockets(deps, ids.next(), optionsFor(meant.rooms)),
  };
}
