// Asks the device for a passkey where a form says so. Without this script, or without passkeys, those forms stay hidden.
"use strict";

const canAsk = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON &&
  PublicKeyCredential.parseCreationOptionsFromJSON;

function say(form, sentence) {
  const place = form.querySelector(".trouble");
  place.textContent = sentence;
  place.hidden = !sentence;
}

async function ask(form) {
  const answer = await fetch(form.dataset.begin, {method: "POST", body: new URLSearchParams(new FormData(form))});
  if (answer.redirected || !(answer.headers.get("content-type") || "").startsWith("application/json")) {
    return say(form, form.dataset.failed);
  }
  const {options, trouble} = await answer.json();
  if (trouble) {
    return say(form, trouble);
  }
  const made = form.dataset.passkey === "create"
    ? await navigator.credentials.create({publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options)})
    : await navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options)});
  form.elements[form.dataset.answer || "answer"].value = JSON.stringify(made.toJSON());
  form.submit();
}

for (const form of canAsk ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    say(form, "");
    ask(form)
      .catch((error) => say(form, error.name === "InvalidStateError" ? form.dataset.known
        : error.name === "NotAllowedError" ? form.dataset.cancelled : form.dataset.failed))
      .finally(() => { button.disabled = false; });
  });
}
