import type { Encoded } from "../../hub/batch.js";
import type { CloseReason } from "../../session/ending/closeReason.js";
import type { Sink } from "../../session/transport.js";
import { gzipHeader, gzipTrailer } from "./blocks.js";
import { emptyChecksum, extended } from "./checksum.js";

/**
 * One gzip member around blocks that others made (https://www.rfc-editor.org/rfc/rfc1952): all that a connection has of its own
 * is the checksum and the length so far, which its end has to name.
 */
export class GzipSink implements Sink {
  private isOpen = false;
  private sum: { crc: number; length: number } = emptyChecksum;

  constructor(private readonly inner: Sink) {}

  get waiting(): number {
    return this.inner.waiting;
  }

  get closed(): boolean {
    return this.inner.closed;
  }

  drained(): Promise<void> | undefined {
    return this.inner.drained();
  }

  open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.inner.open();
    this.inner.write({ bytes: gzipHeader });
  }

  write(encoded: Encoded): void {
    if (!encoded.decoded) throw new TypeError("Only blocks of the gzip encoding can be in a gzip member");
    this.sum = extended(this.sum, encoded.decoded);
    this.inner.write(encoded);
  }

  end(reason: CloseReason): void {
    // A client that is sent away before anything was said gets a whole, empty member.
    this.open();
    this.inner.write({ bytes: gzipTrailer(this.sum) });
    this.inner.end(reason);
  }

  destroy(): void {
    this.inner.destroy();
  }

  onClose(act: () => void): void {
    this.inner.onClose(act);
  }
}
