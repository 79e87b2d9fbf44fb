// Renews the still of one camera and tells when it was taken.

export class Stills {
  constructor(image, onTaken) {
    this.image = image;
    this.onTaken = onTaken;
    this.timer = null;
    this.seconds = null; // between two stills; null while none is fetched
    this.shown = null;
    this.address = null;
    this.turn = 0;
  }

  // Fetch the still after `first` seconds and then every so many; `address` is asked each time.
  every(seconds, address, first = 0) {
    if (seconds === this.seconds) return; // it is being done
    this.stop();
    this.seconds = seconds;
    if (this.image === null) return; // a kitchen that may not be shown has none
    const turn = this.turn;
    const next = async () => {
      if (!this.image.isConnected) return; // its page has put another player in its place
      const wait = (await this.renew(address())) ? seconds : Math.min(seconds, 5);
      if (turn === this.turn) this.timer = setTimeout(next, wait * 1000);
    };
    this.timer = setTimeout(next, first * 1000);
  }

  // Whether the page came with a still, which need not be fetched a second time at once.
  isThere() {
    return this.image !== null && !this.image.hidden;
  }

  stop() {
    this.turn += 1;
    this.seconds = null;
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
