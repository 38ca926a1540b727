//! `GRAPH`: what a graph says of itself is what it does.

use keisan::description::{Graph, Pass, Place, Role};
use keisan::graph;

graph! {
    /// The seed's multilayer perceptron.
    graph SeedMlp<T, const B: usize> {
        #[grad]
        input  phi1: [B, 4];
        target y: [B, 3];

        param w1: [4, 6] = xavier_normal;
        param b1: [6]    = zeros;
        param w2: [6, 3] = xavier_normal;
        param b2: [3]    = zeros;

        let z1   = phi1 @ w1 + b1;
        let phi2 = sigmoid(z1);
        let z2   = phi2 @ w2 + b2;
        output phi3 = softmax(z2);
        loss = sum(cross_entropy(phi3, y));
    }
}

graph! {
    graph Branches<const B: usize> {
        input x: [B, 4];
        #[frozen]
        param scale: scalar = constant(2);
        param b: [4] = zeros;
        let h = x * b;
        output y = scale * tanh(h) + h;
    }
}

graph! {
    use keisan::layers::BatchNorm;

    graph Everything<const B: usize> {
        layer Dense<I, O>(x: [_, I]) -> [_, O] {
            param w: [I, O] = he_normal;
            param b: [O] = zeros;
            x @ w + b
        }

        input x: [B, 8];
        labels y: [B] in 3;
        hyper decay: scalar;
        layer l1 = Dense<8, 8>;
        layer norm = BatchNorm<8>;
        layer l2 = Dense<8, 3>;

        let h = dropout(relu(norm(l1(x))), 0.5);
        let g = concat_cols(h, l1(h));
        output probs = softmax(l2(slice_cols(g, 4, 12)));
        loss = mean(cross_entropy(probs, y)) + decay * mean(square(l1(x)));
    }
}

graph! {
    graph One {
        input x: scalar;
        output y = x;
    }
}

graph! {
    /// Its loss is added up, and a part of it needs a value of its own.
    graph InParts<const B: usize> {
        input x: [B, 3];
        param w: [3] = ones;
        #[frozen]
        param p: [1] = ones;
        let scaled = p * w;
        loss = mean(softplus(x * w)) + sum(square(scaled)) + sum(scaled);
    }
}

const GRAPHS: [&Graph; 4] = [SeedMlp::<f64, 5>::GRAPH, Branches::<2>::GRAPH, Everything::<4>::GRAPH, One::GRAPH];

/// (33)–(45), in the order of the generated code, each with the numbers of the rules that it comes from.
#[test]
fn the_perceptrons_derivation_is_the_seeds() {
    let found: Vec<String> = SeedMlp::<f32, 7>::GRAPH
        .equations
        .iter()
        .map(|equation| {
            let numbers: Vec<&str> = equation.rules.iter().map(|rule| rule.number).filter(|n| !n.is_empty()).collect();
            format!("{} = {}   {}", equation.name, equation.formula, numbers.join(" "))
        })
        .collect();
    let seed = [
        "z1 = phi1 · w1 + b1   (13) (5)",                  // (33)
        "phi2 = sigmoid(z1)   (21)",                       // (34)
        "z2 = phi2 · w2 + b2   (13) (5)",                  // (35)
        "phi3 = softmax(z2)   (24)",                       // (36)
        "loss = sum(softmax_cross_entropy(z2, y))   (29)", // (37)
        "d_z2 = rowsum(y) ∘ phi3 − y   (32)",              // (42), for rows of Y with any sum
        "d_b2 = [1…1] · d_z2   (9)",                       // (43)
        "d_phi2 = d_z2 · w2ᵀ   (15)",                      // (45)
        "d_w2 = phi2ᵀ · d_z2   (16)",                      // (44)
        "d_z1 = d_phi2 ∘ (phi2 ∘ (1 − phi2))   (23)",      // (38)
        "d_b1 = [1…1] · d_z1   (9)",                       // (39)
        "d_phi1 = d_z1 · w1ᵀ   (15)",                      // (41)
        "d_w1 = phi1ᵀ · d_z1   (16)",                      // (40)
    ];
    let (forward, backward) = found.split_at(5);
    assert_eq!(forward, &seed[..5]);
    // Gradients of the same layer depend on one another in no order.
    let mut backward: Vec<&str> = backward.iter().map(String::as_str).collect();
    let mut expected = seed[5..].to_vec();
    backward.sort_unstable();
    expected.sort_unstable();
    assert_eq!(backward, expected);
}

