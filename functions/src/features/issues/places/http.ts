import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import {
  Building,
  BuildingPage,
  Campus,
  CampusPage,
  CreateBuilding,
  CreateCampus,
  ListBuildings,
  ListCampuses,
} from "@firecast/contract/issues/places";
import { created, ok } from "../../../platform/http/answers.js";
import { endpoint, type Route } from "../../../platform/http/endpoint.js";
import type { IssuesDeps } from "../deps.js";
import { createBuilding, createCampus } from "./createPlaces.js";
import { listBuildings, listCampuses } from "./listPlaces.js";
import { readBuilding, readCampus } from "./readPlaces.js";

export const placesRoutes = (deps: IssuesDeps): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/campuses",
      summary: "The campuses of the caller's organization, oldest first",
      query: ListCampuses,
      answer: ok(CampusPage),
    },
    ({ query, user }) => listCampuses(deps, { query, user }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/campuses",
      summary: "Add a campus to one's organization, as a manager or admin",
      body: CreateCampus,
      answer: created(Campus),
    },
    ({ body, user, request }) => createCampus(deps, { draft: body, user, request }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/campuses/:campusId",
      summary: "A campus of one's organization",
      params: z.object({ campusId: Segment }),
      answer: ok(Campus),
    },
    ({ params, user }) => readCampus(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/buildings/:buildingId",
      summary: "A building of one's organization",
      params: z.object({ buildingId: Segment }),
      answer: ok(Building),
    },
    ({ params, user }) => readBuilding(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/buildings",
      summary: "The buildings of the caller's organization or of one campus, oldest first",
      query: ListBuildings,
      answer: ok(BuildingPage),
    },
    ({ query, user }) => listBuildings(deps, { query, user }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/buildings",
      summary: "Add a building to a campus, as a manager or admin",
      body: CreateBuilding,
      answer: created(Building),
    },
    ({ body, user, request }) => createBuilding(deps, { draft: body, user, request }),
  ),
];
