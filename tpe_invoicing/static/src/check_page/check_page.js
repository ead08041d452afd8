// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
// A page of its own, without the web client: the file stays in the browser.
(function () {
    "use strict";

    const LARGEST = 200 * 1024 * 1024;
    const HASH = /^[0-9a-f]{64}$/;
    const form = document.getElementById("check");
    const answer = document.getElementById("answer");
    const drop = document.getElementById("drop");
    const file = document.getElementById("file");
    let turn = 0;

    /**
     * @param {String} name of a text of the page, or nothing
     * @param {String} kind of the answer
     */
    function say(name, kind) {
        const text = name && document.getElementById(`say-${name}`).textContent;
        answer.textContent = text.replace(/\s+/g, " ").trim();
        answer.className = `answer ${kind || ""}`.trim();
    }

    async function ask(hash, mine) {
        let response = null;
        try {
            response = await fetch(form.dataset.place, {
                method: "POST",
                body: new URLSearchParams({sha256: hash}),
                credentials: "omit",
            });
        } catch {
            return say("failed");
        }
        if (mine !== turn) {
            return;
        }
        if (response.status === 429) {
            return say("often");
        }
        if (!response.ok) {
            return say("failed");
        }
        const {known} = await response.json();
        return known
            ? say("known", "known")
            : say("unknown", "unknown");
    }

    async function check(chosen) {
        const mine = ++turn;
        if (!chosen) {
            return say("");
        }
        if (!window.crypto?.subtle) {
            return say("old");
        }
        if (chosen.size > LARGEST) {
            return say("large");
        }
        say("busy");
        let digest = null;
        try {
            digest = await crypto.subtle.digest("SHA-256", await chosen.arrayBuffer());
        } catch {
            return say("old");
        }
        const bytes = Array.from(new Uint8Array(digest));
        const hash = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
        return mine === turn ? ask(hash, mine) : undefined;
    }

    file.addEventListener("change", () => check(file.files[0]));
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        const typed = document.getElementById("hash").value;
        const hash = typed.replace(/[\s:]/g, "").toLowerCase();
        const mine = ++turn;
        file.value = "";
        return HASH.test(hash) ? ask(hash, mine) : say("wrong");
    });
    // the whole page takes the file: a near miss must not open it instead
    for (const kind of ["dragover", "dragleave", "drop"]) {
        document.addEventListener(kind, (event) => {
            event.preventDefault();
            drop.classList.toggle("over", kind === "dragover");
        });
    }
    document.addEventListener("drop", (event) => {
        // the name that stands in the field is that of the file of the answer
        file.files = event.dataTransfer.files;
        check(file.files[0]);
    });
})();
