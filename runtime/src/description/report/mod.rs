//! A page that shows everything of a graph, in one file.

mod mathml;

use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt::{self, Display, Write as _};

use serde_json::json;

use super::summary::counted;
use super::{Graph, Pass, Place, Role, Value};

/// A step's width in the timeline, in pixels.
const STEP: usize = 30;

impl Graph {
    /// A page for a browser with everything that a graph shows of itself: the picture, which can be moved and enlarged; the source; the
    /// equations; what each operation costs; and the memory from step to step. Pointing at a value shows it in all of them, forward and
    /// backward; a click holds on to it. With feature `draw`.
    ///
    /// It is one file, which needs no other one and no network.
    ///
    /// ```
    /// keisan::graph! {
    ///     graph Layer<const B: usize> {
    ///         input x: [B, 3];
    ///         param w: [3, 2] = he_normal;
    ///         loss = mean(tanh(x @ w));
    ///     }
    /// }
    ///
    /// let page = Layer::<8>::GRAPH.report();
    /// assert!(page.starts_with("<!DOCTYPE html>"));
    /// ```
    #[must_use]
    pub fn report(&self) -> String {
        let mut page = String::new();
        // A string takes what is written to it.
        let _ = Report::new(self).write(&mut page);
        page
    }
}

/// Text as HTML has it.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                _ => f.write_char(character)?,
            }
        }
        Ok(())
    }
}

struct Report<'a> {
    graph: &'a Graph,
    /// By the name of a value or of an adjoint, the name under which both are known on the page: that of the forward value.
    keys: BTreeMap<String, &'static str>,
}

impl<'a> Report<'a> {
    fn new(graph: &'a Graph) -> Self {
        let mut keys = BTreeMap::new();
        for value in graph.values.iter().filter(|value| value.role != Role::Constant) {
            keys.insert(value.name.to_owned(), value.name);
            // A layer's parameter is `l1.w` to its user, and `l1_w` in equations.
            keys.entry(value.name.replace('.', "_")).or_insert(value.name);
        }
        for value in graph.values.iter().filter(|value| value.pass() == Pass::Forward) {
            if !value.adjoint.is_empty() {
                keys.insert(value.adjoint.to_owned(), value.name);
            }
        }
        Report { graph, keys }
    }

    /// ` data-value="h"`, or nothing for what is no value.
    fn data(&self, name: &str) -> String {
        self.keys.get(name).map_or_else(String::new, |key| format!(" data-value=\"{}\"", Escaped(key)))
    }

    fn write(&self, page: &mut String) -> fmt::Result {
        let graph = self.graph;
        let name = Escaped(graph.name);
        write!(
            page,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, \
             initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n<title>{name}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
            include_str!("page.css")
        )?;
        self.write_header(page)?;
        writeln!(page, "<main>")?;
        self.write_picture(page)?;
        writeln!(page, "<div class=\"texts\">")?;
        self.write_source(page)?;
        self.write_equations(page)?;
        self.write_costs(page)?;
        self.write_memory(page)?;
        writeln!(page, "</div>\n</main>")?;
        self.write_details(page)?;
        write!(page, "<script>\n{}</script>\n</body>\n</html>\n", include_str!("page.js"))
    }

    fn write_header(&self, page: &mut String) -> fmt::Result {
        let graph = self.graph;
        writeln!(page, "<header>\n<h1>{}</h1>\n<dl>", Escaped(graph.name))?;
        for (what, count) in [
            ("parameters", graph.parameters() as u64),
            ("FLOPs forward", graph.flops(Pass::Forward)),
            ("FLOPs backward", graph.flops(Pass::Backward)),
            ("bytes saved", graph.saved_bytes() as u64),
            ("bytes of workspace", graph.workspace_bytes() as u64),
            ("bits a scalar", 8 * graph.scalar_bytes as u64),
        ] {
            writeln!(page, "<div><dt>{what}</dt><dd>{}</dd></div>", counted(count))?;
        }
        writeln!(page, "</dl>\n</header>")
    }

    fn write_picture(&self, page: &mut String) -> fmt::Result {
        writeln!(
            page,
            "<section class=\"picture\" aria-label=\"The graph drawn\">\n<div class=\"tools\"><button data-zoom=\"1.25\" title=\"Larger\">+</button>\
             <button data-zoom=\"0.8\" title=\"Smaller\">−</button><button data-zoom=\"0\" title=\"All of it\">all</button></div>\n\
             <div class=\"viewer\">\n{}</div>\n<p class=\"readout\" aria-live=\"polite\">Point at a value to see it everywhere; click to hold on to it. \
             The wheel enlarges, dragging moves.</p>\n</section>",
            self.graph.drawing().svg()
        )
    }

