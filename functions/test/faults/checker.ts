import type { HistoryRecord } from "./history.js";
import { describe, differ, disagree, namesOf } from "./identity.js";
import { type ChannelView, type Track, type Views, viewsOf } from "./views.js";

/** What a history may not show. */
export const rules = {
  lost: "An event after the watcher's start never came, although it was accepted or later ones came.",
  doubled: "The same place, event or post came twice.",
  "out-of-order": "An event came after a later one, or lies before the watcher's start.",
  phantom: "What came, or is logged, is not what was submitted and logged there.",
  stray: "An event of another channel, or of a channel that the connection does not carry.",
  refused: "A post that was refused is there all the same.",
  repeated: "One post took effect twice.",
  "wrong-resume": "A connection goes on elsewhere than where the watcher stood.",
  "needless-reset": "A reset although the log still held everything after the watcher's position.",
  unlogged: "What was accepted is not in the log at its place.",
  "log-not-dense": "The log has a hole, or a place taken twice.",
  late: "Something came longer after a revocation than allowed.",
} as const;

export type Rule = keyof typeof rules;

export interface Violation {
  readonly rule: Rule;
  readonly channel: string;
  readonly watcher?: string;
  readonly detail: string;
}

export interface Bounds {
  /** How long after a revocation events may still come, ms. */
  readonly revocationMs: number;
  /** Events that a channel's log keeps. Without it, no reset is needless and a log may begin anywhere. */
  readonly historyOf?: (channel: string) => number;
}

/** Judges a fault test by what was seen: every way in which the history breaks the guarantees G1, G2, G4 and idempotency. */
export function check(history: readonly HistoryRecord[], bounds: Bounds): Violation[] {
  const views = viewsOf(history);
  const judge = <Subject>(subjects: readonly Subject[], rules: readonly RuleOver<Subject>[]) =>
    rules.flatMap((rule) => subjects.flatMap((subject) => [...rule(subject, views, bounds)]));
  return [...judge([...views.channels.values()], rulesOfLogs), ...judge(views.tracks, rulesOfWatchers)];
}

type Violations = Iterable<Violation>;
type RuleOver<Subject> = (subject: Subject, views: Views, bounds: Bounds) => Violations;

const rulesOfLogs: readonly RuleOver<ChannelView>[] = [
  unlogged,
  logNotDense,
  repeated,
  phantomsInLog,
  refusedInLog,
];

const rulesOfWatchers: readonly RuleOver<Track>[] = [
  lost,
  doubled,
  outOfOrder,
  phantoms,
  strays,
  refused,
  wrongResumes,
  needlessResets,
  late,
];

function* lost(track: Track): Violations {
  const { channel, spans, revokedAt } = track;
  const got = new Set(deliveriesOf(track).map(({ seq }) => seq));
  const accepted = newest(channel.acceptedSeqs);
  const written = Math.max(accepted, channel.logged.at(-1)?.seq ?? 0);
  for (const [index, { from, reached }] of spans.entries()) {
    const isToTheEnd = index === spans.length - 1 && revokedAt === undefined;
    const end = Math.min(written, isToTheEnd ? Math.max(reached, accepted) : reached);
    for (let seq = from + 1; seq <= end; seq++) {
      if (got.has(seq) || !exists(channel, seq)) continue;
      yield ofWatcher("lost", track, seq < reached ? `${seq} was skipped` : `${seq} never came`);
    }
  }
}

function* doubled(track: Track): Violations {
  const seen = new Set<string>();
  for (const event of deliveriesOf(track)) {
    const names = namesOf(event);
    const again = names.filter((name) => seen.has(name));
    if (again.length > 0) yield ofWatcher("doubled", track, `${again.join(", ")} came again`);
    for (const name of names) seen.add(name);
  }
}

function* outOfOrder(track: Track): Violations {
  const seen = new Set<number>();
  for (const { from, deliveries } of track.spans) {
    let reached = from;
    for (const { seq } of deliveries) {
      // What came before is told by `doubled`.
      if (seq <= reached && !seen.has(seq))
        yield ofWatcher("out-of-order", track, `${seq} came after ${reached}`);
      reached = Math.max(reached, seq);
      seen.add(seq);
    }
  }
}

function* phantoms(track: Track): Violations {
  const { channel } = track;
  for (const event of deliveriesOf(track)) {
    const known = channel.known.get(event.seq);
    if (known && differ(known, event)) {
      yield ofWatcher("phantom", track, `${describe(event)} came where ${describe(known)} is`);
    }
    if (!known && !channel.acceptedSeqs.has(event.seq)) {
      yield ofWatcher("phantom", track, `${describe(event)} came and is not in the log`);
    }
  }
}

