import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import {
  Building,
  BuildingPage,
  Campus,
  CampusPage,
  ChangeBuilding,
  ChangeCampus,
  CreateBuilding,
  CreateCampus,
  ListBuildings,
  ListCampuses,
} from "@firecast/contract/issues/places";
import { created, noContent, ok } from "../../../platform/http/answers.js";
import { endpoint, type Route } from "../../../platform/http/endpoint.js";
import type { IssuesDeps } from "../deps.js";
import { changeBuilding, changeCampus } from "./changePlaces.js";
import { createBuilding, createCampus } from "./createPlaces.js";
import { deleteBuilding, deleteCampus } from "./deletePlaces.js";
import { listBuildings, listCampuses } from "./listPlaces.js";
import { readBuilding, readCampus } from "./readPlaces.js";

const CampusPath = z.object({ campusId: Segment });
const BuildingPath = z.object({ buildingId: Segment });

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
      params: CampusPath,
      answer: ok(Campus),
    },
    ({ params, user }) => readCampus(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/campuses/:campusId",
      summary: "Change the name or the position of a campus, as a manager or admin",
      params: CampusPath,
      body: ChangeCampus,
      answer: ok(Campus),
    },
    ({ params, body, user, request }) => changeCampus(deps, { ...params, change: body, user, request }),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/campuses/:campusId",
      summary: "Delete a campus without open issues, with its buildings, as a manager or admin",
      params: CampusPath,
      answer: noContent,
    },
    ({ params, user, request }) => deleteCampus(deps, { ...params, user, request }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/buildings/:buildingId",
      summary: "A building of one's organization",
      params: BuildingPath,
      answer: ok(Building),
    },
    ({ params, user }) => readBuilding(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/buildings/:buildingId",
      summary: "Change the name or the position of a building, as a manager or admin",
      params: BuildingPath,
      body: ChangeBuilding,
      answer: ok(Building),
    },
    ({ params, body, user, request }) => changeBuilding(deps, { ...params, change: body, user, request }),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/buildings/:buildingId",
      summary: "Delete a building without open issues, as a manager or admin",
      params: BuildingPath,
      answer: noContent,
    },
    ({ params, user, request }) => deleteBuilding(deps, { ...params, user, request }),
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