/// The same as LaTeX, which is how the seed writes them: ∂L/∂Z for Δ, and products by standing side by side.
#[test]
fn the_perceptrons_derivation_in_latex_is_the_seeds() {
    let (phi, z, w, b) = (r"\boldsymbol{\phi}", r"\mathbf{z}", r"\mathbf{w}", r"\mathbf{b}");
    let delta = |of: &str, layer: usize| format!(r"\frac{{\partial L}}{{\partial {of}_{{{layer}}}}}");
    let mut expected = Vec::new();
    for (layer, next, function) in [(1, 2, "sigmoid"), (2, 3, "softmax")] {
        expected.push(format!(r"{z}_{{{layer}}} = {phi}_{{{layer}}} \, {w}_{{{layer}}} + {b}_{{{layer}}}")); // (33), (35)
        expected.push(format!(r"{phi}_{{{next}}} = \operatorname{{{function}}}({z}_{{{layer}}})")); // (34), (36)
        let d_z = delta(z, layer);
        expected.push(format!(r"{} = \left[1,\cdots,1\right] \, {d_z}", delta(b, layer))); // (39), (43)
        expected.push(format!(r"{} = {phi}_{{{layer}}}^{{\top}} \, {d_z}", delta(w, layer))); // (40), (44)
        expected.push(format!(r"{} = {d_z} \, {w}_{{{layer}}}^{{\top}}", delta(phi, layer))); // (41), (45)
    }
    // (37), (38), (42).
    expected
        .push(format!(r"L = \operatorname{{sum}}(\operatorname{{softmax\_cross\_entropy}}({z}_{{2}}, \mathbf{{y}}))"));
    expected.push(format!(r"{} = {} \circ ({phi}_{{2}} \circ (1 - {phi}_{{2}}))", delta(z, 1), delta(phi, 2)));
    expected.push(format!(r"{} = \operatorname{{rowsum}}(\mathbf{{y}}) \circ {phi}_{{3}} - \mathbf{{y}}", delta(z, 2)));

    let markdown = SeedMlp::<f32, 7>::GRAPH.derivation().markdown();
    let mut found: Vec<&str> = markdown.lines().filter_map(|line| Some(line.split_once(r" \tag")?.0)).collect();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn a_derivation_is_markdown_with_latex_too() {
    let markdown = SeedMlp::<f32, 7>::GRAPH.derivation().markdown();
    for equation in [
        r"\mathbf{z}_{1} = \boldsymbol{\phi}_{1} \, \mathbf{w}_{1} + \mathbf{b}_{1} \tag{1}",
        r"L = \operatorname{sum}(\operatorname{softmax\_cross\_entropy}(\mathbf{z}_{2}, \mathbf{y}))",
        r"\frac{\partial L}{\partial \mathbf{b}_{1}} = \left[1,\cdots,1\right] \, \frac{\partial L}{\partial \mathbf{z}_{1}}",
        r"\frac{\partial L}{\partial \mathbf{w}_{1}} = \boldsymbol{\phi}_{1}^{\top} \, \frac{\partial L}{\partial \mathbf{z}_{1}}",
        "matmul, `dB = A.T @ dC` (16).",
    ] {
        assert!(markdown.contains(equation), "{equation}\n{markdown}");
    }
    let text = SeedMlp::<f32, 7>::GRAPH.derivation().to_string();
    assert!(text.contains("5. loss = sum(softmax_cross_entropy(z2, y)) : [1, 1]\n"), "{text}");
    assert!(text.contains("add: db = [1…1] dC (9)\n"), "{text}");
}

#[test]
fn values_stand_behind_their_operands() {
    for graph in GRAPHS {
        for (index, value) in graph.values.iter().enumerate() {
            assert!(value.operands.iter().all(|&operand| operand < index), "{}: {}", graph.name, value.name);
            assert!(value.rules.is_empty() || value.rules.len() == value.operands.len());
            assert_eq!(value.is_leaf(), value.operands.is_empty(), "{}: {}", graph.name, value.name);
            if let Some(of) = value.of {
                assert_eq!((value.pass(), graph.values[of].pass()), (Pass::Backward, Pass::Forward));
            }
        }
        let forward = graph.values.iter().rposition(|value| value.pass() == Pass::Forward);
        let backward = graph.values.iter().position(|value| value.pass() == Pass::Backward);
        assert!(backward.is_none_or(|backward| forward < Some(backward)), "{}", graph.name);
    }
}

graph! {
    graph Total<const B: usize> {
        #[grad]
        input x: [B, 3];
        param w: [3] = ones;
        output two = 2.0;
        loss = sum(x) + mean(w);
    }
}

#[test]
fn constants_that_are_results_have_equations() {
    let text = Total::<2>::GRAPH.derivation().to_string();
    for line in
        ["two = 2 : [1, 1]", "d_x = 1 : [B, 3]", "d_w = 0.3333333333333333 : [1, 3]", "sum: dA = broadcast(dB, A)"]
    {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

/// A derivation can be followed from its beginning.
#[test]
fn equations_stand_behind_those_of_what_they_read() {
    for graph in GRAPHS.into_iter().chain([InParts::<3>::GRAPH]) {
        let names: Vec<&str> = graph.equations.iter().map(|equation| equation.name).collect();
        for (position, equation) in graph.equations.iter().enumerate() {
            let words =
                equation.formula.split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '.');
            for word in words.filter(|word| names.contains(word)) {
                assert!(names[..position].contains(&word), "{}: {word} is read by {}", graph.name, equation.name);
            }
        }
    }
}

#[test]
fn memory_is_that_of_the_workspace() {
    fn check<G: keisan::Graph>(graph: &Graph) {
        assert_eq!(graph.saved_bytes(), G::SAVED_BYTES, "{}", graph.name);
        let workspace = graph.workspace_bytes().next_multiple_of(align_of::<G>());
        assert_eq!(workspace, G::SAVED_BYTES + G::SCRATCH_BYTES, "{}", graph.name);
        assert_eq!(graph.parameters(), G::PARAMETERS, "{}", graph.name);
        assert_eq!(graph.name, G::NAME);
    }
    check::<SeedMlp<f64, 5>>(SeedMlp::<f64, 5>::GRAPH);
    check::<Branches<2>>(Branches::<2>::GRAPH);
    check::<Everything<4>>(Everything::<4>::GRAPH);
    check::<One>(One::GRAPH);
}

/// A buffer never holds two values at a time: one is written over the other at the earliest where that one is read for the last time.
#[test]
fn values_in_a_buffer_follow_one_another() {
    for graph in GRAPHS {
        let forward = graph.forward_steps();
        for (position, buffer) in graph.buffers.iter().enumerate() {
            for held in buffer.holds {
                assert!(held.from <= held.to && held.to < graph.steps.len(), "{}: {}", graph.name, held.name);
                assert_eq!(graph.steps[held.from].place, Place::Buffer(position), "{}: {}", graph.name, held.name);
            }
            for pair in buffer.holds.windows(2) {
                assert!(pair[0].to <= pair[1].from, "{}", graph.name);
            }
            for held in buffer.holds.iter().filter(|held| held.saved) {
                assert!(held.from < forward && held.to >= forward, "{}: {} is saved", graph.name, held.name);
            }
        }
    }
}

#[test]
fn operations_are_counted() {
    let graph = SeedMlp::<f64, 5>::GRAPH;
    // Two products, two rows added, sigmoid, softmax, cross-entropy with its help, sum.
    let forward = 2 * 5 * 4 * 6 + 5 * 6 + 12 * 5 * 6 + 2 * 5 * 6 * 3 + 5 * 3 + 14 * 5 * 3 + 4 * 5 * 3 + 5;
    assert_eq!(graph.flops(Pass::Forward), forward);
    // Row sums of Y, two operations for d_z2; d_b2, d_w2, d_phi2; three for d_z1; d_b1, d_w1, d_phi1.
    let backward = 5 * 3 + 2 * 5 * 3 + 5 * 3 + 2 * (2 * 5 * 6 * 3) + 3 * 5 * 6 + 5 * 6 + 2 * (2 * 5 * 4 * 6);
    assert_eq!(graph.flops(Pass::Backward), backward);
    assert_eq!(const { SeedMlp::<f64, 5>::GRAPH.flops(Pass::Forward) }, forward);
    // The constants are sums of products, and the same.
    let constants = [
        (SeedMlp::<f64, 5>::FORWARD_FLOPS, SeedMlp::<f64, 5>::BACKWARD_FLOPS),
        (Branches::<2>::FORWARD_FLOPS, Branches::<2>::BACKWARD_FLOPS),
        (Everything::<4>::FORWARD_FLOPS, Everything::<4>::BACKWARD_FLOPS),
    ];
    let counted = [graph, Branches::<2>::GRAPH, Everything::<4>::GRAPH];
    assert_eq!(counted.map(|graph| (graph.flops(Pass::Forward), graph.flops(Pass::Backward))), constants);
}

/// What is written beside the arrows of the backward picture.
#[test]
fn adjoints_are_told_how_they_go_on() {
    let graph = SeedMlp::<f64, 5>::GRAPH;
    let rules = |name: &str| graph.value(name).expect("it is there").rules;
    assert_eq!(rules("z1_matmul"), [Some("· w1ᵀ"), Some("phi1ᵀ ·")]);
    assert_eq!(rules("z1"), [Some(""), Some("[1…1] ·")]);
    assert_eq!(rules("phi2"), [Some("∘ (phi2 ∘ (1 − phi2))")]);
    assert_eq!(rules("loss_softmax_cross_entropy"), [Some("∘ (rowsum(y) ∘ softmax(z2) − y)"), None, None]);
    assert_eq!(Branches::<2>::GRAPH.value("h").map(|h| h.rules), Some(&[None, Some("[1…1] · (□ ∘ x)")][..]));
}

#[test]
fn roles_are_those_of_the_declarations() {
    let graph = Everything::<4>::GRAPH;
    let role = |name: &str| graph.value(name).map(|value| value.role);
    assert_eq!(role("x"), Some(Role::Input));
    assert_eq!(role("y"), Some(Role::Labels));
    assert_eq!(role("decay"), Some(Role::Hyper));
    assert_eq!(role("l1.w"), Some(Role::Parameter));
    assert_eq!(role("norm.mean"), Some(Role::State));
    assert_eq!(role("probs"), Some(Role::Output));
    assert_eq!(role("loss"), Some(Role::Loss));
    assert_eq!(Branches::<2>::GRAPH.value("scale").map(|scale| scale.role), Some(Role::Frozen));
    // A number is what it is handed in as, and no copy of that.
    let graph = Everything::<8>::GRAPH;
    assert!(graph.values.iter().all(|value| value.operation != "detach"));
    assert_eq!(graph.values.iter().filter(|value| value.name == "decay").count(), 1);
}

#[test]
fn the_source_is_there_with_its_lines() {
    let graph = Branches::<2>::GRAPH;
    let lines: Vec<&str> = graph.source.lines().collect();
    assert_eq!(lines[0], "graph Branches<const B: usize> {");
    assert_eq!(lines[5], "    let h = x * b;");
    assert_eq!(lines.len(), 8);
    assert_eq!(graph.value("h").map(|h| h.line), Some(6));
    let own = include_str!("description.rs").lines().nth(graph.line - 1).map(str::trim);
    assert_eq!(own, Some("graph Branches<const B: usize> {"));
    // What comes from another module's layer has no line here.
    let everything = Everything::<4>::GRAPH;
    assert!(everything.values.iter().any(|value| value.line == 0));
    assert!(everything.values.iter().all(|value| value.line <= everything.source.lines().count()));
}

#[test]
fn a_summary_accounts_for_everything() {
    for graph in GRAPHS {
        let summary = graph.summary();
        let forward: u64 = summary.rows.iter().filter_map(|row| row.forward).sum();
        let backward: u64 = summary.rows.iter().map(|row| row.backward).sum();
        let parameters: usize = summary.rows.iter().map(|row| row.parameters).sum();
        let saved: usize = summary.rows.iter().map(|row| row.saved).sum();
        assert_eq!(forward, graph.flops(Pass::Forward), "{}", graph.name);
        assert_eq!(backward + summary.backward_rest, graph.flops(Pass::Backward), "{}", graph.name);
        assert_eq!(parameters, graph.parameters(), "{}", graph.name);
        let masks = graph.values.iter().filter(|value| value.role == Role::Mask);
        let masks: usize = masks.map(|mask| mask.size() * graph.scalar_bytes).sum();
        assert_eq!(saved + masks, graph.saved_bytes(), "{}", graph.name);
    }
    // A layer that is called twice has its parameters once.
    let summary = Everything::<4>::GRAPH.summary();
    let shared: usize = summary.rows.iter().map(|row| row.shared_parameters).sum();
    assert_eq!(shared, 8 * 8 + 8);
}

#[test]
fn a_summary_is_a_table_and_a_timeline() {
    let graph = SeedMlp::<f32, 8>::GRAPH;
    let text = graph.summary().to_string();
    // Buffers are the plan's affair.
    for row in [
        "SeedMlp, 32-bit",
        "value                       operation              shape   parameters  FLOPs forward  backward  bytes saved  buffer",
        "z1_matmul                   matmul                 [8, 6]          24            384       768               ",
        "z1                          add                    [8, 6]           6             48        48               in a loop",
        "phi2                        sigmoid                [8, 6]                        576       144          192  ",
        "phi3                        softmax                [8, 3]                        336         0           96  ",
        "loss                        sum                    [1, 1]                          8         0               ",
        "total                                                              51          1 760     1 632          288  ",
        "parameters: 51 trained; 204 bytes, and as many for the gradients",
        "workspace: 484 bytes, 288 of them saved for the backward pass; ",
        "memory: 6 steps forward, 9 backward; ",
    ] {
        assert!(text.lines().any(|line| line.starts_with(row)), "{row}\n{text}");
    }
    let timeline: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("buffer")).skip(1).collect();
    assert_eq!(timeline.len(), graph.buffers.len());
    for (line, buffer) in timeline.iter().zip(graph.buffers) {
        let cells = |part: &str| part.chars().filter(|cell| "█▓·".contains(*cell)).count();
        let (forward, backward) = line.split_once('│').expect("the passes stand apart");
        assert!(line.starts_with(buffer.name), "{line}");
        assert_eq!((cells(forward), cells(backward)), (6, 9), "{line}");
    }
    // φ₂ is written by the second step, and read by the last but three. The last two have its place.
    let phi2 = timeline.iter().find(|line| line.contains("z1_matmul, phi2")).expect("its buffer is there");
    assert!(phi2.contains("█▓▓▓▓▓ │ ▓▓▓▓▓▓·██  z1_matmul, phi2 (saved), d_phi1"), "{phi2}");
}

graph! {
    /// Two products without names of their own, and names that look like those of adjoints.
    graph Names<const B: usize> {
        layer Scaled<I, O>(x: [_, I]) -> [_, O] {
            param w: [I, O] = he_normal;
            x @ w
        }

        input x: [B, 4];
        layer d = Scaled<5, 3>;
        param w: [4, 5] = he_normal;
        param d_w: [3] = ones;
        param v: [5, 3] = he_normal;
        param größe: [3] = ones;
        output d_y = d(tanh(x @ w)) * d_w;
        loss = sum(tanh(square(x) @ w @ v * größe)) + sum(d_y);
    }
}

/// Each adjoint has the shape of the value that names it, and no other value names it.
#[test]
fn adjoints_are_those_of_the_values_that_name_them() {
    let graphs = [Names::<8>::GRAPH, SeedMlp::<f32, 8>::GRAPH, Branches::<8>::GRAPH, Everything::<8>::GRAPH];
    for graph in graphs {
        let mut found = 0;
        for value in graph.values.iter().filter(|value| !value.adjoint.is_empty()) {
            assert_eq!(value.pass(), Pass::Forward, "{}", value.name);
            let same = graph.values.iter().filter(|other| other.adjoint == value.adjoint).count();
            assert_eq!(same, 1, "{}: {}", value.name, value.adjoint);
            let adjoint = graph.values.iter().find(|other| other.name == value.adjoint);
            match adjoint {
                Some(adjoint) => {
                    assert_eq!((adjoint.pass(), adjoint.dims), (Pass::Backward, value.dims), "{}", value.name);
                }
                None => assert!(graph.equation(value.adjoint).is_some(), "{}: {}", value.name, value.adjoint),
            }
            found += 1;
        }
        assert!(found >= 3, "{}", graph.name);
        let trained = graph.values.iter().filter(|value| value.role == Role::Parameter);
        assert!(trained.into_iter().all(|parameter| !parameter.adjoint.is_empty()), "{}", graph.name);
    }
}

/// A name is typeset as a derivative where it is one.
#[test]
fn names_that_look_like_adjoints_are_names() {
    let graph = Names::<8>::GRAPH;
    let adjoint = |name: &str| graph.value(name).expect("it is declared").adjoint;
    assert_eq!(adjoint("d_w"), "d_d_w");
    assert_ne!(adjoint("w"), "d_w");
    assert_eq!((adjoint("loss_matmul"), adjoint("loss_matmul_2")), ("d_loss_matmul", "d_loss_matmul_2"));
    let markdown = graph.derivation().markdown();
    assert!(!markdown.contains(r"\partial \mathbf{y}"), "{markdown}");
    assert!(markdown.contains(r"\mathbf{größe}"), "{markdown}");
    for derivative in
        [r"\frac{\partial L}{\partial \mathbf{w}} = ", r"\frac{\partial L}{\partial \mathbf{d}_{\text{w}}} = "]
    {
        assert_eq!(markdown.matches(derivative).count(), 1, "{derivative}: {markdown}");
    }
}

graph! {
    graph Renamed<const B: usize> {
        input x: [B, 4];
        param w: [4, 3] = he_normal;
        let h = x @ w;
        output y = h;
        loss = sum(h * h);
    }
}

#[test]
fn an_output_that_is_another_value_has_an_equation() {
    let equation = Renamed::<2>::GRAPH.equation("y").expect("it is an output");
    assert_eq!((equation.formula, equation.dims, equation.pass), ("h", "[B, 3]", Pass::Forward));
}

graph! {
    graph Turned<const B: usize> {
        input x: [B, 4];
        param w: [4, 3] = he_normal;
        let h = x @ w;
        loss = sum(square(x.T @ h));
    }
}

/// `x.T @ h` has become an operation of its own, but `dB = A.T @ dC` is the rule of a product.
#[test]
fn a_rule_is_that_of_the_operation_that_had_it() {
    let equation = Turned::<2>::GRAPH.equation("d_h").expect("it is named");
    let rule = equation.rules.iter().find(|rule| rule.equation == "dB = A.T @ dC").expect("it is a product");
    assert_eq!((rule.operation, rule.number), ("matmul", "(16)"));
}

graph! {
    graph Handed {
        param a: [3] = ones;
        param b: [3] = ones;
        output e = a * b;
        output f = tanh(e);
    }
}

/// What is handed in for an output that is used further is not the whole adjoint.
#[test]
fn what_comes_in_is_a_part_of_an_adjoint() {
    let equation = Handed::GRAPH.equation("d_e").expect("it is used further");
    assert!(equation.formula.starts_with("d_e_given + "), "{}", equation.formula);
}

// Graphs of which rewrites leave little.

graph! {
    graph Product {
        param a: [3] = ones;
        param b: [3] = ones;
        loss = sum(a * b);
    }
}

graph! {
    graph Squared {
        param w: [3] = ones;
        loss = sum(w * w);
    }
}

graph! {
    graph Scaled<const B: usize> {
        input x: [B, 4];
        hyper decay: scalar;
        param w: [4, 3] = ones;
        loss = decay * mean(square(x @ w));
    }
}

graph! {
    graph Straight {
        param w: [3] = ones;
        let rounded = custom_gradient(round(w), w);
        loss = sum(square(rounded));
    }
}

graph! {
    graph Divided {
        param w: [3] = ones;
        let h = w / 1;
        loss = sum(square(h));
    }
}

graph! {
    graph Dropped<const B: usize> {
        input x: [B, 4];
        param w: [4, 3] = ones;
        loss = sum(dropout(x @ w, 0.25));
    }
}

graph! {
    graph Averaged<const B: usize> {
        input x: [B, 4];
        param w: [4, 3] = ones;
        let h = x @ w;
        loss = mean(h @ h.T);
    }
}

graph! {
    graph Sums {
        param w: [3] = ones;
        param v: [3] = ones;
        loss = sum(w) + sum(v);
    }
}

graph! {
    graph Forward<const B: usize> {
        input x: [B, 4];
        param a: [3] = ones;
        param s: scalar = ones;
        param w: [4, 3] = ones;
        loss = sum(a * tanh(x @ w)) * s;
    }
}

graph! {
    graph Numbers {
        hyper c: scalar;
        param w: [3] = ones;
        output again = c;
        loss = sum(pow(w, c)) + c * sum(w);
    }
}

graph! {
    graph SameLoss {
        param w: [3] = ones;
        let h = sum(w);
        loss = h;
    }
}

graph! {
    graph SameOutput {
        param w: [3] = ones;
        output y = w;
        output z = tanh(w);
    }
}

graph! {
    graph Negated<const B: usize> {
        input x: [B, 4];
        param a: [4] = ones;
        loss = mean(x - a);
    }
}

graph! {
    graph Carried {
        state s: [3] = zeros;
        param w: [3] = ones;
        output c = 5;
        update s = w;
        loss = sum(w * s);
    }
}

graph! {
    /// Names that would be those of other values.
    graph Taken<const B: usize> {
        input x: [B, 3];
        param w: [3] = ones;
        output y = x * w;
        output y_given = tanh(y);
        output d_y = w;
        output y_mul = x;
    }
}

graph! {
    /// Sums of which no loop holds all.
    graph Functions<const B: usize> {
        input x: [B, 4];
        param w: [4, 4] = ones;
        let h = x @ w;
        let a = mean(gelu(h)) + mean(silu(h)) + mean(elu(h, 1)) + mean(leaky_relu(h, 0.1)) + mean(softplus(h));
        let b = mean(softsign(h)) + mean(hardtanh(h, -1, 1)) + mean(square(h) * h) + mae(h, x) + huber(h, x, 1);
        loss = a + b + mean(sigmoid_cross_entropy(h, x)) + mean(softmax_cross_entropy(h, x));
    }
}

graph! {
    graph Averages<const B: usize> {
        input x: [B, 3];
        state s: [3] = zeros;
        state n: scalar = ones;
        param w: [3] = ones;
        let new_n = mean_rows(x * w);
        update s = new_n;
        update n = n;
        output again = new_n;
        loss = sum(new_n * n);
    }
}

graph! {
    graph Stretched<const B: usize> {
        input x: [B, 3];
        param a: [3] = ones;
        param c: [3] = ones;
        loss = mean(square(tanh(x + a + c)));
    }
}

graph! {
    graph Twice {
        param b: [3] = ones;
        loss = sum(b) + sum(2 * b);
    }
}

graph! {
    graph Straighter<const B: usize> {
        input x: [B, 4];
        param w: [4, 3] = ones;
        let p = x @ w;
        let q = custom_gradient(sign(p), p);
        let r = custom_gradient(round(q), q);
        loss = mean(square(r));
    }
}

fn equation_of(graph: &'static Graph, name: &str) -> (&'static str, Vec<(&'static str, &'static str)>) {
    let equation = graph.equation(name).unwrap_or_else(|| panic!("{} has no equation of {name}", graph.name));
    let rules = equation.rules.iter().map(|rule| (rule.operation, rule.equation)).collect();
    (equation.formula, rules)
}

/// What rewrites have left nothing of has its rule all the same.
#[test]
fn rules_outlive_rewrites() {
    let (sum, mean) = (("sum", "dA = broadcast(dB, A)"), ("mean", "dA = broadcast(dB, A) / size(A)"));
    let square = ("square", "dA = 2 * (dB * A)");
    let (left, right) = (("mul", "dA = dC * B"), ("mul", "dB = dC * A"));
    assert_eq!(equation_of(Product::GRAPH, "d_b"), ("a", vec![sum, right]));
    let branch = ("branch", "dA = dB + dC");
    assert_eq!(equation_of(Squared::GRAPH, "d_w"), ("w + w", vec![sum, right, left, branch]));
    let (_, rules) = equation_of(Scaled::<2>::GRAPH, "d_loss_square");
    assert_eq!(rules, [right, mean]);
    let (_, rules) = equation_of(Scaled::<2>::GRAPH, "d_loss_matmul");
    assert_eq!(rules, [square]);
    assert!(equation_of(Twice::GRAPH, "d_b").1.contains(&branch));
    // What another equation tells is not told again.
    let (_, rules) = equation_of(Stretched::<2>::GRAPH, "d_a");
    assert!(rules.iter().all(|(operation, _)| *operation == "add"), "{rules:?}");
    let straight = ("custom_gradient", "dB = dC");
    assert_eq!(equation_of(Straight::GRAPH, "d_w"), ("2 rounded", vec![sum, straight, square]));
}

/// What comes to a rounded value goes on to what was rounded.
#[test]
fn an_adjoint_takes_the_way_of_a_custom_gradient() {
    let graph = Straight::GRAPH;
    let rounded = graph.value("rounded").expect("it is named");
    assert_eq!((rounded.operation, rounded.rules), ("round", [None].as_slice()));
    let detours: Vec<&str> = rounded.detours.iter().map(|&detour| graph.values[detour].name).collect();
    assert_eq!(detours, ["w"]);
    let square = graph.values.iter().find(|value| value.operation == "square").expect("it is computed");
    assert_eq!(square.rules, [Some("2 (□ ∘ rounded)")]);
    assert_eq!(graph.value("w").expect("it is declared").adjoint, "d_w");

    // One after the other.
    let graph = Straighter::<2>::GRAPH;
    let detours = |name: &str| graph.value(name).expect("it is named").detours.iter().map(|&to| graph.values[to].name);
    assert!(detours("r").eq(["q"]) && detours("q").eq(["p"]));
}

/// Each name of an equation is that of something given, or has one equation.
#[test]
fn every_name_has_one_meaning() {
    let graphs = [
        SeedMlp::<f32, 8>::GRAPH,
        Branches::<8>::GRAPH,
        Everything::<8>::GRAPH,
        Names::<8>::GRAPH,
        Scaled::<2>::GRAPH,
        Straight::GRAPH,
        Dropped::<2>::GRAPH,
        Averaged::<2>::GRAPH,
        Forward::<2>::GRAPH,
        Numbers::GRAPH,
        SameOutput::GRAPH,
        Negated::<2>::GRAPH,
        Carried::GRAPH,
        Taken::<2>::GRAPH,
        Functions::<2>::GRAPH,
        Averages::<2>::GRAPH,
        Straighter::<2>::GRAPH,
    ];
    let is_in_word = |c: char| c == '_' || c.is_alphanumeric() && c != 'ᵀ' && !c.is_numeric() || c.is_ascii_digit();
    for graph in graphs {
        let equations = |name: &str| graph.equations.iter().filter(|equation| equation.name == name).count();
        // A layer's parameter makes way for a value that is called the same.
        let is_its = |word: &str, name: &str| word == name || name.strip_suffix('_') == Some(word);
        let is_given = |name: &str| {
            graph.values.iter().any(|value| value.is_leaf() && is_its(&value.name.replace('.', "_"), name))
        };
        for equation in graph.equations {
            assert_eq!(equations(equation.name), 1, "{}: {}", graph.name, equation.name);
            let formula = equation.formula;
            let mut at = 0;
            for word in formula.split_inclusive(|c| !is_in_word(c)) {
                at += word.len();
                let is_function = formula[..at].ends_with('(');
                let word = word.trim_end_matches(|c| !is_in_word(c));
                let is_name = word.starts_with(|c: char| c.is_lowercase() || c == '_') && !is_function;
                assert!(!is_name || is_given(word) || equations(word) == 1, "{}: {word} in {formula}", graph.name);
            }
        }
    }
}

/// B ∘ −(…) is a product, and B −(…) would be a difference.
#[test]
fn a_number_beside_a_sign_is_no_difference() {
    assert_eq!(equation_of(Negated::<2>::GRAPH, "d_a").0, "B ∘ −(1 / (B·4))");
}

/// What a state becomes, and a constant, are results like others.
#[test]
fn states_and_constants_are_values_too() {
    let graph = Carried::GRAPH;
    let update = graph.value("new_s").expect("it is declared");
    assert_eq!((update.role, graph.values[update.operands[0]].name), (Role::Update, "w"));
    let output = graph.value("c").expect("it is declared");
    assert_eq!((output.role, graph.values[output.operands[0]].name), (Role::Output, "5"));
    assert_eq!(equation_of(graph, "new_s").0, "w");

    // One state is copied, the other is where it is, and a value has the name of what becomes of the first.
    let graph = Averages::<2>::GRAPH;
    assert_eq!((equation_of(graph, "new_s").0, equation_of(graph, "new_n_").0), ("new_n", "n"));
}

/// No other value has an output's name.
#[test]
fn outputs_keep_their_names() {
    let graph = Taken::<2>::GRAPH;
    for name in ["y", "y_given", "d_y", "y_mul"] {
        let outputs = graph.values.iter().filter(|value| value.name == name);
        assert!(outputs.map(|value| value.role).eq([Role::Output]), "{name}");
    }
}

/// An adjoint is called after a value that is there.
#[test]
fn gradients_are_called_after_their_parameters() {
    assert_eq!(equation_of(Divided::GRAPH, "d_w").0, "2 w");
    for graph in [Straight::GRAPH, Divided::GRAPH, Sums::GRAPH, SameLoss::GRAPH] {
        let parameters = graph.values.iter().filter(|value| value.role == Role::Parameter);
        for parameter in parameters {
            assert_eq!(parameter.adjoint, format!("d_{}", parameter.name), "{}", graph.name);
            let equations = graph.equations.iter().filter(|equation| equation.name == parameter.adjoint);
            assert_eq!(equations.count(), 1, "{}: {}", graph.name, parameter.adjoint);
        }
    }
}

/// Even where it is the adjoint of another one.
#[test]
fn what_the_forward_pass_computes_is_not_called_an_adjoint() {
    let graph = Forward::<2>::GRAPH;
    let forward = graph.equations.iter().filter(|equation| equation.pass == Pass::Forward);
    for equation in forward {
        assert!(!equation.name.starts_with("d_") && !equation.formula.contains("d_"), "{equation:?}");
    }
    assert_eq!(equation_of(graph, "d_a").0, "[1…1] · (d_loss_mul ∘ loss_tanh)");
    assert_eq!(equation_of(graph, "d_s").0, "loss_sum");
}

/// A product with a matrix of equal numbers is none with a number.
#[test]
fn matrices_of_equal_numbers_are_no_numbers() {
    let graph = Averaged::<2>::GRAPH;
    assert_eq!(equation_of(graph, "d_loss_matmul_nt").0, "1 / (B·B)");
    let (formula, _) = equation_of(graph, "d_h");
    assert!(formula.contains("d_loss_matmul_nt · h"), "{formula}");
    // B is a constant of this graph too.
    let markdown = graph.derivation().markdown();
    assert!(markdown.contains(r"\mathit{B}\cdot \mathit{B}") && !markdown.contains(r"\mathbf{B}"), "{markdown}");
}

#[test]
fn a_mask_has_an_equation() {
    let graph = Dropped::<2>::GRAPH;
    let mask = graph.values.iter().find(|value| value.role == Role::Mask).expect("there is one");
    let (formula, rules) = equation_of(graph, mask.name);
    assert_eq!(formula, "Bernoulli(1 − 0.25) / (1 − 0.25)");
    assert_eq!(rules[0].0, "dropout");
}

/// A number that is handed in is one value, by one name, and an output that is it another one.
#[test]
fn numbers_that_are_handed_in_have_one_name() {
    let graph = Numbers::GRAPH;
    assert!(graph.values.iter().all(|value| value.name != "c_2" && value.operation != "detach"));
    let rules = graph.values.iter().flat_map(|value| value.rules).flatten();
    assert!(rules.into_iter().all(|rule| !rule.contains("c_2")));
    assert_eq!(equation_of(graph, "again").0, "c");
}

/// `output y = w`, `loss = h`: values of their own, with nothing but another value as their operand.
#[test]
fn results_that_are_other_values_are_there() {
    let loss = SameLoss::GRAPH.value("loss").expect("there is one");
    assert_eq!((loss.role, loss.operation, SameLoss::GRAPH.values[loss.operands[0]].name), (Role::Loss, "", "h"));
    assert_eq!(equation_of(SameLoss::GRAPH, "loss").0, "h");

    let graph = SameOutput::GRAPH;
    let output = graph.value("y").expect("it is declared");
    assert_eq!((output.role, output.adjoint, output.rules), (Role::Output, "d_y", [Some("")].as_slice()));
    let given = graph.value("d_y").expect("it is handed in");
    assert_eq!(given.of.map(|of| graph.values[of].name), Some("y"));
    assert!(graph.summary().rows.iter().all(|row| row.value != "y"));
}
