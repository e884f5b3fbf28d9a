import { setTimeout as delay } from "node:timers/promises";
import { isConflict, isTransient } from "../../../platform/firestore/grpc.js";
import { seconds } from "../../../platform/clock.js";
import { unavailable } from "../../../platform/problems.js";
import { type AppendRequest, decideAppend, type Verdict, withPieces } from "../rules/append.js";
import type { DurableStreamsDeps } from "../deps.js";
import type { Head } from "../schema.js";
import type { Added, DurableStreamsStore, SeenHead } from "../store.js";
import { Pace } from "./pace.js";

export type Appended = Exclude<Verdict, { type: "refused" }>;

/** What a writer works with. */
export interface StreamWriterDeps extends Pick<DurableStreamsDeps, "clock" | "random" | "ids" | "announce"> {
  readonly store: Pick<DurableStreamsStore, "head" | "append">;
}

interface Waiting {
  readonly request: AppendRequest;
  readonly since: number;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** What a group of appends comes to after one head. */
interface Plan {
  readonly verdicts: readonly Verdict[];
  /** Undefined where nothing changes. */
  readonly change: { readonly head: Head; readonly added: Added; readonly commit: string } | undefined;
}

/** What is not through by then is answered `unavailable` when it fails next. */
const giveUpAfter = seconds(8);
/** A commit has room for so many bytes (Firestore takes 10 MiB). */
const groupBytes = 6 * 1024 * 1024;
const rememberedCommits = 32;

/**
 * The writer of one stream on this instance (group commit): one commit is in flight at a time, and all appends that wait go into
 * the next one. Writers of other instances are not locked out: a commit rests on the head as it was read (optimistic
 * concurrency), so of two writers one fails, looks again and decides anew.
 *
 * An attempt whose outcome is not known may still land. All attempts of a group rest on the same head until another one is seen,
 * so at most one of them lands, and the head names the commits that made it.
 */
export class StreamWriter {
  private queue: Waiting[] = [];
  private seen: SeenHead | undefined;
  /** Writers of other instances were first of late: then looking before a commit costs less than a commit that fails. */
  private hasRivals = false;
  private readonly pace = new Pace();
  private running = false;

  constructor(
    private readonly key: string,
    private readonly deps: StreamWriterDeps,
  ) {}

  append(request: AppendRequest): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.queue.push({ request, since: this.deps.clock.now(), resolve, reject });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    await Promise.resolve(); // the callers of this turn get together first
    while (this.queue.length > 0) {
      await this.company();
      const group = this.nextGroup();
      await this.settle(group).catch((error: unknown) => {
        this.seen = undefined;
        for (const { reject } of group) reject(error);
      });
    }
    this.running = false;
  }

  /** Waits for more appends where commits would follow each other too fast. */
  private async company(): Promise<void> {
    for (;;) {
      const last = this.queue.at(-1);
      const waitMs = this.pace.dueAt(last?.since ?? 0) - this.deps.clock.now();
      if (waitMs <= 0) return;
      await delay(waitMs);
    }
  }

  private nextGroup(): Waiting[] {
    let bytes = 0;
    const most = this.queue.findIndex(({ request }, index) => {
      if (!request.stored) bytes += request.body.length;
      return index > 0 && bytes > groupBytes;
    });
    return this.queue.splice(0, most === -1 ? this.queue.length : most);
  }

  private async settle(group: readonly Waiting[]): Promise<void> {
    const { store, clock } = this.deps;
    const giveUpAt = Math.max(...group.map(({ since }) => since)) + giveUpAfter;
    const attempts = new Map<string, Plan>();
    /** What an attempt rested on whose outcome is not known. */
    let base: Head | undefined;
    let isFresh = this.seen === undefined || this.hasRivals;
    let seen = isFresh ? await this.look() : this.seen;
    for (let tried = 0; ; tried++) {
      const plan = this.planFor(seen?.value, group);
      if (!plan.change || !seen) {
        // What refuses may be long past: only the head as it is now does.
        if (isFresh) return this.answer(group, plan, seen);
      } else {
        attempts.set(plan.change.commit, plan);
        if (attempts.size === 1) this.pace.commits(group.length, clock.now());
        try {
          const { head, added } = plan.change;
          const version = await store.append(this.key, seen, head, added);
          return this.answer(group, plan, version && { value: head, version });
        } catch (error) {
          if (!isConflict(error) && !isTransient(error)) throw error;
          if (clock.now() > giveUpAt) throw unavailable(error);
          if (isConflict(error)) this.hasRivals = true;
          else base ??= seen.value;
          // The first time, what was seen was old. After that, others are as fast.
          if (tried > 0 || !isConflict(error)) await delay(this.deps.random() * 40);
        }
      }
      seen = await store.head(this.key);
      isFresh = true;
      const landed = seen?.value.commits.map((commit) => attempts.get(commit)).find(Boolean);
      if (landed) return this.answer(group, landed, seen);
      if (base && seen && hasForgotten(seen.value, base))
        throw unavailable(new Error("too many commits since"));
    }
  }

  /** The head as it is now. As it was left, it has no rivals any more. */
  private async look(): Promise<SeenHead | undefined> {
    const found = await this.deps.store.head(this.key);
    if (this.seen && found?.version.isEqual(this.seen.version)) this.hasRivals = false;
    return found;
  }

  private planFor(head: Head | undefined, group: readonly Waiting[]): Plan {
    const now = this.deps.clock.now();
    let after = head;
    const verdicts = group.map(({ request }) => {
      const verdict = decideAppend(after, request, now);
      if (verdict.type === "appended") after = verdict.head;
      return verdict;
    });
    if (!head || !after || after === head) return { verdicts, change: undefined };
    const commit = this.deps.ids.next();
    const commits = [commit, ...head.commits].slice(0, rememberedCommits);
    const pieces = verdicts.flatMap((verdict) => (verdict.type === "appended" ? verdict.pieces : []));
    const taken = group.filter((_, index) => verdicts[index]?.type === "appended");
    const uploads = taken.flatMap(({ request: { stored } }) => (stored ? [stored.upload] : []));
    const { head: next, pages } = withPieces(head, { ...after, commits }, pieces);
    return { verdicts, change: { head: next, added: { pages, uploads }, commit } };
  }

  private answer(group: readonly Waiting[], { verdicts, change }: Plan, seen: SeenHead | undefined): void {
    this.seen = seen;
    const announced = change ? this.deps.announce(change.head) : Promise.resolve();
    void announced.then(() => {
      for (const [index, { resolve, reject }] of group.entries()) {
        const verdict = verdicts[index];
        if (!verdict || verdict.type === "refused") reject(verdict?.problem);
        else resolve(verdict);
      }
    });
  }
}

/** Whether there were more commits since than a head names: an attempt that is not among them may have been one of them. */
function hasForgotten({ commits }: Head, { commits: [before] }: Head): boolean {
  return commits.length === rememberedCommits && (before === undefined || !commits.includes(before));
}
