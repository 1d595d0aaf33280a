// The week of calls: an entry is moved with the arrow keys or by dragging it, saved by the API, and told to whoever
// listens to the page. Without this script an entry is a link to its own form.

const QUARTER = 15;
const DAY_MINUTES = 24 * 60;

const week = document.getElementById("week");
const said = document.getElementById("week-said");

const say = (text) => {
  said.textContent = text;
};

const told = (template, fields) => template.replace(/\{(\w+)\}/g, (_, name) => fields[name] ?? "");

const stateOf = (entry) => ({
  id: entry.dataset.id,
  at: entry.dataset.at,
  day: Number(entry.dataset.day),
  days: entry.dataset.days.split(" ").map(Number),
  name: entry.dataset.name,
});

const later = (at, minutes) => {
  const [hour, minute] = at.split(":").map(Number);
  const moved = (hour * 60 + minute + minutes + DAY_MINUTES) % DAY_MINUTES;
  return `${String(Math.floor(moved / 60)).padStart(2, "0")}:${String(moved % 60).padStart(2, "0")}`;
};

const instead = (state, day) => ({
  ...state,
  day,
  days: state.days.map((each) => (each === state.day ? day : each)).sort(),
});

// The next day in that direction on which it does not ring yet; null where it rings every day.
const nextDay = (state, step) => {
  for (let far = 1; far < 7; far += 1) {
    const day = (state.day + step * far + 7 * 7) % 7;
    if (!state.days.includes(day)) return day;
  }
  return null;
};

const MOVES = {
  ArrowUp: (state) => ({ ...state, at: later(state.at, -QUARTER) }),
  ArrowDown: (state) => ({ ...state, at: later(state.at, QUARTER) }),
  ArrowLeft: (state) => sideways(state, -1),
  ArrowRight: (state) => sideways(state, 1),
};

const sideways = (state, step) => {
  const day = nextDay(state, step);
  return day === null ? null : instead(state, day);
};

const entryOf = (id, day) => week.querySelector(`.entry[data-id="${id}"][data-day="${day}"]`);

const save = async (state) => {
  const answer = await fetch(new URL(`../../api/v1/check-ins/${state.id}`, import.meta.url), {
    method: "PATCH",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ at: state.at, weekdays: state.days }),
  });
  if (answer.ok) return;
  const problem = await answer.json().catch(() => ({}));
  throw new Error(problem.detail ?? "");
};

const refresh = async () => {
  const answer = await fetch(new URL("../../check-ins", import.meta.url));
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const selector of ["#week table", "#each + ul"]) {
    const shown = document.querySelector(selector);
    const wanted = fresh.querySelector(selector);
    if (shown && wanted) shown.replaceWith(document.adoptNode(wanted));
  }
  prepare();
};

const move = async (id, day, change) => {
  const entry = entryOf(id, day);
  if (!entry) return day;
  const before = stateOf(entry);
  const after = change(before);
  const names = week.dataset.days.split(" ");
  if (after === null) {
    say(week.dataset.full);
    return day;
  }
  try {
    await save(after);
    await refresh();
    say(told(week.dataset.moved, { what: after.name, at: after.at, days: after.days.map((each) => names[each]).join(" ") }));
    entryOf(id, after.day)?.focus();
    return after.day;
  } catch (fault) {
    say(`${week.dataset.failed} ${fault.message}`);
    return day;
  }
};

// One after the other: each begins from where the one before it ended.
let line = Promise.resolve();
let waiting = 0;
let current = null;
const queue = (id, day, change) => {
  if (waiting === 0 || current.id !== id) current = { id, day };
  const mine = current;
  waiting += 1;
  line = line.then(async () => {
    mine.day = await move(id, mine.day, change);
    waiting -= 1;
  });
};

const prepare = () => {
  for (const entry of week.querySelectorAll(".entry")) {
    entry.draggable = true;
    entry.setAttribute("aria-describedby", "week-hint");
  }
};

let dragged = null;

if (week) {
  document.getElementById("week-hint").hidden = false;
  prepare();
  week.addEventListener("keydown", (event) => {
    const entry = event.target.closest(".entry");
    const change = MOVES[event.key];
    if (!entry || !change || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    queue(entry.dataset.id, Number(entry.dataset.day), change);
  });
  week.addEventListener("dragstart", (event) => {
    const entry = event.target.closest(".entry");
    if (!entry) return;
    dragged = stateOf(entry);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.name);
  });
  week.addEventListener("dragover", (event) => {
    const cell = event.target.closest("td");
    if (!dragged || !cell) return;
    event.preventDefault();
    for (const each of week.querySelectorAll(".over")) each.classList.remove("over");
    cell.classList.add("over");
  });
  week.addEventListener("dragend", () => {
    dragged = null;
    for (const each of week.querySelectorAll(".over")) each.classList.remove("over");
  });
  week.addEventListener("drop", (event) => {
    const cell = event.target.closest("td");
    if (!dragged || !cell) return;
    event.preventDefault();
    const from = dragged;
    const day = Number(cell.dataset.day);
    queue(from.id, from.day, (state) => ({
      ...(state.days.includes(day) ? state : instead(state, day)),
      at: cell.dataset.at,
    }));
  });
}
