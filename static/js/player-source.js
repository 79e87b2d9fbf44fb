// Plays one playlist: by the platform where that is the better way, else by hls.js.
// Both stand behind one face: begin, delaySeconds, end.

const PLAYLIST_TYPE = "application/vnd.apple.mpegurl";
const LIBRARY = new URL("../vendor/hls.light.min.js", import.meta.url).href;
const SETTINGS = {
  liveSyncDurationCount: 2,
  maxLiveSyncPlaybackRate: 1.2,
  backBufferLength: 30,
  lowLatencyMode: false,
  enableWorker: false, // fMP4 is passed through: a worker has nothing to do
};

let library = null;

// The class Hls, or null where it is missing or cannot work; asked for once it is needed.
function loadLibrary() {
  if (library === null) {
    library = new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = LIBRARY;
      script.onload = () => resolve(window.Hls && window.Hls.isSupported() ? window.Hls : null);
      script.onerror = () => resolve(null);
      document.head.append(script);
    });
  }
  return library;
}

function isNativeBest(video) {
  if (video.canPlayType(PLAYLIST_TYPE) === "") return false;
  const isApple = navigator.vendor.indexOf("Apple") === 0;
  return isApple || !("MediaSource" in window);
}

// A source for this video, or null where only stills are possible.
export async function openSource(video, tell) {
  if (isNativeBest(video)) return new NativeSource(video, tell);
  const Hls = await loadLibrary();
  if (Hls) return new LibrarySource(video, tell, Hls);
  return video.canPlayType(PLAYLIST_TYPE) === "" ? null : new NativeSource(video, tell);
}

class NativeSource {
  constructor(video, tell) {
    this.video = video;
    this.onError = () => tell("failed");
  }

  begin(address) {
    this.video.addEventListener("error", this.onError);
    this.video.src = address();
    const started = this.video.play();
    if (started) started.catch(() => {}); // the watchdog sees what does not play
  }

  // How old the picture is, by the dates in the playlist; null where the platform hides them.
  delaySeconds(serverNow) {
    if (!this.video.getStartDate) return null;
    const began = this.video.getStartDate().getTime();
    return isNaN(began) ? null : (serverNow - began) / 1000 - this.video.currentTime;
  }

  end() {
    this.video.removeEventListener("error", this.onError);
    unload(this.video);
  }
}

class LibrarySource {
  constructor(video, tell, Hls) {
    this.video = video;
    this.tell = tell;
    this.Hls = Hls;
    this.hls = null;
    this.hasRecovered = false;
  }

  begin(address) {
    const Hls = this.Hls;
    const settings = Object.assign({}, SETTINGS, {
      // A preview's address changes while it plays.
      xhrSetup: (request, url) => {
        if (url.indexOf("/index.m3u8") >= 0) request.open("GET", address(), true);
      },
    });
    this.hls = new Hls(settings);
    this.hls.on(Hls.Events.MANIFEST_PARSED, () => {
      const started = this.video.play();
      if (started) started.catch(() => {});
    });
    this.hls.on(Hls.Events.ERROR, (event, error) => this.onError(error));
    this.hls.loadSource(address());
    this.hls.attachMedia(this.video);
  }

  onError(error) {
    if (!error.fatal) return;
    if (error.type === this.Hls.ErrorTypes.MEDIA_ERROR && !this.hasRecovered) {
      this.hasRecovered = true;
      this.hls.recoverMediaError();
      return;
    }
    this.tell(error.type === this.Hls.ErrorTypes.NETWORK_ERROR ? "lost" : "failed");
  }

  delaySeconds(serverNow) {
    const shown = this.hls && this.hls.playingDate;
    return shown ? (serverNow - shown.getTime()) / 1000 : null;
  }

  end() {
    if (this.hls) this.hls.destroy();
    this.hls = null;
    unload(this.video);
  }
}

function unload(video) {
  video.pause();
  video.removeAttribute("src");
  video.load();
}
