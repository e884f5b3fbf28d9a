import { expect } from "chai";
import { noticeRegistry } from "../../../src/platform/notices/noticeRegistry.js";
import type { Notice } from "../../../src/platform/notices/notice.js";
import type { NoticeType } from "../../../src/platform/notices/noticeType.js";

/** Exactly these notices, each with a payload as its type wants it. */
export function expectTold(
  types: readonly NoticeType[],
  told: readonly Notice[],
  expected: readonly Notice[],
): void {
  const registry = noticeRegistry(types);
  expect(told.map(withoutAbsent)).to.deep.equal(expected);
  for (const { type, payload } of told) {
    expect(registry.of(type).payload.parse(payload), `payload of ${type}`).to.deep.equal(payload);
  }
}

/** Who is told, of named users. */
export const toldTo = (told: readonly Notice[]): string[] =>
  told.flatMap(({ audience }) => (audience.type === "users" ? audience.uids : [audience.type]));

const withoutAbsent = ({ actor, ...notice }: Notice) => ({
  ...notice,
  ...(actor !== undefined && { actor }),
});
