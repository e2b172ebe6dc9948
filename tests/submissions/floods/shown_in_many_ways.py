# Right work whose last value shows itself as text, HTML, Markdown, LaTeX, SVG and JSON, ten megabytes each.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
class Shown:
    def __repr__(self): return "x" * 10_000_000
    def _repr_html_(self): return "<b>x</b>" * 1_250_000
    def _repr_markdown_(self): return "*x* " * 2_500_000
    def _repr_latex_(self): return "$x$" * 3_000_000
    def _repr_svg_(self): return "<svg>" + "x" * 10_000_000
    def _repr_json_(self): return ["x" * 10_000_000]
Shown()
