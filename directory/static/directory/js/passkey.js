// Shows a message when a passkey request fails. The library makes the request itself.
const SENTENCES = {
  InvalidStateError: "This device already has a passkey for this account.",
  NotAllowedError: "No passkey was selected, or the request timed out. Try again.",
  SecurityError: "Passkeys don't work at this address. Open the site by its domain name.",
};
const OTHERWISE = "This device or browser can't use passkeys. Try another one.";

const problem = document.querySelector("[data-passkey-problem]");

function say(sentence) {
  problem.textContent = sentence;
  problem.hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  say(SENTENCES[event.detail.exception?.name] ?? OTHERWISE);
});

if (!window.PublicKeyCredential) {
  say(OTHERWISE);
}
