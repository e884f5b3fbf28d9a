import type { Random } from "../ids.js";

const slotCount = 30;

/**
 * One timer for many members: each has its turn once per interval. They are spread over slots, so that thousands do not
 * have theirs in the same tick.
 */
export class TimerWheel<Member> {
  private readonly slots = Array.from({ length: slotCount }, () => new Set<Member>());
  private readonly timer: NodeJS.Timeout;
  private tick = 0;

  constructor(
    everyMs: number,
    private readonly random: Random,
    turn: (members: ReadonlySet<Member>) => void,
  ) {
    this.timer = setInterval(() => {
      turn(this.slots[this.tick++ % slotCount] ?? new Set());
    }, everyMs / slotCount);
    this.timer.unref();
  }

  /** Gives what takes the member off again. */
  add(member: Member): () => void {
    const slot = this.slots[Math.floor(this.random() * slotCount)] ?? new Set();
    slot.add(member);
    return () => slot.delete(member);
  }

  /** The same without anything to keep for it. */
  remove(member: Member): void {
    for (const slot of this.slots) if (slot.delete(member)) return;
  }

  close(): void {
    clearInterval(this.timer);
  }
}
