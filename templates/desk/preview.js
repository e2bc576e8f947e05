// A preview that is told of changes: takes over what the page says now, and shows the file again where it was.
"use strict";

const state = document.getElementById("state");
const waiting = new EventSource(`${state.dataset.events}?seen=${state.dataset.seen}`);

waiting.addEventListener("message", async (event) => {
  if (event.data === state.dataset.seen) return;
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.getElementById("state");
  const frame = document.querySelector("iframe");
  if (Boolean(frame) !== Boolean(page.querySelector("iframe"))) {
    location.reload();
    return;
  }
  state.dataset.seen = now.dataset.seen;
  state.replaceChildren(...now.childNodes);
  if (frame) again(frame);
});

function again(frame) {
  let from = 0;
  try {
    from = frame.contentWindow.scrollY;
    frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, from), { once: true });
    frame.contentWindow.location.reload();
  } catch {
    frame.src = frame.src; // a PDF viewer does not let itself be asked
  }
}

addEventListener("pagehide", () => waiting.close());
