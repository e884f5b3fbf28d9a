import { expect } from "chai";
import fc from "fast-check";
import { Preferences } from "@firecast/contract/notifications/preferences";
import { pushPreference } from "../../../src/features/push/pushPreference.js";
import { theTypes } from "../../support/noticeTypes.js";

interface Subject {
  readonly type: Parameters<typeof pushPreference>[0];
  readonly spaceId?: string | undefined;
}

const subject = (values: Partial<Subject["type"]> & { spaceId?: string } = {}): Subject => {
  const { spaceId, ...type } = values;
  return { spaceId, type: { type: "mention", category: "chat", push: true, required: false, ...type } };
};
const preferenceOf = ({ type, spaceId }: Subject, preferences: Preferences) =>
  pushPreference(type, spaceId, preferences);
const wanted = { push: true, reason: "preferred" };
const unwanted = { push: false, reason: "muted_by_user" };

describe("what a user wants to be pushed", () => {
  it("is the type's default where the user has said nothing", () => {
    expect(preferenceOf(subject({ push: true }), {})).to.deep.equal(wanted);
    expect(preferenceOf(subject({ push: false }), {})).to.deep.equal(unwanted);
  });

  it("is nothing of a muted space, whatever else was chosen", () => {
    const preferences = { push: true, types: { mention: { push: true } }, spaces: { s1: { muted: true } } };
    expect(preferenceOf(subject({ spaceId: "s1" }), preferences)).to.deep.equal({
      push: false,
      reason: "muted_space",
    });
    expect(preferenceOf(subject({ spaceId: "s2" }), preferences)).to.deep.equal(wanted);
    expect(preferenceOf(subject(), preferences), "of no space").to.deep.equal(wanted);
  });

  it("counts a space muted only if the user muted it, whatever it is named", () => {
    expect(preferenceOf(subject({ spaceId: "constructor" }), { spaces: {} })).to.deep.equal(wanted);
    expect(preferenceOf(subject({ spaceId: "s1" }), { spaces: { s1: { muted: false } } })).to.deep.equal(
      wanted,
    );
  });

  const maybe = fc.option(fc.boolean(), { nil: undefined });
  const chosen = fc.record({
    type: maybe,
    category: maybe,
    push: maybe,
    muted: maybe,
    fallback: fc.boolean(),
  });
  const preferencesOf = ({
    type,
    category,
    push,
    muted,
  }: Record<string, boolean | undefined>): Preferences => ({
    ...(push !== undefined && { push }),
    ...(category !== undefined && { categories: { chat: { push: category } } }),
    ...(type !== undefined && { types: { mention: { push: type } } }),
    ...(muted !== undefined && { spaces: { s1: { muted } } }),
  });

  it("is what the most specific choice says", () => {
    fc.assert(
      fc.property(chosen, (choices) => {
        const { type, category, push, muted, fallback } = choices;
        const inOrder = [muted === true ? false : undefined, type, category, push, fallback];
        const wish = preferenceOf(subject({ spaceId: "s1", push: fallback }), preferencesOf(choices));
        expect(wish.push).to.equal(inOrder.find((choice) => choice !== undefined));
        expect(wish.reason === "muted_space").to.equal(muted === true);
      }),
    );
  });

  const choice = fc.record({ push: fc.boolean() });
  const anyPreferences: fc.Arbitrary<Preferences> = fc.record(
    {
      push: fc.boolean(),
      types: fc.dictionary(fc.constantFrom(...theTypes.Type.options), choice),
      categories: fc.dictionary(fc.constantFrom(...theTypes.Category.options), choice),
      spaces: fc.dictionary(fc.constantFrom("s1", "s2", "s3"), fc.record({ muted: fc.boolean() })),
    },
    { requiredKeys: [] },
  );
  const anyType = fc.constantFrom(...theTypes.types);
  const anySpace = fc.constantFrom(undefined, "s1", "s2");

  it("is never asked about what is required", () => {
    fc.assert(
      fc.property(anyType, anySpace, anyPreferences, (type, spaceId, preferences) => {
        expect(preferenceOf({ type: { ...type, required: true }, spaceId }, preferences)).to.deep.equal({
          push: true,
          reason: "required",
        });
      }),
    );
  });

  it("does not depend on the order in which it was said", () => {
    const reversed = (value: unknown): unknown =>
      typeof value === "object" && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .map(([key, inner]) => [key, reversed(inner)])
              .reverse(),
          )
        : value;
    fc.assert(
      fc.property(anyType, anySpace, anyPreferences, (type, spaceId, preferences) => {
        const subject = { type, spaceId };
        expect(preferenceOf(subject, Preferences.parse(reversed(preferences)))).to.deep.equal(
          preferenceOf(subject, preferences),
        );
      }),
    );
  });

  it("is not changed by what is said about other types, categories and spaces", () => {
    fc.assert(
      fc.property(anyType, anySpace, anyPreferences, (type, spaceId, preferences) => {
        const { types = {}, categories = {}, spaces = {} } = preferences;
        const about = <T>(choices: Partial<Record<string, T>>, name = "") =>
          Object.fromEntries(Object.entries(choices).filter(([key]) => key === name));
        const relevant = Preferences.parse({
          ...preferences,
          types: about(types, type.type),
          categories: about(categories, type.category),
          spaces: about(spaces, spaceId),
        });
        const subject = { type, spaceId };
        expect(preferenceOf(subject, relevant)).to.deep.equal(preferenceOf(subject, preferences));
      }),
    );
  });
});
