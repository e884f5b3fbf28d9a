import { expect } from "chai";
import { routeLengths } from "../../../scripts/route-lengths.mjs";

describe("the way from a route to Firestore", () => {
  const routes = routeLengths();

  it("leads through four files at most", () => {
    const long = routes.filter(({ way }) => way.length > 4);
    expect(long).to.deep.equal([]);
  });

  it("is found for each route that changes something", () => {
    const lost = routes.filter(({ route, end }) => end === "nothing" && !route.startsWith("GET "));
    expect(lost).to.deep.equal([]);
    expect(routes.find(({ route }) => route === "POST /spaces")).to.deep.equal({
      route: "POST /spaces",
      end: "writes",
      way: ["http.ts", "createSpace.ts", "store.ts"].map((file) => `features/spaces/${file}`),
    });
  });
});
