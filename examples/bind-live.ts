import { bindLive } from "@firecast/client";
import { getToken } from "./sign-in.js";

/** `<body data-pin="p1"> <b data-var="visitors">0</b> <div data-pipeline="r1"><i class="progress-bar"></i></div>` */
bindLive(document.body, { getToken });
