// Upgrades every <figure class="player">: still first, then the moving picture on a tap.
// Words come from the page and the portal's answers; this file speaks no language.
//
// Phases: idle (a still, nothing asked for) · asking (the gate says not yet) · moving ·
// stills (no moving picture possible) · resting (hidden, or the reader was asked to go on).
// A figure tells each change by the event `player-state` with {kind, tone, word, age, text}.

import { openSource } from "./player-source.js";
import { Report } from "./player-report.js";
import { Stills } from "./player-stills.js";

const IDLE_STILL_SECONDS = 30;
const STILL_SECONDS = 5;
const STUCK_SECONDS = 10;
const TRIES = 3;
const GOOD_SECONDS = 20; // of picture in one go, after which old failures are forgotten
const WATCH_MINUTES = 10;
const RENEW_SECONDS = 200;
const LATE_SECONDS = 20;
const STILL_REASONS = ["full", "still_only"];
const FINAL_STATUSES = [403, 404, 410];

const viewer = Math.random().toString(36).slice(2, 12);

function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

class Player {
  constructor(figure) {
    const find = (name) => figure.querySelector(`.player-${name}`);
    this.figure = figure;
    this.addresses = {
      playlist: figure.dataset.playlist,
      still: figure.dataset.still,
      renew: figure.dataset.renew,
    };
    this.words = JSON.parse(figure.dataset.words);
    this.video = find("video");
    this.state = find("state").firstElementChild;
    this.text = find("text");
    this.flaw = find("flaw");
    this.taken = find("taken");
    this.buttons = {};
    for (const name of ["start", "stop", "wide", "again", "stay"]) this.buttons[name] = find(name);
    this.stills = new Stills(find("still"), (moment) => this.showTaken(moment));
    this.report = new Report(figure.dataset.viewing);
    this.source = null;
    this.turn = 0; // whatever was begun in an earlier turn is void
    this.failures = 0;
    this.wanted = false;
    this.isInView = true;
    this.clockSkewMs = 0;
    this.video.muted = true;
    this.listen();
    this.saves = Boolean(navigator.connection && navigator.connection.saveData);
    const reload = find("reload");
    if (reload) reload.hidden = !this.saves; // stills are renewed by themselves, or on this link
    this.phase("idle");
    this.keepStills();
    if ("autoplay" in figure.dataset && !this.saves) this.start();
  }

  listen() {
    this.buttons.start.addEventListener("click", () => this.start());
    this.buttons.again.addEventListener("click", () => this.start());
    this.buttons.stay.addEventListener("click", () => this.start());
    this.buttons.stop.addEventListener("click", () => this.stop());
    this.buttons.wide.addEventListener("click", () => this.widen());
    this.video.addEventListener("waiting", () => this.report.stall());
    this.video.addEventListener("timeupdate", () => this.progress());
    document.addEventListener("visibilitychange", () => this.follow());
    window.addEventListener("pagehide", () => this.report.end("no_picture"));
    if ("IntersectionObserver" in window) {
      new IntersectionObserver((entries) => {
        this.isInView = entries[entries.length - 1].isIntersecting;
        this.follow();
      }).observe(this.figure);
    }
    if (this.addresses.renew) {
      this.renewal = setInterval(() => this.renew(), RENEW_SECONDS * 1000);
    }
  }

  // -- What the reader does --------------------------------------------------------------------

  start() {
    this.wanted = true;
    this.failures = 0;
    this.restUntilAsked();
    this.report.begin();
    this.ask();
  }

  stop() {
    this.wanted = false;
    this.leave("idle");
    this.report.end("no_picture");
    this.refresh();
  }

  restUntilAsked() {
    clearTimeout(this.patience);
    this.patience = setTimeout(() => {
      if (!this.wanted) return;
      this.stop();
      this.phase("idle", { stay: true });
      this.say("closed", this.words.paused, "", this.words.still_there);
    }, WATCH_MINUTES * 60000);
  }

  // Rest while nobody can see the picture, go on when somebody can.
  follow() {
    const isSeen = !document.hidden && this.isInView;
    if (!isSeen) {
      this.stills.stop();
      if (this.wanted && this.figure.dataset.phase !== "resting") this.leave("resting");
    } else if (this.figure.dataset.phase === "resting") {
      if (this.wanted) this.ask();
    } else {
      this.keepStills();
    }
  }

