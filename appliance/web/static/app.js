// Lets the page be installed where the browser can, and say that the appliance is not reached. Over plain HTTP to
// another machine than this one browsers have no service workers, and nothing happens here.
if ("serviceWorker" in navigator) {
  await navigator.serviceWorker.register(new URL("../../service-worker.js", import.meta.url)).catch((error) => {
    console.info("no service worker:", error.message); // its certificate is not trusted yet
  });
}
