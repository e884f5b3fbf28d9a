import type { CalendarFeed } from "@firecast/contract/space/calendarFeeds";
import type { Made, SetupStep } from "../../../platform/setup/step.js";
import { addFeed } from "./addFeed.js";
import type { FeedsDeps } from "./deps.js";
import { removeFeed } from "./removeFeed.js";

/** A new space follows an external calendar. The feed is read by itself: one that is dead holds nothing up. */
export const feedSetup = (deps: FeedsDeps): SetupStep => ({
  name: "calendar",
  order: 40,
  doing: "Adding the calendar",
  parts: ["calendar"],
  run: async ({ spaceId, founder: user, order: { calendar: draft }, once }) => {
    if (!draft) return;
    const made = ({ id }: CalendarFeed): Made => ({ calendarId: id });
    await once({ key: "feed", what: "The calendar", made }, (request) =>
      addFeed(deps, { user, spaceId, draft, request }),
    );
  },
  undo: ({ calendarId = "" }, { spaceId, owner: user }) =>
    removeFeed(deps, { user, spaceId, calendarId, request: undefined }),
});
