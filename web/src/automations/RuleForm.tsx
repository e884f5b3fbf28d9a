import type { Action } from "@firecast/contract/automations/actions";
import type { RuleTrigger } from "@firecast/contract/automations/rules";
import { useState } from "react";
import type { RuleDraft } from "../api/automations.js";
import { useText } from "../text/language.js";
import { Field, Form, type Given, NameField } from "../ui/Form.js";
import { automationTexts, type Trigger, triggers } from "./texts.js";

/** What a form can set up: the API knows more. */
const acts = ["post_message", "notify", "webhook", "create_event"] as const;
type Act = (typeof acts)[number];

export function RuleForm({ save }: { save: (draft: RuleDraft) => Promise<unknown> }) {
  const text = useText(automationTexts);
  const [trigger, setTrigger] = useState<Trigger>("message_posted");
  const [act, setAct] = useState<Act>("post_message");
  return (
    <Form
      label={text.save}
      send={(given) =>
        save({
          name: given.text("name"),
          trigger: triggerOf(trigger, given),
          actions: [actionOf(act, given)],
        })
      }
    >
      <NameField label={text.name} name="name" maxLength={120} />
      <label className="field">
        {text.when}
        <select
          value={trigger}
          onChange={({ target }) => setTrigger(triggers.find((one) => one === target.value) ?? trigger)}
        >
          {triggers.map((one) => (
            <option key={one} value={one}>
              {text.triggers[one]}
            </option>
          ))}
        </select>
      </label>
      {trigger === "message_posted" && (
        <Field label={text.words} name="words" maxLength={600} placeholder={text.wordsHint} />
      )}
      {trigger === "event_starting" && (
        <Field
          label={text.minutes}
          name="minutes"
          type="number"
          min={0}
          max={1440}
          required
          defaultValue={15}
        />
      )}
      {trigger === "cron" && (
        <Field
          label={text.cron}
          name="cron"
          required
          maxLength={200}
          defaultValue="0 9 * * MON"
          spellCheck={false}
        />
      )}
      <label className="field">
        {text.then}
        <select
          value={act}
          onChange={({ target }) => setAct(acts.find((one) => one === target.value) ?? act)}
        >
          {acts.map((one) => (
            <option key={one} value={one}>
              {text.actions[one]}
            </option>
          ))}
        </select>
      </label>
      {act === "webhook" ? (
        <Field label="https://" name="url" type="url" required maxLength={2000} />
      ) : (
        <>
          {act !== "post_message" && <Field label={text.heading} name="title" required maxLength={200} />}
          {act !== "create_event" && (
            <label className="field">
              {text.message}
              <textarea name="text" required={act === "post_message"} maxLength={1000} />
            </label>
          )}
          <p className="muted">{text.facts}</p>
        </>
      )}
    </Form>
  );
}

function triggerOf(trigger: Trigger, given: Given): RuleTrigger {
  if (trigger === "cron") {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    return { type: "cron", cron: given.text("cron"), timeZone };
  }
  if (trigger === "event_starting")
    return { type: "event", event: trigger, minutesBefore: Number(given.text("minutes")) };
  const words = given
    .text("words")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  const fits = trigger === "message_posted" && words.length > 0;
  return { type: "event", event: trigger, ...(fits && { match: { words } }) };
}

function actionOf(act: Act, given: Given): Action {
  switch (act) {
    case "post_message":
      return { type: act, text: given.text("text") };
    case "notify":
      return { type: act, to: "members", title: given.text("title"), body: given.text("text") };
    case "webhook":
      return { type: act, url: given.text("url") };
    case "create_event":
      return { type: act, title: given.text("title"), startsInMinutes: 60 };
  }
}
