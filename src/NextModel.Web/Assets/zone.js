// Tells the dashboard the browser's time zone, once: what a reader chose stays.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.split("; ").some(one => one.startsWith("nm_zone="))) {
  document.cookie = `nm_zone=${encodeURIComponent(zone)}; path=/dashboard; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}
