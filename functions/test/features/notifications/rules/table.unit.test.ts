import { expect } from "chai";
import { notificationTypes } from "@firecast/contract/notifications";
import { producedBy } from "../../../../src/features/notifications/producers.js";
import { rules } from "../../../../src/features/notifications/rules/table.js";

describe("every notification type", () => {
  for (const type of notificationTypes) {
    it(`${type} has a rule, and a producer that asks it`, () => {
      expect(rules[type]).to.be.a("function");
      expect(producedBy[type]).to.be.a("string");
    });
  }

  it("and no other", () => {
    expect(Object.keys(rules)).to.have.members([...notificationTypes]);
    expect(Object.keys(producedBy)).to.have.members([...notificationTypes]);
  });
});
