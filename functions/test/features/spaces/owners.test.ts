import { expect } from "chai";
import { type TestInstance, anInstance } from "../../support/testInstance.js";
import { aPlace, type Person, type Place, summary } from "../people.js";

describe("the last owner of a space", () => {
  const server = anInstance();
  const other = anInstance();

  const self = ({ path }: Place, person: Person) => `${path}/members/${person.uid}`;
  const asSeenBy = (instance: TestInstance, person: Person): Person => ({
    ...person,
    ...instance.as(person.user),
  });

  it("can neither leave nor step down", async () => {
    const place = await aPlace(server());
    const { owner, path } = place;
    const refusals = [
      await owner.delete(self(place, owner)),
      await owner.patch(self(place, owner), { role: "member" }),
    ];
    for (const { status, body } of refusals) {
      expect(status).to.equal(409);
      expect(body).to.deep.include({
        type: "urn:firecast:problem:conflict",
        detail: "A space needs an owner. Make somebody else an owner first.",
      });
    }
    expect((await owner.get(path)).status).to.equal(200);
  });

  it("may go when there is another one", async () => {
    const place = await aPlace(server());
    await place.member("owner");
    expect((await place.owner.delete(self(place, place.owner))).status).to.equal(204);
  });

  for (const [where, second] of [
    ["on one instance", server],
    ["on two instances", other],
  ] as const) {
    it(`is found out when two leave at once ${where}`, async () => {
      for (let round = 0; round < 5; round++) {
        const place = await aPlace(server());
        const first = place.owner;
        const heir = asSeenBy(second(), await place.member("owner"));
        const answers = await Promise.all([first.delete(self(place, first)), heir.delete(self(place, heir))]);
        expect(answers.map(({ status }) => status).sort()).to.deep.equal([204, 409]);
        const left = (await summary(server(), `spaces/${place.id}/members`)).filter((line) =>
          line.includes("left"),
        );
        expect(left).to.have.length(1);
      }
    });

    it(`is found out when three step down or remove each other at once ${where}`, async () => {
      const place = await aPlace(server());
      const a = place.owner;
      const [b, c] = [asSeenBy(second(), await place.member("owner")), await place.member("owner")];
      await Promise.all([
        a.patch(self(place, a), { role: "member" }),
        b.delete(self(place, c)),
        c.delete(self(place, b)),
        b.patch(self(place, b), { role: "admin" }),
      ]);
      const roles = await Promise.all(
        [a, b, c].map(async (person) => (await person.get(self(place, person))).body),
      );
      const owners = roles.filter((body) => JSON.stringify(body).includes('"role":"owner"'));
      expect(owners).to.have.length.at.least(1);
    });
  }
});
