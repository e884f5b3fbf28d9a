import { expect } from "chai";
import { z } from "zod";
import { routeLengths } from "../../../scripts/sources/route-lengths.mjs";

const Route = z.object({ route: z.string(), end: z.string(), way: z.array(z.string()) });

describe("the way from a route to Firestore", () => {
  const routes = z.array(Route).parse(routeLengths());

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