  widen() {
    if (this.video.requestFullscreen) this.video.requestFullscreen().catch(() => {});
    else if (this.video.webkitEnterFullscreen) this.video.webkitEnterFullscreen();
  }

  // -- The way to the picture ------------------------------------------------------------------

  playlist() {
    const mark = this.addresses.playlist.indexOf("?") < 0 ? "?" : "&";
    return `${this.addresses.playlist}${mark}viewer=${viewer}`;
  }

  // Ask the gate until it has a playlist, showing its reason meanwhile.
  async ask() {
    this.leave("asking");
    const turn = this.turn;
    const isBack = this.failures > 0;
    if (isBack) this.say("late", this.words.reconnecting, "", this.words.lost);
    else this.say("late", this.words.starting, "", this.words.asking);
    while (turn === this.turn) {
      const wait = await this.askOnce(turn);
      if (turn !== this.turn || wait === null) return;
      await pause(wait);
    }
  }

  // Seconds until the gate should be asked again, null when it should not.
  async askOnce(turn) {
    let answer, reason;
    try {
      answer = await fetch(this.playlist(), { cache: "no-store", credentials: "same-origin" });
      reason = answer.ok ? {} : await answer.json();
    } catch (error) {
      if (turn === this.turn) this.say("down", this.words.reconnecting, "", this.words.silent);
      return 3;
    }
    if (turn !== this.turn) return null;
    this.readClock(answer);
    if (answer.ok) {
      this.play();
      return null;
    }
    if (FINAL_STATUSES.indexOf(answer.status) >= 0) {
      this.stop();
      this.say("down", this.words.paused, "", reason.detail || this.words.gone);
      return null;
    }
    const isStill = STILL_REASONS.indexOf(reason.code) >= 0;
    this.phase(isStill ? "stills" : "asking");
    if (isStill) this.report.end("stills");
    this.say(reason.tone || "late", reason.word || this.words.starting, reason.age, reason.detail,
             reason.code);
    return Math.max(1, Math.min(300, Number(answer.headers.get("Retry-After")) || 3));
  }

  async play() {
    const turn = this.turn;
    const source = await openSource(this.video, (what) => {
      if (turn === this.turn) this.again(what);
    });
    if (turn !== this.turn) return;
    if (source === null) {
      this.slideshow();
      return;
    }
    this.source = source;
    this.progressAt = performance.now();
    this.shownTime = -1;
    this.goodSeconds = 0;
    source.begin(() => this.playlist());
    this.watchdog = setInterval(() => this.watch(), 1000);
  }

  // Called by the video whenever its time moves.
  progress() {
    if (this.source === null || this.video.currentTime === this.shownTime) return;
    this.shownTime = this.video.currentTime;
    if (this.shownTime <= 0) return;
    this.progressAt = performance.now();
    if (this.figure.dataset.phase !== "moving") {
      this.phase("moving");
      this.stills.stop();
      this.report.picture();
      this.tellDelay();
    }
  }

  watch() {
    if (performance.now() - this.progressAt > STUCK_SECONDS * 1000) {
      this.again("stuck");
      return;
    }
    if (this.figure.dataset.phase !== "moving") return;
    this.goodSeconds += 1;
    if (this.goodSeconds > GOOD_SECONDS) this.failures = 0;
    if (this.video.paused) {
      const started = this.video.play();
      if (started) started.catch(() => {});
    }
    this.tellDelay();
  }

  tellDelay() {
    const delay = this.source.delaySeconds(Date.now() + this.clockSkewMs);
    const isKnown = delay !== null && delay >= 0 && delay < 3600;
    const age = isKnown ? this.words.behind.replace("{n}", Math.round(delay)) : "";
    const isLate = isKnown && delay > LATE_SECONDS;
    this.say(isLate ? "late" : "live", this.words.live, age, "", isLate ? "delayed" : "live");
  }

  // The picture has failed: fetch it anew, or after the third time be content with stills.
  again(what) {
    this.failures += 1;
    if (this.failures >= TRIES && what !== "lost") this.slideshow();
    else this.ask();
  }

  slideshow() {
    this.leave("stills");
    this.report.end("stills");
    this.phase("stills", { again: true });
    this.say("late", this.words.stills, "", this.words.slideshow, "still_only");
  }

  // -- What is on the page ---------------------------------------------------------------------

