import type { JobCounts, JobName } from "@firecast/contract/jobs";

/** A run of a job, as its work sees it. */
export interface Run {
  readonly id: string;
  /**
   * The time that the run is for, ms since the epoch: what is due by then is due. A run that comes late, or goes on after its
   * process died, has the same one.
   */
  readonly slot: number;
  /**
   * The slot of the schedule, ms since the epoch, that had the run before: what came after it is this one's. Absent where all counts:
   * for the first run, and for a call by HTTP.
   */
  readonly previousSlot?: number | undefined;
  /** Slots in which something was due, and that passed without a run: this one stands for them, too. */
  readonly missed: number;
  /** Aborts when the run is no longer this process's: another one holds it, or this one ends. */
  readonly signal: AbortSignal;
}

/** Something to do, named by an id that is the same in every run. */
export interface WorkItem {
  readonly id: string;
}

export interface WorkPage<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; undefined after the last one. */
  readonly next: string | undefined;
  /**
   * On the first page: since when its first item has been due, ms since the epoch. Slots since then that no process ran are counted
   * as missed. Default: the run's slot.
   */
  readonly dueSince?: number | undefined;
}

/**
 * What a feature contributes to a job. The runner goes through it page by page, and stores where it is: who goes on does so
 * with the page that was under way. So an item may be done twice, even at the same time by a process that is believed dead:
 * its writes rest on the version of what it read, or create what has a derived id.
 */
export interface Work<Item extends WorkItem = WorkItem> {
  readonly job: JobName;
  /** Names it in checkpoints and alerts; unique within the job. */
  readonly name: string;
  /** Items at the same time. Default 10. */
  readonly atOnce?: number;
  /** Longest one item may take, ms. Default 30 s. */
  readonly actWithinMs?: number;
  /** Failed runs after which an item is set aside: until it is replayed, no run tries it. Default 5. */
  readonly maxFailures?: number;
  /**
   * A bounded page of what is due at the run's slot, from where `after` says, in an order that stays while items are done. A
   * slot with an empty first page and no second one costs no more than that read.
   */
  page(run: Run, after: string | undefined): Promise<WorkPage<Item>>;
  /** Does one. What it returns is added to the run's counts. An error makes it fail for this run, and stops no other. */
  act(item: Item, run: Run): Promise<JobCounts | undefined>;
  /**
   * An operator has an item tried again that was set aside: it does not wait any longer. Safe to repeat, also of an item that is gone.
   * Default: nothing, for what is due until it is done.
   */
  replay?(id: string): Promise<void>;
  /** The users who are told when it is set aside. Default: none. */
  ownersOf?(item: Item): Promise<readonly string[]> | readonly string[];
  /** What they are told it is, such as `The calendar feed "Holidays"`. Default: `Something of yours`. */
  describe?(item: Item): Promise<string> | string;
}
