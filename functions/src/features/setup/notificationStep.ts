import { ActionFailed } from "../../platform/actions/actionFailed.js";
import type { Performer } from "../../platform/actions/performer.js";
import type { SetupStep } from "../../platform/setup/step.js";

interface Deps {
  readonly performer: Pick<Performer, "perform">;
}

/** Who made the space hears that it is ready, where it had to be waited for. */
export const notificationStep = ({ performer }: Deps): SetupStep => ({
  name: "notification",
  order: 70,
  doing: "Telling its founder",
  parts: ["tools", "newTools", "calendar", "invites", "welcome"],
  run: async ({ id, spaceId, founder: author, createdAt }) => {
    const action = {
      type: "notify",
      to: "me",
      spaceId,
      title: "Your new space is ready",
      body: "What you asked for is set up.",
    } as const;
    const automation = { type: "setup", id };
    const at = Date.parse(createdAt);
    try {
      await performer.perform(action, { author, spaceId, automation, key: `setup ${id}`, at });
    } catch (error) {
      // Without it the space is as ready.
      if (!(error instanceof ActionFailed) || error.consequence === "retry") throw error;
    }
  },
});
