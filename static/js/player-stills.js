// Renews the still of one camera and tells when it was taken.

export class Stills {
  constructor(image, onTaken) {
    this.image = image;
    this.onTaken = onTaken;
    this.timer = null;
    this.shown = null;
    this.address = null;
    this.turn = 0;
  }

  // Fetch the still now and then every so many seconds; `address` is asked each time.
  every(seconds, address) {
    this.stop();
    if (this.image === null) return; // a kitchen that may not be shown has none
    const turn = this.turn;
    const next = async () => {
      if (!this.image.isConnected) return; // its page has put another player in its place
      const wait = (await this.renew(address())) ? seconds : Math.min(seconds, 5);
      if (turn === this.turn) this.timer = setTimeout(next, wait * 1000);
    };
    next();
  }

  stop() {
    this.turn += 1;
    clearTimeout(this.timer);
  }

  async renew(address) {
    let answer;
    try {
      answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.status);
      const tag = answer.headers.get("ETag");
      if (tag !== null && tag === this.shown) return true;
      const former = this.address;
      this.address = URL.createObjectURL(await answer.blob());
      this.image.src = this.address;
      this.image.hidden = false;
      if (former) URL.revokeObjectURL(former);
      this.shown = tag;
    } catch (error) {
      return false;
    }
    this.image.dataset.shown = "";
    const taken = answer.headers.get("Last-Modified");
    if (taken) this.onTaken(new Date(taken));
    return true;
  }
}
