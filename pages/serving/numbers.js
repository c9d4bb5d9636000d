// How the tables write numbers. Streamlit's patterns put a minus sign behind the pound (‘£-431,480’), and have no true one; but a
// pattern may name a property of the value, ‘%(as_pounds)s’: these are such properties (pages/ui/tables.py).
for (const [name, places, before, after] of [
  ["as_pounds", 0, "£", ""], ["as_pence", 2, "£", ""], ["as_share", 1, "", "%"], ["as_whole", 0, "", ""], ["as_tenths", 1, "", ""],
  ["as_hundredths", 2, "", ""], ["as_factor", 4, "", ""],
]) {
  const digits = new Intl.NumberFormat("en-GB", { minimumFractionDigits: places, maximumFractionDigits: places });
  Object.defineProperty(Number.prototype, name, {
    get() {
      const size = digits.format(Math.abs(this));
      return `${this < 0 && /[1-9]/.test(size) ? "−" : ""}${before}${size}${after}`;
    },
  });
}
