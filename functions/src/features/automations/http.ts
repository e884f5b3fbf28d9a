import { z } from "zod";
import {
  Automation,
  AutomationPage,
  ChangeAutomation,
  CreateAutomation,
  DryRun,
  DryRunAnswer,
  FiringPage,
  ListAutomations,
  SavedAutomation,
} from "@firecast/contract/automations/rules";
import { Segment } from "@firecast/contract/core/ids";
import { created, noContent, ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import { changeRule, removeRule } from "./changeRule.js";
import { createRule } from "./createRule.js";
import type { AutomationsDeps } from "./deps.js";
import { dryRun } from "./dryRun.js";
import { listFirings, listRules, readRule } from "./listRules.js";

const RulesPath = z.object({ spaceId: Segment });
const RulePath = z.object({ spaceId: Segment, automationId: Segment });

export const automationsRoutes = (deps: AutomationsDeps): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/automations",
      summary: "The rules of a space, the newest first, for its owners",
      params: RulesPath,
      query: ListAutomations,
      answer: ok(AutomationPage),
    },
    ({ params, query, user }) => listRules(deps, { ...params, query, user }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/automations",
      summary: "Make a rule, as an owner: at a time or when something happens, it acts in the caller's name",
      params: RulesPath,
      body: CreateAutomation,
      answer: created(SavedAutomation),
    },
    ({ params, body, user, request }) => createRule(deps, { ...params, draft: body, user, request }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/automations/:automationId",
      summary: "A rule, for owners of its space",
      params: RulePath,
      answer: ok(Automation),
    },
    ({ params, user }) => readRule(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/spaces/:spaceId/automations/:automationId",
      summary: "Change a rule, as an owner, who is its author from then on; one that was suspended goes on",
      params: RulePath,
      body: ChangeAutomation,
      answer: ok(SavedAutomation),
    },
    ({ params, body, user, request }) => changeRule(deps, { ...params, user, request }, body),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/spaces/:spaceId/automations/:automationId",
      summary: "Take a rule away, as an owner",
      params: RulePath,
      answer: noContent,
    },
    ({ params, user, request }) => removeRule(deps, { ...params, user, request }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/automations/:automationId/dry-run",
      summary: "What a rule would do, with which texts and by whose rights; nothing is done",
      params: RulePath,
      body: DryRun.default({ facts: {} }),
      answer: ok(DryRunAnswer),
    },
    ({ params, body, user }) => dryRun(deps, { ...params, tried: body, user }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/automations/:automationId/firings",
      summary: "What a rule has fired for in the last 30 days, and what came of it, the newest first",
      params: RulePath,
      query: ListAutomations,
      answer: ok(FiringPage),
    },
    ({ params, query, user }) => listFirings(deps, { ...params, query, user }),
  ),
];