    fn write_source(&self, page: &mut String) -> fmt::Result {
        writeln!(page, "<section id=\"source\">\n<h2>Source</h2>\n<pre>")?;
        for (number, line) in (1..).zip(self.graph.source.lines()) {
            let of_line = self.graph.values.iter().filter(|value| value.line == number && value.role != Role::Constant);
            let mut names: Vec<&str> = of_line.filter_map(|value| self.keys.get(value.name).copied()).collect();
            names.sort_unstable();
            names.dedup();
            write!(page, "<span class=\"line\" data-values=\"{}\">", Escaped(&names.join(" ")))?;
            self.write_code(page, line)?;
            writeln!(page, "</span>")?;
        }
        writeln!(page, "</pre>\n</section>")
    }

    /// A line of the source, in which names of values are marked; not in comments.
    fn write_code(&self, page: &mut String, line: &str) -> fmt::Result {
        let (code, comment) = line.find("//").map_or((line, ""), |at| line.split_at(at));
        let mut rest = code;
        while let Some(first) = rest.chars().next() {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(if end == 0 { first.len_utf8() } else { end });
            match self.graph.value(word) {
                Some(_) => write!(page, "<span{}>{}</span>", self.data(word), Escaped(word))?,
                None => write!(page, "{}", Escaped(word))?,
            }
            rest = behind;
        }
        if comment.is_empty() { Ok(()) } else { write!(page, "<span class=\"comment\">{}</span>", Escaped(comment)) }
    }

    fn write_equations(&self, page: &mut String) -> fmt::Result {
        for (pass, title) in [(Pass::Forward, "Forward"), (Pass::Backward, "Backward")] {
            let equations = (1..).zip(self.graph.equations).filter(|(_, equation)| equation.pass == pass);
            let equations: Vec<_> = equations.collect();
            if equations.is_empty() {
                continue;
            }
            writeln!(page, "<section class=\"equations\">\n<h2>{title}</h2>\n<ol start=\"{}\">", equations[0].0)?;
            for (_, equation) in equations {
                let (name, formula) = (equation.name, equation.formula);
                write!(page, "<li{}>", self.data(name))?;
                write!(
                    page,
                    "<div class=\"formula\"><math display=\"block\"><mrow>{}<mo>=</mo>{}</mrow></math><span class=\"dims\">{}</span></div>",
                    mathml::name(self.graph, name, &|name| self.data(name)),
                    mathml::formula(self.graph, formula, &|name| self.data(name)),
                    Escaped(equation.dims)
                )?;
                write!(page, "<p class=\"plain\">{} = {}</p>", Escaped(name), Escaped(formula))?;
                for rule in equation.rules {
                    write!(page, "<p class=\"rule\">{}</p>", Escaped(&rule.to_string()))?;
                }
                writeln!(page, "</li>")?;
            }
            writeln!(page, "</ol>\n</section>")?;
        }
        Ok(())
    }

    fn write_costs(&self, page: &mut String) -> fmt::Result {
        let (graph, summary) = (self.graph, self.graph.summary());
        writeln!(
            page,
            "<section id=\"cost\">\n<h2>Cost</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th>value</th><th>operation</th><th>shape</th>\
             <th>parameters</th><th>FLOPs forward</th><th>backward</th><th>bytes saved</th><th>buffer</th></tr></thead>\n<tbody>"
        )?;
        let number = |number: u64| if number == 0 { String::new() } else { counted(number) };
        for row in &summary.rows {
            let [rows, columns] = row.shape;
            let shared = if row.shared_parameters > 0 {
                format!(" ({})", counted(row.shared_parameters as u64))
            } else {
                String::new()
            };
            writeln!(
                page,
                "<tr{}><td>{}</td><td>{}</td><td>{rows} × {columns}</td><td>{}{shared}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                self.data(row.value),
                Escaped(row.value),
                Escaped(row.operation),
                number(row.parameters as u64),
                row.forward.map_or_else(|| "?".to_owned(), number),
                number(row.backward),
                number(row.saved as u64),
                Escaped(row.buffer.unwrap_or("in a loop")),
            )?;
        }
        if summary.backward_rest > 0 {
            writeln!(
                page,
                "<tr><td>(others)</td><td></td><td></td><td></td><td></td><td>{}</td><td></td><td></td></tr>",
                counted(summary.backward_rest)
            )?;
        }
        writeln!(
            page,
            "</tbody>\n<tfoot><tr><td>total</td><td></td><td></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{} bytes</td></tr></tfoot>\n\
             </table></div>\n</section>",
            counted(graph.parameters() as u64),
            counted(graph.flops(Pass::Forward)),
            counted(graph.flops(Pass::Backward)),
            counted(graph.saved_bytes() as u64),
            counted(graph.workspace_bytes() as u64),
        )
    }

