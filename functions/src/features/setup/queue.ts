import type { SetupDraft } from "@firecast/contract/space/setup";
import type { Space } from "@firecast/contract/space/spaces";
import { seconds } from "../../platform/clock.js";
import {
  asks,
  orderOf,
  type SetupOrder,
  type SetupPart,
  type SpaceTemplate,
} from "../../platform/setup/order.js";
import { notSetUp, type SetupQueue } from "../../platform/setup/queue.js";
import type { SetupStep } from "../../platform/setup/step.js";
import type { SetupDeps } from "./deps.js";
import type { StoredSetup } from "./schema.js";
import { setupIdOf } from "./store.js";

/** How long a new set-up is left to the function that its document calls. */
const startsWithin = seconds(30);

/** Puts set-ups of new spaces into the commits that create the spaces. */
export const setupQueue = ({ store, steps, templates }: SetupDeps): SetupQueue => ({
  enqueue: (space, draft = {}) => {
    const setup = newSetup(space, orderFor(draft, templates, space.name), [...steps().values()]);
    return (batch) => store.create(batch, setup);
  },
});

/** @throws Problem `invalid_request` for a template that this deployment does not have. */
function orderFor(draft: SetupDraft, templates: readonly SpaceTemplate[], spaceName: string): SetupOrder {
  const template = templates.find(({ name }) => name === draft.template);
  if (draft.template === undefined || template) return orderOf(draft, template, spaceName);
  const names = templates.map(({ name }) => name).join(", ");
  throw notSetUp("/setup/template", `must be one of: ${names}`);
}

/** With the steps that have something to do. @throws Problem `invalid_request` where something is asked for that no step does. */
export function newSetup(
  { id: spaceId, createdBy, createdAt }: Space,
  order: SetupOrder,
  steps: readonly Pick<SetupStep, "name" | "parts">[],
): StoredSetup {
  const done = new Set<SetupPart>(steps.flatMap(({ parts = [] }) => parts));
  for (const part of ["tools", "newTools", "calendar", "invites", "welcome"] as const) {
    if (asks(order, part) && !done.has(part))
      throw notSetUp(`/setup/${part}`, "is nothing that this deployment sets up");
  }
  const asked = steps.filter(({ parts }) => parts?.some((part) => asks(order, part)) ?? true);
  return {
    id: setupIdOf(spaceId),
    spaceId,
    createdBy,
    createdAt,
    updatedAt: createdAt,
    phase: "make",
    state: "open",
    order,
    steps: asked.map(({ name }) => ({ name, state: "pending", notes: [] })),
    attempts: 0,
    retries: 0,
    dueAt: Date.parse(createdAt) + startsWithin,
  };
}
