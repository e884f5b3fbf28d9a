/* global SwaggerUIBundle */

/** Routes are shown by Swagger UI; the channels, which it does not know, as a list that opens. */
const shown = document.getElementById("routes");
new MutationObserver(tidy).observe(shown, { childList: true, subtree: true });

SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#routes",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  supportedSubmitMethods: [], // a proof of identity has no place on this page
  validatorUrl: "none",
  plugins: [withoutInnerLinks],
});

await showChannels();

async function showChannels() {
  const about = document.getElementById("about-channels");
  const answer = await fetch("/api/asyncapi.json").catch(() => undefined);
  if (!answer?.ok) {
    about.textContent = "The document of the channels could not be loaded. Reload the page.";
    return;
  }
  const { info, channels } = await answer.json();
  about.textContent = info.description;
  document.getElementById("channels").append(...Object.values(channels).map(ofChannel));
}

/** A path is in a button, where no link may be: the button itself leads to the operation's own address. */
function withoutInnerLinks({ React }) {
  const text = () => (props) => React.createElement("span", null, props.text);
  return { wrapComponents: { DeepLink: text } };
}

/** For readers of screens: what Swagger UI shows has parts with names, and one title of the first level is above it. */
function tidy() {
  const has = (selector, attributes) => {
    const element = shown.querySelector(selector);
    for (const [name, value] of Object.entries(attributes)) element?.setAttribute(name, value);
  };
  has(".information-container", { role: "region", "aria-label": "About" });
  has(".filter-container", { role: "search" });
  has("h1", { "aria-level": "2" });
  for (const select of shown.querySelectorAll("select:not([aria-label])"))
    select.setAttribute("aria-label", "Example");
}

function ofChannel({ address, description, messages }) {
  return opened(address, paragraph(description), ...Object.values(messages).map(ofMessage));
}

function ofMessage({ name, summary, payload, examples = [] }) {
  const shown = examples.flatMap(({ payload: example }) => [paragraph("For example"), json(example)]);
  return opened(name, paragraph(summary), ...shown, opened("Schema", json(payload)));
}

function opened(title, ...content) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = title;
  details.append(summary, ...content);
  return details;
}

function paragraph(text) {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}

function json(value) {
  const element = document.createElement("pre");
  element.tabIndex = 0; // it scrolls
  element.textContent = JSON.stringify(value, null, 2);
  return element;
}
