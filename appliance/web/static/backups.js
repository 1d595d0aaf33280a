// Shows how far a backup is, and loads the page again when it has ended.
const EVERY_MS = 1000;

async function watch(bar) {
  for (;;) {
    await new Promise((done) => setTimeout(done, EVERY_MS));
    try {
      const answer = await fetch(new URL("../api/v1/backups", import.meta.url), { headers: { Accept: "application/json" } });
      const { job } = answer.ok ? await answer.json() : { job: null };
      if (job?.state !== "running") {
        location.reload();
        return;
      }
      if (job.total_bytes) {
        bar.max = job.total_bytes;
        bar.value = Math.min(job.done_bytes, job.total_bytes);
      }
    } catch {
      // the appliance cannot be reached just now: the next look may find it
    }
  }
}

document.querySelectorAll("progress[data-backup]").forEach(watch);
