// Keeps style, pictures and one page that says that the appliance is not reached. No page of a person is ever kept.
// The server puts two lines before this file: `const VERSION = "…";`, as another version is another worker, and
// `const STATIC = "static/…/";`, where the files are whose address names their content.
const KEPT = `disciplinecall ${VERSION}`;
const ROOT = new URL("./", self.location).pathname;
const OFFLINE = `${ROOT}offline`;
const FILES = [OFFLINE, ...["page.css", "offline.js", "icon.svg", "icon-192.png"].map((name) => `${ROOT}${STATIC}${name}`)];

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES.map((path) => new Request(path, { cache: "reload" })))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith("disciplinecall ") && name !== KEPT))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// Nothing else can ever be at these addresses: what is kept needs no asking.
async function file(request) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) await cache.put(request, answer.clone());
  return answer;
}

async function page(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.open(KEPT).then((cache) => cache.match(OFFLINE, { ignoreVary: true }));
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith(`${ROOT}${STATIC}`) && !request.headers.has("range")) event.respondWith(file(request));
});
