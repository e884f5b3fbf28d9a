import { expect } from "chai";
import type { AnyNotice } from "../../../../src/features/notifications/notice.js";
import { specOf } from "../../../../src/features/notifications/registry.js";

/** Exactly these notices, each with a payload as its type's row in the registry wants it. */
export function expectTold(told: readonly AnyNotice[], expected: readonly AnyNotice[]): void {
  expect(told.map(withoutAbsent)).to.deep.equal(expected);
  for (const { type, payload } of told) {
    expect(specOf(type).payload.parse(payload), `payload of ${type}`).to.deep.equal(payload);
  }
}

/** Who is told, of named users. */
export const toldTo = (told: readonly AnyNotice[]): string[] =>
  told.flatMap(({ audience }) => (audience.type === "users" ? audience.uids : [audience.type]));

const withoutAbsent = ({ actor, ...notice }: AnyNotice) => ({
  ...notice,
  ...(actor !== undefined && { actor }),
});
