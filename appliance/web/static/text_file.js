// Takes a file of this device into the text field, so that it need not be pasted. Without scripts the field stands alone.

for (const chooser of document.querySelectorAll("input[type=file][data-into]")) {
  const text = document.getElementById(chooser.dataset.into);
  const name = document.getElementById(chooser.dataset.name);
  for (const each of [chooser, ...chooser.labels]) each.hidden = false;
  chooser.addEventListener("change", async () => {
    const file = chooser.files[0];
    if (!file) return;
    if (file.size > Number(chooser.dataset.most)) {
      chooser.value = "";
      chooser.setCustomValidity(`${file.size} > ${chooser.dataset.most} bytes`);
      chooser.reportValidity();
      chooser.setCustomValidity(""); // the form is not held up by it
      return;
    }
    text.value = await file.text();
    name.value = file.name.replace(/\.[^.]*$/, "");
  });
}
