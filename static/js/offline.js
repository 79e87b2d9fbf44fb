// Says on the page itself since when there is no connection. Nothing is lost meanwhile: a page
// that stands still keeps what was typed, and forms with drafts keep it on the device as well.

const bar = document.querySelector("[data-offline-since]");
const clock = () => new Date().toLocaleTimeString("sv-SE", { timeZone: "Asia/Shanghai" }).slice(0, 5);

function cut() {
  if (!bar.hidden) return; // it still holds when the line went
  bar.textContent = bar.dataset.offlineSince.replace("{time}", clock());
  bar.hidden = false;
}

function back() {
  bar.hidden = true;
  bar.textContent = "";
}

if (bar) {
  window.addEventListener("offline", cut);
  window.addEventListener("online", back);
  if (navigator.onLine === false) cut();
}
