// Looks again at what becomes of a call, until it is over.

const EACH_MS = 2000;

function later() {
  const shown = document.querySelector("#outcome:not([data-over])");
  if (shown) setTimeout(() => look(shown), EACH_MS);
}

async function look(shown) {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#outcome");
    if (answer.ok && found && found.innerHTML !== shown.innerHTML) {
      shown.replaceChildren(...found.childNodes);
      shown.toggleAttribute("data-over", found.hasAttribute("data-over"));
    }
  } catch {
    // the appliance is being restarted, perhaps: it is asked again
  }
  later();
}

later();
