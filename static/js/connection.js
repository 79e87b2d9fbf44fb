// Whether there is a way to the portal: what the device says of itself is true only when it says no.

export async function isConnected() {
  if (navigator.onLine === false) return false;
  try {
    await fetch("/healthz", { method: "HEAD", cache: "no-store" });
    return true;
  } catch (error) {
    return false;
  }
}
