//! Drawn graphs, and the pages that show them: what is in them. What pictures look like is in `docs/graphs`; pages are opened in a browser by
//! `report/check.py`.

use std::fmt::Write as _;

use keisan::description::{Graph, Pass, Role};
use keisan::graph;
use roxmltree::{Document, Node};

graph! {
    graph Perceptron<const B: usize> {
        input  x: [B, 4];
        target y: [B, 3];
        param w1: [4, 6] = xavier_normal;
        param b1: [6]    = zeros;
        param w2: [6, 3] = xavier_normal;
        let h = tanh(x @ w1 + b1);
        output probs = softmax(h @ w2);
        loss = sum(cross_entropy(probs, y));
    }
}

graph! {
    /// A value that goes two ways, and no loss.
    graph Branches<const B: usize> {
        #[grad]
        input x: [B, 4];
        param b: [4] = zeros;
        let h = x * b;
        output y = 2 * tanh(h) < h;
        output z = h * exp(h);
    }
}

graph! {
    graph One {
        input x: scalar;
        output y = x;
    }
}

graph! {
    graph Nothing {
        output y = 1;
    }
}

const GRAPHS: [&Graph; 4] = [Perceptron::<5>::GRAPH, Branches::<2>::GRAPH, One::GRAPH, Nothing::GRAPH];

/// The elements of a picture: `forward` or `backward`.
fn elements<'a>(document: &'a Document<'_>, picture: &str) -> Vec<Node<'a, 'a>> {
    let picture = document.descendants().find(|node| node.attribute("class") == Some(picture)).expect(picture);
    picture.descendants().filter(Node::is_element).collect()
}

fn texts(document: &Document<'_>, picture: &str) -> Vec<String> {
    let elements = elements(document, picture);
    let texts = elements.iter().filter(|node| node.has_tag_name("text"));
    texts.map(|node| node.descendants().filter_map(|part| part.is_text().then(|| part.text())?).collect()).collect()
}

#[test]
fn every_value_is_there() {
    for graph in GRAPHS {
        let svg = graph.drawing().svg();
        let document = Document::parse(&svg).expect(graph.name);
        let forward = elements(&document, "forward");
        for value in graph.values.iter().filter(|value| value.pass() == Pass::Forward) {
            let is_there = forward.iter().any(|node| node.attribute("data-value") == Some(value.name));
            assert!(is_there || value.role == Role::Constant, "{}: {}", graph.name, value.name);
        }
    }
}

#[test]
fn the_forward_picture_has_names_and_shapes() {
    let svg = Perceptron::<5>::GRAPH.drawing().svg();
    let document = Document::parse(&svg).expect("it is XML");
    let texts = texts(&document, "forward");
    for text in [
        "x",
        "[B, 4]",
        "w1",
        "[4, 6]",
        "·",
        "L",
        "R",
        "h_matmul [B, 6]",
        "+",
        "f",
        "tanh",
        "h [B, 6]",
        "softmax + cross-entropy",
        "Σ",
        "loss",
    ] {
        assert!(texts.iter().any(|found| found == text), "{text}: {texts:?}");
    }
    assert!(!texts.iter().any(|text| text.contains("d_")), "{texts:?}");
}

#[test]
fn the_backward_picture_has_adjoints_and_rules() {
    let svg = Perceptron::<5>::GRAPH.drawing().svg();
    let document = Document::parse(&svg).expect("it is XML");
    let texts = texts(&document, "backward");
    for text in ["d_w1", "d_b1", "d_w2", "xᵀ ·", "hᵀ ·", "· w2ᵀ", "[1…1] ·", "∘ (1 − h ∘ h)", "d_h [B, 6]"]
    {
        assert!(texts.iter().any(|found| found == text), "{text}: {texts:?}");
    }
    // Nobody asks for the adjoint of the input.
    assert!(!texts.iter().any(|text| text == "d_x" || text == "· w1ᵀ"), "{texts:?}");
}

#[test]
fn adjoints_meet_in_a_sum_where_a_value_goes_several_ways() {
    let svg = Branches::<2>::GRAPH.drawing().svg();
    let document = Document::parse(&svg).expect("it is XML");
    let sums = elements(&document, "backward").iter().filter(|node| node.attribute("class") == Some("sum")).count();
    let dots = elements(&document, "forward").iter().filter(|node| node.attribute("class") == Some("dot")).count();
    assert_eq!((dots, sums), (1, 1));
    // A comparison has no derivative, so its arrows are idle; `<` is written as XML wants it.
    assert!(svg.contains("&lt;"));
}

