/**
 * In production the relay runs on instances of its own. Here it would run for every appended event on the cores that
 * are being measured, and not for the floor's commits: it rests. Without a functions emulator there is nothing to rest.
 */
export const pauseTriggers = (): Promise<void> => setTriggers("disable");

/** For what is measured through triggers. */
export const resumeTriggers = (): Promise<void> => setTriggers("enable");

async function setTriggers(state: "enable" | "disable"): Promise<void> {
  const hub = process.env["FIREBASE_EMULATOR_HUB"];
  if (hub === undefined) return;
  const answer = await fetch(`http://${hub}/functions/${state}BackgroundTriggers`, { method: "PUT" });
  if (!answer.ok) throw new Error(`The triggers do not ${state}: ${await answer.text()}`);
}
