import { unnamed } from "@firecast/contract/core/names";
import type { NoticeType } from "../../../platform/notices/noticeType.js";
import { actorOf, type Item, type Said } from "../schema.js";

/** The row in other words. Undefined where what was stored is not of the type's form: nothing can be said of it. */
export function renderAnew(
  item: Item,
  { payload, aboutName = unnamed, ...who }: Said,
  type: NoticeType | undefined,
): Item | undefined {
  const parsed = type?.payload.safeParse(payload);
  if (!type || !parsed?.success) return undefined;
  const { actor: _, actorName: _name, ...rest } = item;
  return { ...rest, ...type.render(parsed.data, item.count, aboutName), ...actorOf(who) };
}