#[test]
fn what_has_no_gradient_has_no_backward_picture() {
    let svg = One::GRAPH.drawing().svg();
    assert!(svg.contains("class=\"forward\"") && !svg.contains("class=\"backward\""));
}

/// Every line is a node, an arrow, or one that opens or closes something, and every arrow is between nodes that are there.
#[test]
fn dot_and_mermaid_name_what_they_draw() {
    for graph in GRAPHS {
        let (dot, mermaid) = (graph.drawing().dot(), graph.drawing().mermaid());
        let is_declared = |text: &str, name: &str, after: &[char]| {
            text.lines().any(|line| line.trim_start().strip_prefix(name).is_some_and(|rest| rest.starts_with(after)))
        };
        let mut arrows = 0;
        for line in dot.lines() {
            if let Some((from, rest)) = line.split_once(" -> ") {
                let to = rest.split(' ').next().expect("a word");
                arrows += 1;
                for name in [from.trim(), to] {
                    assert!(is_declared(&dot, &format!("{name} ["), &['l']), "{}: {name}", graph.name);
                }
            }
        }
        let mut found = 0;
        for line in
            mermaid.lines().filter(|line| line.contains(" --> ") || line.contains(" -->|") || line.contains(" -.-"))
        {
            let mut words = line.split_whitespace();
            let (from, to) = (words.next().expect("a word"), words.next_back().expect("a word"));
            found += 1;
            for name in [from, to] {
                assert!(is_declared(&mermaid, name, &['(', '[']), "{}: {name}", graph.name);
            }
        }
        assert_eq!(arrows, found, "{}", graph.name);
        assert_eq!(dot.matches('{').count(), dot.matches('}').count(), "{dot}");
    }
}

#[test]
fn equal_graphs_give_equal_pictures() {
    let (first, second) = (Perceptron::<5>::GRAPH, Perceptron::<5>::GRAPH);
    assert_eq!(first.drawing().svg(), second.drawing().svg());
    // A picture shows dimensions as they are written: it is the same for every batch size.
    assert_eq!(first.drawing().svg(), Perceptron::<64>::GRAPH.drawing().svg());
}

#[test]
fn names_are_written_as_xml_wants_them() {
    let mut long = String::new();
    for _ in 0..40 {
        let _ = write!(long, "<&\">'");
    }
    let value =
        keisan::description::Value::leaf(Box::leak(long.clone().into_boxed_str()), Role::Input, [1, 1], "[1, 1]");
    let graph = Graph { values: Box::leak(Box::new([value])), name: "<A>", ..*One::GRAPH };
    let svg = graph.drawing().svg();
    let document = Document::parse(&svg).expect("it is XML");
    assert!(texts(&document, "forward").contains(&long));
}

#[test]
fn a_report_needs_nothing_else() {
    for graph in GRAPHS {
        let page = graph.report();
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"), "{}", graph.name);
        let addresses = page.match_indices("://").filter(|(at, _)| !page[..*at].ends_with("xmlns=\"http"));
        assert_eq!(addresses.count(), 0, "{}", graph.name);
        assert!(!page.contains("src=") && !page.contains("@import") && !page.contains("url("), "{}", graph.name);
        assert_eq!(page.matches("<math").count(), graph.equations.len(), "{}", graph.name);
        assert_eq!(page.matches("class=\"line\"").count(), graph.source.lines().count(), "{}", graph.name);
        let held: usize = graph.buffers.iter().map(|buffer| buffer.holds.len()).sum();
        assert_eq!(page.matches("class=\"held").count(), held, "{}", graph.name);
    }
}

/// A value and its adjoint are one for the page: what belongs to either is found by the value's name.
#[test]
fn a_report_marks_values_everywhere() {
    let page = Perceptron::<5>::GRAPH.report();
    let (_, page) = page.split_once("<section id=\"source\">").expect("the source is there");
    let marked = |start: &str, end: &str| {
        let (_, rest) = page.split_once(start).expect(start);
        rest.split_once(end).expect(end).0.matches("data-value=\"h\"").count()
    };
    assert_eq!(marked("<pre>", "</pre>"), 2, "h is defined and used");
    // `h` itself, and in the formula of `probs` and of the loss.
    assert!(marked("<h2>Forward</h2>", "</section>") >= 3);
    // `d_h`, and `h` and `d_h` in what is made of them.
    assert!(marked("<h2>Backward</h2>", "</section>") >= 4);
    assert_eq!(marked("<h2>Cost</h2>", "</section>"), 1);
    assert!(marked("<h2>Memory</h2>", "</section>") >= 1);
    assert!(page.contains("<msup><mrow><mrow data-value=\"x\"><mi class=\"matrix\" mathvariant=\"normal\">x</mi></mrow></mrow><mo>⊤</mo></msup>"));
}

