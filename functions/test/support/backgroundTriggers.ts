/** Tests that run beside others leave the triggers as those need them. */
const isBeside = process.env["TESTS_BESIDE_OTHERS"] !== undefined;
const hub = isBeside ? undefined : process.env["FIREBASE_EMULATOR_HUB"];

type State = "enable" | "disable";
let current: State = "enable";

/**
 * Whether Firestore's events reach the functions. Tasks and HTTP calls always do. Nothing happens where no functions run.
 *
 * Each enabling registers all triggers once more, and the Firestore emulator calls the former ones, too: a suite says what it
 * needs before it starts, and nothing is switched back after it.
 */
export async function backgroundTriggers(wanted: State): Promise<void> {
  if (hub === undefined || wanted === current) return;
  const answer = await fetch(`http://${hub}/functions/${wanted}BackgroundTriggers`, { method: "PUT" });
  if (!answer.ok) throw new Error(`The triggers do not ${wanted}: ${await answer.text()}`);
  current = wanted;
}
