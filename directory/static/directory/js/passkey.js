// Says in words what went wrong with a passkey; asking for one is the library's part.
const SENTENCES = {
  InvalidStateError: "This device holds a passkey of this account already.",
  NotAllowedError: "No passkey was chosen, or time ran out. Try again.",
  SecurityError: "Passkeys do not work at this address. Open the site by its name.",
};
const OTHERWISE = "This device or browser could not use a passkey.";

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
