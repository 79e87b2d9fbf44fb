// Runs node-media-server over cameras, as node_media_server.py tells it: no accounts, nothing kept.
const told = JSON.parse(process.argv[2]);
const Server = require(told.package);

const server = new Server({
  bind: told.host,
  auth: { play: false, publish: false },
  http: { port: told.port },
  rtmp: { port: told.rtmp },
  notify: { url: "" },
  record: { auto: false, path: told.store },
  store: { path: told.store },
  webadmin: { enable: false },
});
Promise.resolve(server.run()).then(() => {
  for (const [streamPath, url] of Object.entries(told.cameras)) {
    server.relayServer.addTask({ url, streamPath, mode: "pull" });
  }
});
