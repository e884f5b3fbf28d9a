import type { Claim, Ledger, MinuteLimit } from "../../../src/platform/rates/ledger.js";
import { settle } from "../../../src/platform/rates/ledger.js";
import { Share } from "../../../src/platform/rates/share.js";

/** What happens for a while: how many events a second come, and to how many of the instances. */
export interface Phase {
  readonly ms: number;
  readonly perSecond: number;
  readonly instances: number;
}

interface World {
  readonly limit: MinuteLimit;
  readonly instances: number;
  readonly phases: readonly Phase[];
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Longest way to the ledger, and back, ms. */
  readonly slowestMs: number;
}

interface Instance {
  readonly share: Share;
  waiting: number;
  asking?:
    { claim: Claim; settlesAt: number; answeredAt: number; answer?: ReturnType<typeof settle> } | undefined;
}

interface Outcome {
  /** When events passed, ms. */
  readonly passed: number[];
  readonly refused: number;
  /** How often an instance asked: one read, and at most one write each. */
  readonly asked: number;
}

const tickMs = 50;

/** A fleet of instances that share one ledger, in steps of 50 ms. Callers of an instance that asks wait until it is answered. */
export function runFleet({ limit, instances: count, phases, random, slowestMs }: World): Outcome {
  let now = Date.parse("2026-03-01T12:00:00.000Z");
  let ledger: Ledger | undefined;
  const instances = Array.from({ length: count }, (): Instance => ({
    share: new Share(limit, now),
    waiting: 0,
  }));
  const outcome = { passed: [] as number[], refused: 0, asked: 0 };

  const ask = (instance: Instance): void => {
    if (instance.asking) return;
    const settlesAt = now + random() * slowestMs;
    const claim = instance.share.claim(instance.waiting, now);
    instance.asking = { claim, settlesAt, answeredAt: settlesAt + random() * slowestMs };
    outcome.asked++;
  };
  const take = (instance: Instance): void => {
    const standing = instance.share.take(1, now);
    if (!standing) {
      instance.waiting++;
      ask(instance);
    } else if (standing.passed) {
      outcome.passed.push(now);
      if (instance.share.runsShort(now)) ask(instance);
    } else outcome.refused++;
  };
  const hear = (instance: Instance): void => {
    const { asking } = instance;
    if (!asking) return;
    if (!asking.answer && asking.settlesAt <= now) {
      asking.answer = settle(ledger, limit, asking.claim, now);
      ledger = asking.answer.ledger;
    }
    if (!asking.answer || asking.answeredAt > now) return;
    instance.share.settled(asking.claim, asking.answer, now);
    instance.asking = undefined;
    const callers = instance.waiting;
    instance.waiting = 0;
    for (let caller = 0; caller < callers; caller++) take(instance);
  };

  for (const phase of phases) {
    const until = now + phase.ms;
    let due = 0;
    for (; now < until; now += tickMs) {
      for (const instance of instances) hear(instance);
      for (due += (phase.perSecond * tickMs) / 1000; due >= 1; due--) {
        const instance = instances[Math.floor(random() * Math.min(phase.instances, count))];
        if (instance) take(instance);
      }
    }
  }
  return outcome;
}
