import { actionKind } from "../../platform/actions/actionKind.js";
import { spaceOf } from "../../platform/actions/place.js";
import { minutes, toTimestamp } from "../../platform/clock.js";
import { createEvent } from "./createEvent.js";
import type { CalendarDeps } from "./deps.js";

/** Automations put events into the calendar, as their author: they start so long after the time that the automation fires for. */
export const calendarPerforms = (deps: CalendarDeps) =>
  actionKind({
    type: "create_event",
    check: async (action, authored) => {
      await deps.spaces.requireMember(authored.author.uid, spaceOf(action, authored));
    },
    perform: async (action, performing) => {
      const { author: user, at, request, depth } = performing;
      const { title, startsInMinutes, durationMinutes } = action;
      const startsAt = at + minutes(startsInMinutes);
      const draft = {
        title,
        startsAt: toTimestamp(startsAt),
        ...(durationMinutes !== undefined && { endsAt: toTimestamp(startsAt + minutes(durationMinutes)) }),
        allDay: false,
      };
      await createEvent(deps, { user, spaceId: spaceOf(action, performing), draft, request, depth });
    },
  });
