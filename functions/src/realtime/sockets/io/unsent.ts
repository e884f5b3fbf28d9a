/** The packets that Engine.IO holds for a client until the connection takes more. They are not among the bytes that wait in the socket. */
export function unsentOn(connection: object): readonly unknown[] {
  const held: unknown = Reflect.get(connection, "writeBuffer");
  return Array.isArray(held) ? held : none;
}

/** What a packet takes beside its text, about. */
const packetBytes = 100;

/** Of such packets. */
export const bytesOf = (packets: readonly unknown[]): number =>
  packets.reduce<number>(
    (sum, packet) => sum + packetBytes + lengthOf(Reflect.get(Object(packet), "data")),
    0,
  );

const lengthOf = (data: unknown): number =>
  typeof data === "string" || Buffer.isBuffer(data) ? data.length : 0;

const none: readonly unknown[] = [];
