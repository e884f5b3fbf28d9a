import { expect } from "chai";
import fc from "fast-check";
import { type Bounds, check, type Rule } from "./checker.js";
import { countRecords, type HistoryRecord } from "./history.js";
import { logCorruptions } from "./logCorruptions.js";
import { outcomes, play, revocationMs, type Step, subscriptions } from "./model.js";
import { streamCorruptions } from "./streamCorruptions.js";

const watchers = Object.keys(subscriptions);
const channels = ["a", "b"];

const channel = fc.constantFrom(...channels);
const watcher = fc.constantFrom(...watchers);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("post"), channel, outcome: fc.constantFrom(...outcomes) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("deliver"), watcher, count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("kill"), watcher }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("connect"), watcher }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("revoke"), watcher, channel }) },
);
