"use strict";
/* Tells the desk in which zone this browser is, and says beside each moment that is typed what it is for the site. */
{
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (here) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `desk_zone=${here}; path=/admin/; max-age=31536000; SameSite=Lax${secure}`;
  }

  /* What the clocks of a zone show at an instant, as if they were those of Greenwich. */
  const shown = (instant, zone) => {
    const part = {};
    const clock = new Intl.DateTimeFormat("en-US", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
    });
    for (const { type, value } of clock.formatToParts(instant)) part[type] = Number(value);
    return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute);
  };
  /* The instant at which the clocks of a zone show what was typed. The second look is for days on which they change. */
  const instant = (typed, zone) => {
    const first = typed - (shown(typed, zone) - typed);
    return typed - (shown(first, zone) - first);
  };
  const words = (at, zone) => new Intl.DateTimeFormat("en-US", {
    timeZone: zone, month: "short", day: "numeric", hour: "numeric", minute: "2-digit", hourCycle: "h23",
  }).format(at);

  for (const field of document.querySelectorAll("input[name=desk_zone][data-site-zone]")) {
    const mine = field.value, site = field.dataset.siteZone;
    if (mine === site) continue;
    for (const input of field.form.querySelectorAll("input[type=datetime-local]")) {
      const beside = document.createElement("output");
      beside.className = "site-zone";
      beside.htmlFor.add(input.id);
      input.after(beside);
      const tell = () => {
        const typed = Date.parse(`${input.value}Z`);
        beside.textContent = Number.isNaN(typed) ? "" : `${words(instant(Math.floor(typed / 60000) * 60000, mine), site)} in ${site}`;
      };
      input.addEventListener("input", tell);
      tell();
    }
  }
}
