import { lazy } from "react";
import { Navigate, Outlet, Route, Routes } from "react-router";
import { ChatPage } from "../chat/ChatPage.js";
import { RequireUser } from "../auth/RequireUser.js";
import { LiveIssues } from "../issues/LiveIssues.js";
import { SpacePage } from "../space/SpacePage.js";
import { FirstSpace } from "../space/FirstSpace.js";
import { NotFound } from "./NotFound.js";
import { Shell } from "./Shell.js";

const SignInPage = lazy(() => import("../auth/SignInPage.js"));
const InboxPage = lazy(() => import("../inbox/InboxPage.js"));
const ToolsPage = lazy(() => import("../tools/ToolsPage.js"));
const ToolPage = lazy(() => import("../tools/ToolPage.js"));
const MembersPage = lazy(() => import("../members/MembersPage.js"));
const DirectPage = lazy(() => import("../direct/DirectPage.js"));
const IssuesPage = lazy(() => import("../issues/IssuesPage.js"));
const IssuePage = lazy(() => import("../issues/IssuePage.js"));
const DocumentsPage = lazy(() => import("../documents/DocumentsPage.js"));
const DocumentPage = lazy(() => import("../documents/DocumentPage.js"));
const CalendarPage = lazy(() => import("../calendar/CalendarPage.js"));
const EventPage = lazy(() => import("../calendar/EventPage.js"));
const AutomationsPage = lazy(() => import("../automations/AutomationsPage.js"));
const PinsPage = lazy(() => import("../pins/PinsPage.js"));
const PinPage = lazy(() => import("../pins/PinPage.js"));
const PublicPinPage = lazy(() => import("../pins/PublicPinPage.js"));
const HorsesPage = lazy(() => import("../horses/HorsesPage.js"));
const NoticePage = lazy(() => import("../inbox/NoticePage.js"));
const DashboardPage = lazy(() => import("../operations/DashboardPage.js"));
const OperationsPage = lazy(() => import("../operations/OperationsPage.js"));
const SettingsPage = lazy(() => import("../settings/SettingsPage.js"));

export function AppRoutes() {
  return (
    <Routes>
      <Route path="/sign-in" element={<SignInPage />} />
      <Route path="/p/:pinId" element={<PublicPinPage />} />
      <Route
        element={
          <RequireUser>
            <Shell>
              <Outlet />
            </Shell>
          </RequireUser>
        }
      >
        <Route index element={<FirstSpace />} />
        <Route path="spaces" element={<FirstSpace />} />
        <Route path="spaces/:spaceId" element={<SpacePage />}>
          <Route index element={<Navigate to="chat" replace />} />
          <Route path="chat" element={<ChatPage />} />
          <Route path="tools" element={<ToolsPage />} />
          <Route path="documents" element={<DocumentsPage />} />
          <Route path="events" element={<CalendarPage />} />
          <Route path="events/:eventId" element={<EventPage />} />
          <Route path="automations" element={<AutomationsPage />} />
          <Route path="members" element={<MembersPage />} />
        </Route>
        <Route path="notifications" element={<InboxPage />} />
        <Route path="tools/:toolId" element={<ToolPage />} />
        <Route path="direct" element={<DirectPage />} />
        <Route path="direct/:uid" element={<DirectPage />} />
        <Route path="issues" element={<LiveIssues />}>
          <Route index element={<IssuesPage />} />
          <Route path=":issueId" element={<IssuePage />} />
        </Route>
        <Route path="documents/:documentId" element={<DocumentPage />} />
        <Route path="pins" element={<PinsPage />} />
        <Route path="pins/:pinId" element={<PinPage />} />
        <Route path="horses" element={<HorsesPage />} />
        <Route path="horses/:horseId" element={<HorsesPage />} />
        <Route path="achievements/:noticeId" element={<NoticePage type="achievement" />} />
        <Route path="alerts/:noticeId" element={<NoticePage type="system_alert" />} />
        <Route path="dashboard" element={<DashboardPage />} />
        <Route path="operations" element={<OperationsPage />} />
        <Route path="settings" element={<SettingsPage />} />
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}