    fn write_memory(&self, page: &mut String) -> fmt::Result {
        let graph = self.graph;
        if graph.buffers.is_empty() {
            return Ok(());
        }
        let forward = graph.forward_steps();
        writeln!(
            page,
            "<section id=\"memory\">\n<h2>Memory</h2>\n<p>A row for each buffer of the workspace, a column for each step: {forward} forward, {} \
             backward. Values with a frame are saved for the backward pass.</p>\n<div class=\"scroll\"><div class=\"timeline\">",
            graph.steps.len() - forward
        )?;
        let width = graph.steps.len() * STEP;
        for buffer in graph.buffers {
            writeln!(
                page,
                "<div class=\"buffer\"><span class=\"name\">{} <small>{}</small></span><div class=\"track\" style=\"width:{width}px\">\
                 <span class=\"passes\" style=\"left:{}px\"></span>",
                Escaped(buffer.name),
                counted(buffer.bytes(graph) as u64),
                forward * STEP
            )?;
            let mut free = 0;
            for held in buffer.holds {
                // What takes over a place in the step that reads the value there for the last time begins in the middle of it.
                let left = (held.from * STEP).max(free);
                free = (held.to + 1) * STEP - STEP / 2;
                let end = (held.to + 1) * STEP;
                let is_taken_over = buffer.holds.iter().any(|next| next.from == held.to && next.from > held.from);
                let width = if is_taken_over { free } else { end }.saturating_sub(left).max(STEP / 4);
                let saved = if held.saved { " saved" } else { "" };
                writeln!(
                    page,
                    "<span class=\"held{saved}\" style=\"left:{left}px;width:{width}px\"{} title=\"{}: {} bytes, steps {} to {}\">{}</span>",
                    self.data(held.name),
                    Escaped(held.name),
                    counted(held.bytes(graph) as u64),
                    held.from + 1,
                    held.to + 1,
                    Escaped(held.name)
                )?;
            }
            writeln!(page, "</div></div>")?;
        }
        writeln!(page, "</div></div>\n<details><summary>The steps</summary>\n<ol class=\"steps\">")?;
        for step in graph.steps {
            let name = step.equation.split([' ', ':']).next().unwrap_or("");
            writeln!(page, "<li{}>{}</li>", self.data(name), Escaped(step.equation))?;
        }
        writeln!(page, "</ol></details>\n</section>")
    }

    /// What the line below the picture says of each value.
    fn write_details(&self, page: &mut String) -> fmt::Result {
        let values = self.graph.values.iter().filter(|value| value.role != Role::Constant);
        let details: serde_json::Map<String, serde_json::Value> =
            values.map(|value| (value.name.to_owned(), json!(self.detail(value)))).collect();
        // `<` would end the element.
        let details = json!(details).to_string().replace('<', "\\u003c");
        writeln!(page, "<script type=\"application/json\" id=\"details\">{details}</script>")
    }

    fn detail(&self, value: &Value) -> String {
        let graph = self.graph;
        let operands: Vec<&str> = value.operands.iter().map(|&operand| graph.values[operand].name).collect();
        let mut text = if value.is_leaf() {
            format!("{}: {}", value.name, format!("{:?}", value.role).to_lowercase())
        } else if value.operation.is_empty() {
            format!("{} = {}", value.name, operands.join(", "))
        } else {
            format!("{} = {}({})", value.name, value.operation, operands.join(", "))
        };
        let [rows, columns] = value.shape;
        let _ = write!(text, " : {}, {rows} × {columns}", value.dims);
        match value.place {
            Place::Inline => text.push_str("; computed in the loop that uses it"),
            Place::Outside => {}
            Place::Gradient => text.push_str("; in the caller's gradients"),
            Place::Buffer(buffer) => {
                let _ = write!(text, "; in the buffer {}", graph.buffers[buffer].name);
            }
        }
        if value.line > 0 {
            let _ = write!(text, "; line {}", value.line);
        }
        text
    }
}
