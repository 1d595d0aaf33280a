// A tablet on a wall has nobody to load its page again: it does so itself once the appliance is reached.

const EVERY_MS = 10000;

if (location.pathname.endsWith("/kiosk")) {
  setInterval(async () => {
    const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    if (answer?.ok) location.reload();
  }, EVERY_MS);
}
