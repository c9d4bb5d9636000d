// Hands a component of ours straight to Streamlit, which would make a file of the few lines that it is sent of it, have the browser fetch
// that, run it, and only then learn of the script that the page has had all along. Those lines begin with the script's address
// (`loader` in pages/serving/__init__.py), and do without this where Streamlit does otherwise.
{
  const known = new WeakMap(); // such a file → the script's address
  globalThis.Blob = new Proxy(Blob, {
    construct(made, [parts, ...options], self) {
      const blob = Reflect.construct(made, [parts, ...options], self);
      const [, address] = /^\/\/ (figures\/\S+\.js)\n/.exec(typeof parts?.[0] === "string" ? parts[0] : "") ?? [];
      if (address) known.set(blob, new URL(address, document.baseURI).href);
      return blob;
    },
  });
  const { createObjectURL } = URL;
  URL.createObjectURL = content => known.get(content) ?? createObjectURL.call(URL, content);
}
