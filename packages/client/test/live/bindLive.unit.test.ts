import { expect } from "chai";
import { bindLiveTo, type LiveElement } from "../../src/live/bindLive.js";

/** Elements as far as a binding uses them. */
function anElement(attributes: Record<string, string>, bars: { style: { width: string } }[] = []) {
  const classes = new Set<string>();
  return {
    classes,
    textContent: null as string | null,
    classList: {
      add: (name: string) => void classes.add(name),
      remove: (name: string) => void classes.delete(name),
    },
    getAttribute: (name: string) => attributes[name] ?? null,
    querySelectorAll: () => bars as unknown as LiveElement[],
  };
}

function aPage() {
  const heard = new Map<string, (data: unknown) => void>();
  const timers: (() => void)[] = [];
  const bar = { style: { width: "" } };
  const name = anElement({ "data-var": "name" });
  const count = anElement({ "data-var": "count" });
  const pipeline = anElement({ "data-pipeline": "p1" }, [bar]);
  const root = {
    querySelectorAll: (selector: string) => (selector === "[data-var]" ? [name, count] : [pipeline]),
  };
  const unbind = bindLiveTo(root, {
    pinId: "pin1",
    after: (ms, act) => {
      expect(ms).to.equal(1000);
      timers.push(act);
      return () => void timers.splice(timers.indexOf(act) >>> 0, 1);
    },
    source: {
      on: (type, fn) => {
        heard.set(type, (data) => fn(data, { event: type, data }));
        return () => void heard.delete(type);
      },
    },
  });
  return {
    name,
    count,
    bar,
    timers,
    unbind,
    tell: (type: string, data: unknown) => heard.get(type)?.(data),
    listens: () => heard.size,
  };
}

describe("a page that is bound to what is live", () => {
  it("shows a pin's variables as text, and marks for a second what has changed", () => {
    const { name, count, timers, tell } = aPage();
    const html = "<img src=x onerror=alert(1)>";
    tell("pin:content_updated", { pinId: "pin1", updatedVars: { name: html } });
    tell("pin:content_updated", { pinId: "pin1", updatedVars: { name: html, count: null } });
    expect([name.textContent, count.textContent]).to.deep.equal([html, ""]);
    expect([[...name.classes], timers.length]).to.deep.equal([["live-updating"], 2]);
    for (const act of [...timers]) act();
    expect([...name.classes, ...count.classes]).to.deep.equal([]);
  });

  it("leaves other pins and what it does not understand alone", () => {
    const { name, tell } = aPage();
    tell("pin:content_updated", { pinId: "pin2", updatedVars: { name: "no" } });
    for (const broken of [null, 1, {}, { pinId: "pin1", updatedVars: 7 }])
      tell("pin:content_updated", broken);
    expect(name.textContent).to.equal(null);
  });

  it("makes bars as wide as their pipeline has come, and lets go of everything in the end", () => {
    const { bar, name, tell, unbind, listens } = aPage();
    tell("automation:pipeline_status", { pipelineId: "p2", progress: 90 });
    tell("automation:pipeline_status", { pipelineId: "p1", progress: 42.5 });
    expect(bar.style.width).to.equal("42.5%");
    tell("automation:pipeline_status", { pipelineId: "p1", progress: 400 });
    expect(bar.style.width).to.equal("100%");
    tell("pin:content_updated", { pinId: "pin1", updatedVars: { name: "x" } });
    unbind();
    expect([listens(), [...name.classes]]).to.deep.equal([0, []]);
  });
});
