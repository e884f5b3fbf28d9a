const hub = process.env["FIREBASE_EMULATOR_HUB"];

/** Whether Firestore's events reach the functions. Tasks and HTTP calls always do. Nothing happens where no functions run. */
export async function backgroundTriggers(state: "enable" | "disable"): Promise<void> {
  if (hub === undefined) return;
  const answer = await fetch(`http://${hub}/functions/${state}BackgroundTriggers`, { method: "PUT" });
  if (!answer.ok) throw new Error(`The triggers do not ${state}: ${await answer.text()}`);
}