function* phantomsInLog(channel: ChannelView, { isSubmitted }: Views): Violations {
  for (const event of channel.known.values()) {
    if (event.attemptId === undefined || isSubmitted(channel.name, event.attemptId)) continue;
    yield ofLog("phantom", channel, `${describe(event)} was never submitted`);
  }
}

function* strays(track: Track): Violations {
  for (const event of track.strays) {
    yield ofWatcher("stray", track, `${describe(event)} came on connection ${event.connection}`);
  }
}

function* refused(track: Track, { isRefused }: Views): Violations {
  for (const event of [...deliveriesOf(track), ...track.strays]) {
    if (event.attemptId === undefined || !isRefused(track.channel.name, event.attemptId)) continue;
    yield ofWatcher("refused", track, `${describe(event)} came`);
  }
}

function* refusedInLog(channel: ChannelView, { isRefused }: Views): Violations {
  for (const event of channel.logged) {
    if (event.attemptId === undefined || !isRefused(channel.name, event.attemptId)) continue;
    yield ofLog("refused", channel, `${describe(event)} is in the log`);
  }
}

function* repeated(channel: ChannelView): Violations {
  const firstAt = new Map<string, number>();
  const places = [
    ...channel.logged.flatMap(({ seq, eventId, attemptId }) => [
      { name: `event ${eventId}`, seq },
      ...(attemptId === undefined ? [] : [{ name: `post ${attemptId}`, seq }]),
    ]),
    ...channel.accepted.map(({ attemptId, seq }) => ({ name: `post ${attemptId}`, seq })),
  ];
  for (const { name, seq } of places) {
    const first = firstAt.get(name) ?? seq;
    firstAt.set(name, first);
    if (first !== seq) yield ofLog("repeated", channel, `${name} is at ${first} and at ${seq}`);
  }
}

function* wrongResumes(track: Track): Violations {
  for (const { from, position } of track.resumes) {
    if (from !== position)
      yield ofWatcher("wrong-resume", track, `from ${from}, the watcher was at ${position}`);
  }
}

function* needlessResets(track: Track, _: Views, { historyOf }: Bounds): Violations {
  const history = historyOf?.(track.channel.name) ?? 0;
  for (const { head, position } of track.resets) {
    if (!historyOf || head - position > history) continue;
    yield ofWatcher("needless-reset", track, `at ${position} with the head at ${head}`);
  }
}

function* unlogged(channel: ChannelView): Violations {
  for (const answer of channel.accepted) {
    const known = channel.known.get(answer.seq);
    if (!known && answer.seq < channel.oldest) continue;
    if (known?.attemptId === answer.attemptId && !disagree(known.messageId, answer.messageId)) continue;
    const found = known ? describe(known) : "nothing";
    yield ofLog(
      "unlogged",
      channel,
      `post ${answer.attemptId} was accepted as ${answer.seq}, ${found} is there`,
    );
  }
}

function* logNotDense({ name, logged, oldest }: ChannelView, _: Views, { historyOf }: Bounds): Violations {
  const last = logged.at(-1)?.seq ?? 0;
  const kept = historyOf ? Math.max(1, last - historyOf(name) + 1) : oldest;
  let before = Math.min(kept, oldest) - 1;
  for (const { seq } of logged) {
    if (seq !== before + 1) yield ofLog("log-not-dense", { name }, `${seq} follows ${before}`);
    before = seq;
  }
}

function* late(track: Track, _: Views, { revocationMs }: Bounds): Violations {
  const until = (track.revokedAt ?? Infinity) + revocationMs;
  for (const { type, at } of [...track.connects, ...deliveriesOf(track), ...track.strays]) {
    if (at > until)
      yield ofWatcher("late", track, `${type} ${at - until + revocationMs} ms after the revocation`);
  }
}

const deliveriesOf = ({ spans }: Track) => spans.flatMap(({ deliveries }) => deliveries);

/** What is older than the log holds did exist: the log is dense, which is a rule of its own. */
const exists = ({ oldest, known, acceptedSeqs }: ChannelView, seq: number): boolean =>
  seq < oldest || known.has(seq) || acceptedSeqs.has(seq);

const newest = (seqs: ReadonlySet<number>): number => {
  let greatest = 0;
  for (const seq of seqs) greatest = Math.max(greatest, seq);
  return greatest;
};

const ofWatcher = (rule: Rule, { watcher, channel }: Track, detail: string): Violation => ({
  rule,
  channel: channel.name,
  watcher,
  detail,
});

const ofLog = (rule: Rule, { name }: { name: string }, detail: string): Violation => ({
  rule,
  channel: name,
  detail,
});