#[test]
fn nothing_in_a_graph_ends_the_page_early() {
    let value = keisan::description::Value::leaf("</script><b>", Role::Input, [1, 1], "[1, 1]");
    let graph = Graph {
        values: Box::leak(Box::new([value])),
        source: "</pre></script><b>",
        name: "</title><b>",
        ..*One::GRAPH
    };
    let page = graph.report();
    assert!(!page.contains("<b>"));
    assert_eq!(page.matches("</script>").count(), 2);
}

/// 500 operations, each of the last two values.
#[test]
fn a_large_graph_is_drawn_and_reported() {
    let mut values = vec![keisan::description::Value::leaf("x", Role::Input, [4, 4], "[4, 4]")];
    for index in 0..500_usize {
        let operands = Box::leak(Box::new([index.saturating_sub(1), index]));
        let name = Box::leak(format!("h{index}").into_boxed_str());
        let role = if index == 499 { Role::Loss } else { Role::Value };
        let value = keisan::description::Value::computed(name, role, ["add", "+"], operands, [4, 4], "[4, 4]");
        values.push(value.rules(&[Some(""), Some("∘ x")]));
    }
    let graph = Graph { values: values.leak(), ..*One::GRAPH };
    let report = graph.report();
    let drawn = report.matches("class=\"node operation\"").count();
    assert_eq!(drawn, 2 * 500);
    // Twice each operation, and the sums of adjoints.
    assert!(graph.drawing().dot().matches("label=\"+\"").count() > 2 * 500);
}

graph! {
    graph Beside<const B: usize> {
        input x: [B, 4];
        param w: [4, 8] = he_normal;
        let h = x @ w;
        loss = mean(concat_cols(h, square(h), exp(h)));
    }
}

/// The rule of each operand says where it stands.
#[test]
fn operands_beside_each_other_have_their_places() {
    let svg = Beside::<2>::GRAPH.drawing().svg();
    for place in ["□[0..B, 0..8]", "□[0..B, 8..16]", "□[0..B, 16..24]"] {
        assert_eq!(svg.matches(place).count(), 1, "{place}");
    }
}

graph! {
    graph Again<const B: usize> {
        input x: [B, 4];
        param w: [4, 3] = he_normal;
        param b: [3] = zeros;
        output y = x @ w;
        output z = tanh(y + b);
        output again = b;
    }
}

/// The adjoint of an output that goes on to be used is a sum, of which what is handed in is a part; an output that is another value is a box
/// of its own.
#[test]
fn what_is_handed_in_for_an_output_has_a_box_of_its_own() {
    let svg = Again::<2>::GRAPH.drawing().svg();
    let document = Document::parse(&svg).expect("it is XML");
    let backward = texts(&document, "backward");
    let count = |name: &str| backward.iter().filter(|text| *text == name).count();
    assert_eq!((count("d_y_given"), count("d_z"), count("d_again"), count("d_b")), (1, 1, 1, 1), "{backward:?}");
    let forward = texts(&document, "forward");
    assert_eq!(forward.iter().filter(|text| *text == "again").count(), 1, "{forward:?}");
}

graph! {
    graph Straight<const B: usize> {
        input x: [B, 4];
        param w: [4, 3] = he_normal;
        let h = x @ w;
        let rounded = custom_gradient(round(h), h);
        loss = mean(square(rounded));
    }
}

/// A dotted line in the forward picture, and an arrow in the backward one.
#[test]
fn the_way_of_a_custom_gradient_is_drawn() {
    let drawing = Straight::<2>::GRAPH.drawing();
    let svg = drawing.svg();
    let document = Document::parse(&svg).expect("it is XML");
    assert!(texts(&document, "backward").iter().any(|text| text == "custom gradient"), "{svg}");
    let idle = |picture| {
        let arrows = elements(&document, picture).into_iter().filter_map(|element| element.attribute("class"));
        arrows.filter(|class| *class == "arrow idle").count()
    };
    // x, and in the backward picture the way to what was rounded.
    assert_eq!((idle("forward"), idle("backward")), (1, 2), "{svg}");
    assert_eq!(drawing.dot().matches("style=dotted").count(), 1);
}
