import { DatasourceSync, PipelineStatus } from "../automation.js";
import { CalendarEvent, CalendarEventDeleted, Rsvp } from "./calendar.js";
import { channelKind, durable } from "../core/channelKind.js";
import { Deployment, Undeployed } from "../tools.js";
import { Space, SpaceDeleted } from "./spaces.js";

/** What is in a space and happens there, beside its chat and its members. */
export const spaceChannel = channelKind({
  name: "spaces/{spaceId}",
  events: {
    "calendar:event:created": durable(CalendarEvent),
    "calendar:event:updated": durable(CalendarEvent),
    "calendar:event:deleted": durable(CalendarEventDeleted),
    "calendar:rsvp:updated": durable(Rsvp),
    "automation:datasource_sync": durable(DatasourceSync),
    "automation:pipeline_status": durable(PipelineStatus),
    "tool:deployed": durable(Deployment),
    "tool:undeployed": durable(Undeployed),
    "space:updated": durable(Space),
    "space:deleted": durable(SpaceDeleted),
  },
  history: 100,
  batchFrom: 20, // a calendar feed that has changed as a whole
  subscribe: { type: "member", param: "spaceId" },
  publish: { type: "server" },
  rate: { user: { perMinute: 300, burst: 20 } },
  presence: false,
});
