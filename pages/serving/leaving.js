// A page that listens for `beforeunload` may hold its reader back, so a browser that is told to leave it or to load it anew asks the page
// first, and asks the server for nothing while the page is busy. Streamlit's only such listener (React Aria's, which takes its other
// listeners away) holds nobody back, so it does as well at `pagehide`, for which no browser waits.
{
  const { addEventListener } = globalThis;
  globalThis.addEventListener = function (type, ...rest) {
    addEventListener.call(this ?? globalThis, type === "beforeunload" ? "pagehide" : type, ...rest);
  };
}
