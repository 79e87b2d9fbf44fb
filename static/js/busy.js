// Shows that something which takes its time is under way, and keeps it from being asked for twice.
// The bar has no end, since nobody knows it; the words say that the page may be left open.

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.querySelector("progress")) {
      event.preventDefault();
      return;
    }
    const box = document.createElement("p");
    box.setAttribute("role", "status");
    box.append(document.createElement("progress"), " ", form.dataset.busy);
    box.className = "busy";
    form.append(box);
  });
}

// Whoever comes back to the page finds it as it was.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-busy] .busy").forEach((each) => each.remove());
});
