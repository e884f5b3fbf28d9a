import type { Hub } from "../hub/hub.js";
import type { Transport } from "./transport.js";

/** Also with no channel a session hears of its user's rights, and of newer connections. */
export async function hearNews(hub: Pick<Hub, "hold" | "listen">, { sink }: Transport): Promise<void> {
  let release: (() => void) | undefined = hub.hold();
  sink.onClose(() => {
    release?.();
    release = undefined;
  });
  await hub.listen([]);
}
