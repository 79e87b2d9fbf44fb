// Answers for the portal while nothing else does: with the page that says what to do, in its look.
// Nothing else is kept, and nothing else is touched. Pages always come from the network, so that
// a live picture is never an old one; what people read or answer leaves no trace here.

const here = new URL(self.location.href);
const KEPT = `mingchu-${here.searchParams.get("version")}`;
const LOOK = [
  "static/css/mingchu.css",
  "static/img/favicon.svg",
  "static/js/connection.js",
  "static/js/offline.js",
];
const PAGES = ["offline", "offline?unsent=1"];
const address = (path) => new URL(path, here).href; // the worker lies at the root
const both = (paths) => paths.flatMap((path) => [address(path), address(`en/${path}`)]);
const looks = new Set(both(LOOK));

async function keep() {
  const box = await caches.open(KEPT);
  // Without cookies: what is kept is what a stranger would see.
  await Promise.all([...looks, ...both(PAGES)].map(async (url) => {
    const answer = await fetch(url, { credentials: "omit", cache: "no-cache" });
    if (!answer.ok) throw new Error(`${answer.status} ${url}`);
    await box.put(url, answer);
  }));
}

async function clear() {
  const old = (await caches.keys()).filter((name) => name.startsWith("mingchu-") && name !== KEPT);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

const found = async (url) => (await caches.open(KEPT)).match(url);

async function page(event) {
  const { request } = event;
  try {
    return (await event.preloadResponse) || (await fetch(request));
  } catch (error) {
    const language = new URL(request.url).href.startsWith(address("en/")) ? "en/" : "";
    const unsent = request.method === "GET" ? "" : "?unsent=1";
    return (await found(address(`${language}offline${unsent}`))) || Response.error();
  }
}

async function look(request) {
  try {
    return await fetch(request);
  } catch (error) {
    return (await found(request.url)) || Response.error();
  }
}

// A file to save is no page, and a frame belongs to whoever framed it.
const isPage = (request) => request.mode === "navigate" && request.destination === "document"
  && !/\.\w+$/.test(new URL(request.url).pathname);

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(clear()));
self.addEventListener("fetch", (event) => {
  if (isPage(event.request)) event.respondWith(page(event));
  else if (looks.has(event.request.url)) event.respondWith(look(event.request));
});
