// The tablet shows a code: once it is paired, or the code is too old, the page is loaded anew.

import { Events } from "./events.js";

const events = new Events(document.querySelector("[data-events]").dataset.events);
events.on("load", () => location.reload());
events.open();
