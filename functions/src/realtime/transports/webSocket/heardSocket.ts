import { WebSocket } from "ws";

/** What is made of a client's frames. */
export interface Hearer {
  onMessage(data: unknown, isBinary: boolean): void;
  onPing(): void;
  onPong(): void;
  onClose(): void;
}

/**
 * A connection as `ws` keeps it, with one hearer in place of listeners: an instance has a thousand of them that do nothing, and five
 * listeners with what they close over would be a tenth of what each holds in memory.
 */
export class HeardSocket extends WebSocket {
  hearer: Hearer | undefined;

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    const { hearer } = this;
    switch (event) {
      case "message":
        hearer?.onMessage(args[0], args[1] === true);
        return true;
      case "ping":
        hearer?.onPing();
        return true;
      case "pong":
        hearer?.onPong();
        return true;
      case "close":
        hearer?.onClose();
        return super.emit(event, ...args);
      case "error": // `ws` closes with the code that says what was wrong.
        return true;
      default:
        return super.emit(event, ...args);
    }
  }
}
