// Shows how far a download is, and loads the page again when it has ended.
const EVERY_MS = 1000;

const language = document.documentElement.lang;
const megabytes = new Intl.NumberFormat(language, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });

function show(row, pull) {
  const bar = row.querySelector("progress");
  if (pull.total_bytes) {
    bar.max = pull.total_bytes;
    bar.value = Math.min(pull.done_bytes, pull.total_bytes);
  } else {
    bar.removeAttribute("value");
  }
  const doing = row.querySelector("[data-doing]");
  const [stage] = pull.doing.split(" ");
  doing.textContent = doing.dataset[stage] ?? (pull.doing || doing.dataset.fetching);
  const sizes = [pull.done_bytes, pull.total_bytes].filter(Boolean).map((bytes) => megabytes.format(bytes / 1e6));
  row.querySelector("[data-size]").textContent = sizes.join(" / ");
}

async function watch(row) {
  for (;;) {
    await new Promise((done) => setTimeout(done, EVERY_MS));
    try {
      const answer = await fetch(new URL(`../../api/v1/models/pulls/${row.dataset.pull}`, import.meta.url), { headers: { Accept: "application/json" } });
      const pull = answer.ok ? await answer.json() : { state: "unknown" };
      if (pull.state !== "running") {
        location.reload();
        return;
      }
      show(row, pull);
    } catch {
      // the appliance cannot be reached just now: the next look may find it
    }
  }
}

document.querySelectorAll("[data-pull]").forEach(watch);
