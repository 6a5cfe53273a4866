// What every page runs. Pages work without it; it makes them quicker to use.
import { setUpChoosing } from "./choosing.js";
import { setUpDrafts } from "./drafts.js";
import { setUpPolling } from "./polling.js";
import { setUpQuestions } from "./questions.js";
import { setUpRequests, startComponents } from "./requests.js";
import { setUpSession } from "./session.js";
import { setUpShortcuts } from "./shortcuts.js";
import { setUpUnsent } from "./unsent.js";
import { setUpUploads } from "./upload.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
setUpRequests();
startComponents();
setUpPolling();
setUpShortcuts();
setUpSession();
setUpDrafts();
setUpUnsent();
setUpQuestions();
setUpChoosing();
setUpUploads();
