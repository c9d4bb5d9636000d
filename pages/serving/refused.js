// Says on the page why a file wasn't taken, in the words of the server's answer. Streamlit marks the file with a cross, and gives to those
// who listen what its library for requests calls it (‘AxiosError: Request failed with status code 503’).
{
  const LOST = "The connection to the dashboard was lost. Choose the file again.";
  function tell(reason) {
    document.getElementById("refused")?.remove();
    const bar = document.createElement("div");
    bar.id = "refused";
    bar.setAttribute("role", "status");
    const close = document.createElement("button");
    close.textContent = "Close";
    close.onclick = () => bar.remove();
    bar.append(`A file was not taken. ${reason} `, close);
    document.body.append(bar);
  }
  /** The library's words come a moment later. */
  function replace(reason) {
    const seen = new MutationObserver(() => {
      for (const alert of document.querySelectorAll("[data-testid=stFileUploader] [role=alert]")) {
        const text = [...alert.childNodes].find(each => each.nodeType === Node.TEXT_NODE && each.data.includes("Axios"));
        if (!text) continue;
        text.data = reason;
        seen.disconnect();
      }
    });
    seen.observe(document.body, { childList: true, subtree: true });
  }
  const { open } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, address, ...rest) {
    if (method === "PUT" && String(address).includes("/_stcore/upload_file/")) {
      const refuse = reason => { tell(reason); replace(reason); };
      this.addEventListener("loadstart", () => document.getElementById("refused")?.remove());
      this.addEventListener("error", () => refuse(LOST));
      this.addEventListener("load", () => this.status >= 400 && refuse(this.responseText || LOST));
    }
    return open.call(this, method, address, ...rest);
  };
}
