// Tells the portal that somebody watches and how it goes: no name, no device, three figures.

const PING_SECONDS = 15;

export class Report {
  constructor(address) {
    this.address = address;
    this.timer = null;
    this.reset();
  }

  reset() {
    this.viewing = null;
    this.firstPictureMs = null;
    this.stalls = 0;
    this.askedAt = 0;
    this.isOpen = false;
  }

  // The wish to see a moving picture, which begins a viewing.
  begin() {
    this.end("no_picture");
    this.reset();
    this.isOpen = true;
    this.askedAt = performance.now();
    this.timer = setInterval(() => this.send(null), PING_SECONDS * 1000);
    this.send(null);
  }

  picture() {
    if (!this.isOpen || this.firstPictureMs !== null) return;
    this.firstPictureMs = Math.round(performance.now() - this.askedAt);
    this.send(null);
  }

  stall() {
    if (this.firstPictureMs !== null) this.stalls += 1;
  }

  // The end of a viewing; one that has shown a picture was watched, whatever came then.
  end(outcome) {
    if (!this.isOpen) return;
    clearInterval(this.timer);
    this.isOpen = false;
    this.send(this.firstPictureMs === null ? outcome : "watched");
  }

  async send(outcome) {
    const body = JSON.stringify({
      viewing: this.viewing,
      first_picture_ms: this.firstPictureMs,
      stalls: this.stalls,
      outcome: outcome,
    });
    try {
      const answer = await fetch(this.address, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: body,
        credentials: "same-origin",
        keepalive: true,
      });
      if (answer.ok) this.viewing = (await answer.json()).viewing;
    } catch (error) {
      // A lost report is no reason to disturb whoever watches.
    }
  }
}
