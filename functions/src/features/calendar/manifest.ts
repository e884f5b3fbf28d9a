import { committer } from "../../platform/firestore/commit.js";
import { onWritten } from "../../platform/firestore/trigger.js";
import type { Teller } from "../../platform/notices/teller.js";
import { onWakeUp } from "../../platform/wakeUps/wakeUps.js";
import type { FeatureKit, Manifest } from "../feature.js";
import { type CalendarActions, calendarActions } from "./actions.js";
import { calendarDeps } from "./deps.js";
import { calendarFeeds } from "./feeds/feature.js";
import { eventsStarting, eventStarting, noteEvent } from "./happenings.js";
import { calendarRoutes } from "./http.js";
import { calendarTypes } from "./notices.js";
import { calendarEventDocument, rsvpDocument } from "./paths.js";
import { calendarPerforms } from "./performs.js";
import { remind, Reminder, reminderId, reminderKind } from "./remind.js";
import { tellOfEvent, tellOfRsvp } from "./tellOfEvents.js";

export const calendar = {
  name: "calendar",
  noticeTypes: calendarTypes,
  happeningKinds: [eventStarting],
  build: (kit) => {
    const deps = calendarDeps(kit);
    const actions = calendarActions(deps);
    const feeds = calendarFeeds(kit);
    const commit = committer(kit.firebase.firestore, "a reminder");
    const following = (teller: Teller) => ({ ...kit, calendar: actions, commit, teller });
    return {
      name: "calendar",
      actions,
      routes: [...calendarRoutes(deps), ...feeds.routes],
      wakeUps: feeds.wakeUps,
      jobs: feeds.jobs,
      performs: [calendarPerforms(deps)],
      setupSteps: feeds.setupSteps,
      // The feeds first: they bring events.
      forgetSpace: async function* (spaceId) {
        yield await feeds.forgetSpace(spaceId, kit.wakeUps);
        yield* deps.store.forgetSpace(spaceId, (batch, eventId) => {
          kit.wakeUps.remove(batch, reminderId({ spaceId, eventId }));
        });
      },
      happenings: {
        triggers: (listener) => [onWritten(calendarEventDocument, (event) => noteEvent(listener, event))],
        lookups: [eventsStarting(deps.store)],
      },
      notices: {
        triggers: (teller) => [
          onWritten(calendarEventDocument, (event) => tellOfEvent(following(teller), event)),
          onWritten(rsvpDocument, (event) => tellOfRsvp(following(teller), event)),
        ],
        wakeUps: (teller) => [onWakeUp(reminderKind, Reminder, (due) => remind(following(teller), due))],
      },
    };
  },
} satisfies Manifest<FeatureKit, CalendarActions>;