  // End what runs and go into `phase`; the former turn is void from now on.
  leave(phase) {
    this.turn += 1;
    clearInterval(this.watchdog);
    if (this.source) this.source.end();
    this.source = null;
    this.phase(phase);
    this.keepStills();
  }

  keepStills() {
    const phase = this.figure.dataset.phase;
    if (phase === "moving" || phase === "resting") return;
    if (phase === "idle" && this.saves) {
      this.stills.stop(); // nothing is fetched that was not asked for
      return;
    }
    const seconds = phase === "idle" ? IDLE_STILL_SECONDS : STILL_SECONDS;
    const isThere = phase === "idle" && this.stills.shown === null && this.stills.isThere();
    this.stills.every(seconds, () => this.addresses.still, isThere ? STILL_SECONDS : 0);
  }

  phase(name, extra) {
    const shown = extra || {};
    const isPlayable = "playable" in this.figure.dataset;
    this.figure.dataset.phase = name;
    const focused = Object.values(this.buttons).find((each) => each === document.activeElement);
    this.buttons.start.hidden = name !== "idle" || !isPlayable;
    this.buttons.stop.hidden = ["asking", "moving", "stills"].indexOf(name) < 0;
    this.buttons.wide.hidden = name !== "moving";
    this.buttons.again.hidden = !shown.again;
    this.buttons.stay.hidden = !shown.stay;
    if (focused && focused.hidden) this.passFocus();
  }

  // A button that goes would take the keyboard's place on the page with it.
  passFocus() {
    const { stop, again, stay, start } = this.buttons;
    const next = [stop, again, stay, start].find((each) => !each.hidden);
    if (next) next.focus({ preventScroll: true });
  }

  say(tone, word, age, text, kind) {
    this.state.className = `state state-${tone}${kind === "live" ? " state-moving" : ""}`;
    this.state.querySelector("b").textContent = word;
    this.state.querySelector("span").textContent = age || "";
    this.text.textContent = text || "";
    const detail = { kind: kind || this.figure.dataset.phase, tone, word, age: age || "", text };
    this.figure.dispatchEvent(new CustomEvent("player-state", { bubbles: true, detail }));
  }

  showTaken(moment) {
    // Swedish writes 2026-11-23 21:58:05, the way Chinese pages write moments, but for the year;
    // English ones write 23 Nov 21:58:05.
    const there = { timeZone: "Asia/Shanghai" };
    const numbers = moment.toLocaleString("sv-SE", there).slice(5);
    const day = moment.toLocaleDateString("en-GB", { ...there, day: "numeric", month: "short" });
    const isEnglish = document.documentElement.lang.startsWith("en");
    const time = isEnglish ? `${day} ${numbers.slice(6)}` : numbers;
    this.taken.textContent = this.words.taken.replace("{time}", time);
  }

  // The state in the portal's words, for a picture at rest.
  async refresh() {
    const turn = this.turn;
    try {
      const answer = await fetch(this.figure.dataset.state, { cache: "no-store" });
      const told = await answer.json();
      if (turn !== this.turn || this.figure.dataset.phase !== "idle") return;
      this.flaw.textContent = told.flaw;
      const text = told.text === told.flaw ? "" : told.text; // it is not said twice
      if (this.buttons.stay.hidden) this.say(told.tone, told.word, told.age, text, told.kind);
    } catch (error) {
      // What stands there was true a moment ago.
    }
  }

  // The portal's clock, since a phone's may be wrong by minutes.
  readClock(answer) {
    const there = Date.parse(answer.headers.get("Date"));
    if (!isNaN(there)) this.clockSkewMs = there + 500 - Date.now();
  }

  async renew() {
    if (!this.figure.isConnected) {
      clearInterval(this.renewal); // its page has put another player in its place
      return;
    }
    try {
      const answer = await fetch(this.addresses.renew, { method: "POST" });
      if (answer.ok) Object.assign(this.addresses, await answer.json());
    } catch (error) {
      // Tried again before the next playlist is refused.
    }
  }
}

const upgraded = new WeakSet();

// Make a player of every figure within `root` that is none yet.
export function upgrade(root) {
  for (const figure of root.querySelectorAll("figure.player")) {
    if (upgraded.has(figure)) continue;
    upgraded.add(figure);
    new Player(figure);
  }
}

upgrade(document);
