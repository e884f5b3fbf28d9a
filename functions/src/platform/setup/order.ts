import { z } from "zod";
import { SetupDraft } from "@firecast/contract/space/setup";
import { CreateTool } from "@firecast/contract/tools";

/** What is to be set up, once a template is merged in. */
export const SetupOrder = SetupDraft.extend({
  /** Tools of a template: made for the space, as its founder's. */
  newTools: z
    .array(CreateTool.pick({ name: true, description: true }))
    .max(10)
    .optional(),
});
export type SetupOrder = z.infer<typeof SetupOrder>;

/** What steps take care of. */
export type SetupPart = Exclude<keyof SetupOrder, "template">;

/** How spaces of a kind begin. A feature contributes it, as plain data; spaces are made from it by its name. */
export interface SpaceTemplate {
  /** One segment: letters, digits, `_` and `-`. */
  readonly name: string;
  /** Tools that are made for the space. At most 10. */
  readonly tools?: SetupOrder["newTools"];
  /** An external iCalendar feed that all these spaces follow. */
  readonly calendar?: SetupOrder["calendar"];
  /** The first message; `{space}` stands for the space's name. */
  readonly welcome?: string;
}

/** A template with what was asked for: that adds to its tools, and replaces its calendar and its welcome. */
export function orderOf(
  draft: SetupDraft,
  template: SpaceTemplate | undefined,
  spaceName: string,
): SetupOrder {
  const {
    tools,
    invites,
    calendar = template?.calendar,
    welcome = template?.welcome?.replaceAll("{space}", () => spaceName),
  } = draft;
  return {
    ...(draft.template !== undefined && { template: draft.template }),
    ...(template?.tools && { newTools: template.tools }),
    ...(tools && { tools: [...new Set(tools)] }),
    ...(calendar && { calendar }),
    ...(invites && { invites }),
    ...(welcome !== undefined && { welcome }),
  };
}

/** Whether something of a part was asked for. */
export function asks(order: SetupOrder, part: SetupPart): boolean {
  const asked = order[part];
  return Array.isArray(asked) ? asked.length > 0 : asked !== undefined;
}
