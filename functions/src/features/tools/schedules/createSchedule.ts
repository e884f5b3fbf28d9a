import {
  type CreateSchedule,
  maxSchedules,
  type NewSchedule,
} from "@firecast/contract/automations/schedules";
import { channelOf } from "@firecast/contract/core/channel";
import { toolChannel } from "@firecast/contract/tools";
import type { Call } from "../../../platform/call.js";
import { toTimestamp } from "../../../platform/clock.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { type InvalidPart, Problem } from "../../../platform/problems.js";
import { requireInUse, requireOwned } from "../access/requireVisible.js";
import type { SchedulesDeps } from "./deps.js";
import type { StoredSchedule } from "./schema.js";
import { shown } from "./shown.js";

interface Create extends Call<NewSchedule> {
  readonly toolId: string;
  readonly draft: CreateSchedule;
}

/**
 * Makes a schedule of one's own tool, which acts in one's name. @throws Problem `invalid_request` for what never comes or cannot be
 * done, `conflict` for too many.
 */
export async function createSchedule(
  deps: SchedulesDeps,
  { user, toolId, draft, request }: Create,
): Promise<NewSchedule> {
  const { store, tools, performer, limits, clock, ids } = deps;
  requireInUse((await requireOwned(tools, user, toolId)).value);
  await limits.take(user.uid, channelOf(toolChannel, { toolId }));
  await requireTimeToCome(draft, clock.now());
  await performer.check(draft.actions, { author: user, toolId });
  const { nextFiring } = await import("./firing.js");
  const secret = await secretFor(deps, draft);

  return retryOnConflict(request, async () => {
    const seen = await store.list(toolId);
    const others = seen?.value.ids ?? [];
    if (others.length >= maxSchedules) {
      throw new Problem("conflict", { detail: `A tool has at most ${maxSchedules} schedules.` });
    }
    const id = ids.next();
    const now = clock.now();
    const schedule: StoredSchedule = {
      id,
      toolId,
      ...draft,
      ...(draft.cron !== undefined && { timeZone: draft.timeZone ?? "UTC" }),
      createdBy: user.uid,
      createdAt: toTimestamp(now),
      failures: 0,
      fired: 0,
      ...(secret !== undefined && { secret }),
      ...(draft.enabled && nextFiring({ id, ...draft }, now)),
    };
    const answer = { ...shown(schedule), ...(secret !== undefined && { webhookSecret: secret }) };
    await store.commit((batch) => {
      store.createSchedule(batch, schedule);
      store.putList(batch, toolId, seen, [...others, id]);
      request?.record(batch, answer);
    });
    return answer;
  });
}

async function requireTimeToCome({ cron, timeZone = "UTC", at }: CreateSchedule, now: number): Promise<void> {
  if (at !== undefined && Date.parse(at) <= now) throw refused("/at", "must lie in the future");
  if (cron === undefined) return;
  const { happens } = await import("../../../platform/cron/occurrences.js");
  if (!happens({ cron, timeZone }, now)) throw refused("/cron", "names no time that ever comes");
}

const refused = (pointer: InvalidPart["pointer"], detail: string): Problem =>
  new Problem("invalid_request", { errors: [{ in: "body", pointer, detail }] });

/** Only webhooks are signed. */
async function secretFor({ ids }: SchedulesDeps, { actions }: CreateSchedule): Promise<string | undefined> {
  if (!actions.some(({ type }) => type === "webhook")) return undefined;
  const { webhookSecret } = await import("../../../platform/outbound/webhook.js");
  return webhookSecret(ids);
}
