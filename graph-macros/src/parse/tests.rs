//! Small graphs in, the tree or the messages out.

use super::syntax::{Block, Definition, DefinitionKind, Expr, ExprKind, GraphBlock, ShapeSyntax, Statement};
use crate::diagnostics::Errors;

fn parse_block(source: &str) -> (Option<Block>, Vec<String>) {
    let mut errors = Errors::default();
    let block = super::parse(source.parse().expect("tokens"), &mut errors);
    (block, errors.messages())
}

fn parse(source: &str) -> (Option<GraphBlock>, Vec<String>) {
    let (block, messages) = parse_block(source);
    (block.and_then(|block| block.graph), messages)
}

/// Statements in the graph's braces, printed back with every operation in parentheses.
#[track_caller]
fn check(statements: &str, expected: &[&str]) {
    let (block, messages) = parse(&format!("graph G {{ {statements} }}"));
    assert_eq!(messages, Vec::<String>::new(), "messages");
    let printed: Vec<String> = block.expect("a graph").statements.iter().map(print_statement).collect();
    assert_eq!(printed, expected);
}

/// One statement, the headline of its only error, and how that error's help begins.
#[track_caller]
fn check_error(statement: &str, headline: &str, help: &str) {
    check_block(&format!("graph G {{ {statement} let after = a; }}"), headline, help);
    let (block, _) = parse(&format!("graph G {{ {statement} let after = a; }}"));
    let last = block.and_then(|block| block.statements.last().map(print_statement));
    assert_eq!(last.as_deref(), Some("let after = a"), "the next statement after: {statement}");
}

#[track_caller]
fn check_block(source: &str, headline: &str, help: &str) {
    let (_, messages) = parse(source);
    let [message] = messages.as_slice() else { panic!("{source}\none error expected, not {messages:#?}") };
    let (first, rest) = message.split_once('\n').unwrap_or((message, ""));
    assert_eq!(first, headline, "the headline for: {source}");
    let given = rest.strip_prefix("help: ").unwrap_or_default();
    assert!(given.starts_with(help), "the help for: {source}\n{given}\nshould be\n{help}");
}

fn print_statement(statement: &Statement) -> String {
    match statement {
        Statement::Input(input) => {
            let grad = if input.wants_gradient { "#[grad] " } else { "" };
            format!("{grad}{:?} {}: {}", input.role, input.name, print_shape(&input.shape))
        }
        Statement::Parameter(parameter) => {
            let frozen = if parameter.frozen { "#[frozen] " } else { "" };
            let arguments: Vec<f64> = parameter.initialiser.arguments.iter().map(|number| number.value).collect();
            let (name, shape) = (&parameter.name, print_shape(&parameter.shape));
            format!("{frozen}param {name}: {shape} = {}{arguments:?}", parameter.initialiser.name)
        }
        Statement::State(state) => format!("state {}: {}", state.name, print_shape(&state.shape)),
        Statement::Update(update) => format!("update {} = {}", update.name, print(&update.value)),
        Statement::Let(definition) => {
            let shape = definition.shape.as_ref().map(|shape| format!(": {}", print_shape(shape)));
            format!("let {}{} = {}", definition.name, shape.unwrap_or_default(), print(&definition.value))
        }
        Statement::Output(output) => {
            let value = output.value.as_ref().map(|value| format!(" = {}", print(value)));
            format!("output {}{}", output.name, value.unwrap_or_default())
        }
        Statement::Unpack(unpack) => {
            let names: Vec<String> = unpack.names.iter().map(ToString::to_string).collect();
            format!("let ({}) = {}", names.join(", "), print(&unpack.value))
        }
        Statement::Instance(instance) => {
            format!("layer {} = {}", instance.name, super::code_of_sizes(&instance.layer, &instance.sizes))
        }
        Statement::Loss(loss) => format!("loss = {}", print(&loss.value)),
    }
}

/// The definitions of a block, printed back with every operation in parentheses.
#[track_caller]
fn check_definitions(source: &str, expected: &[&str]) {
    let (block, messages) = parse_block(source);
    assert_eq!(messages, Vec::<String>::new(), "messages");
    let printed: Vec<String> = block.expect("a block").definitions.iter().map(print_definition).collect();
    assert_eq!(printed, expected);
}

fn print_definition(definition: &Definition) -> String {
    let Definition { kind, name, sizes, operands, result, statements, values, .. } = definition;
    let keyword = match kind {
        DefinitionKind::Function => "fn",
        DefinitionKind::Layer => "layer",
    };
    let operands: Vec<String> = operands
        .iter()
        .map(|operand| match &operand.shape {
            Some(shape) => format!("{}: {}", operand.name, print_shape(shape)),
            None => operand.name.to_string(),
        })
        .collect();
    let result = result.as_ref().map_or_else(String::new, |result| {
        format!(" -> {}", result.shapes.iter().map(print_shape).collect::<Vec<_>>().join(", "))
    });
    let statements: String = statements.iter().map(|statement| print_statement(statement) + "; ").collect();
    let values: Vec<String> = values.iter().map(print).collect();
    let sizes: Vec<String> = sizes.iter().map(|size| format!("Ident({size})")).collect();
    format!(
        "{keyword} {name}[{}]({}){result} {{ {statements}{} }}",
        sizes.join(", "),
        operands.join(", "),
        values.join(", ")
    )
    .replace("[]", "")
}

fn print_shape(shape: &ShapeSyntax) -> String {
    let guessed = if shape.guessed { "?" } else { "" };
    format!("[{}, {}]{guessed}", shape.rows.kind.text(), shape.columns.kind.text())
}

fn print(expression: &Expr) -> String {
    match &expression.kind {
        ExprKind::Number(value) => value.to_string(),
        ExprKind::Name(name) => name.to_string(),
        ExprKind::Negate(value) => format!("(-{})", print(value)),
        ExprKind::Binary { operator, left, right, .. } => {
            format!("({} {} {})", print(left), operator.symbol(), print(right))
        }
        ExprKind::Transpose(value) => format!("{}.T", print(value)),
        ExprKind::Call { function, arguments } => {
            let arguments: Vec<String> = arguments.iter().map(print).collect();
            format!("{function}({})", arguments.join(", "))
        }
        ExprKind::Shape(shape) => shape.text.clone(),
        ExprKind::Error => "?".into(),
    }
}

mod mistakes;

mod sound {
    use proc_macro2::{Delimiter, Group};
    use quote::quote;

    use super::*;

    #[test]
    fn declarations() {
        check(
            "/// the images\n input x: [B, 64]; #[grad] input v: [3]; target y: [config::BATCH, 10];",
            &["Input x: [B, 64]", "#[grad] Input v: [1, 3]", "Target y: [config::BATCH, 10]"],
        );
        check(
            "param w: [64, 32] = he_normal; #[frozen] param b: [32] = uniform(-0.1, 1e-1,);",
            &["param w: [64, 32] = he_normal[]", "#[frozen] param b: [1, 32] = uniform[-0.1, 0.1]"],
        );
        check("param s: scalar = constant(2);", &["param s: [1, 1] = constant[2.0]"]);
        check(
            "let h: [B, 32] = relu(x); output h; output probs = softmax(h); loss = mean(e);",
            &["let h: [B, 32] = relu(x)", "output h", "output probs = softmax(h)", "loss = mean(e)"],
        );
    }

    #[test]
    fn precedence_is_pythons() {
        check("let a = x + y * z;", &["let a = (x + (y * z))"]);
        check("let a = x @ y * z / w;", &["let a = (((x @ y) * z) / w)"]);
        check("let a = x - y + z;", &["let a = ((x - y) + z)"]);
        check("let a = -x.T @ y;", &["let a = ((-x.T) @ y)"]);
        check("let a = x * -y;", &["let a = (x * (-y))"]);
        check("let a = x--y;", &["let a = (x - (-y))"]);
        check("let a = -(x + y).T;", &["let a = (-(x + y).T)"]);
        check("let a = x.T.T;", &["let a = x.T.T"]);
        check("let a = f(x, 2 * y, ) + g();", &["let a = (f(x, (2 * y)) + g())"]);
    }

    /// As `$a`, an expression that another macro passes on.
    #[test]
    fn invisible_parentheses_hold_together() {
        for (passed_on, read) in
            [("x + y", "(x + y)"), ("-x + y", "((-x) + y)"), ("f(x)", "f(x)"), ("(x) - y", "(x - y)"), ("x", "x")]
        {
            let group = Group::new(Delimiter::None, passed_on.parse().expect("tokens"));
            let mut errors = Errors::default();
            let block = super::super::parse(quote!(graph G { let a = #group * z - #group.T; }), &mut errors);
            assert_eq!(errors.messages(), Vec::<String>::new(), "messages for {passed_on}");
            let printed =
                block.and_then(|block| block.graph).and_then(|graph| graph.statements.last().map(print_statement));
            assert_eq!(printed, Some(format!("let a = (({read} * z) - {read}.T)")));
        }
        let group = Group::new(Delimiter::None, "-x".parse().expect("tokens"));
        let mut errors = Errors::default();
        super::super::parse(quote!(graph G { let a = y #group; }), &mut errors);
        assert_eq!(errors.messages().len(), 1, "a sign that is passed on is no operator");
    }

    #[test]
    fn numbers() {
        check(
            "let a = 1 + 2.5 + 1e3 + 1_000 + 2. + 1.5e-3;",
            &["let a = (((((1 + 2.5) + 1000) + 1000) + 2) + 0.0015)"],
        );
    }

    #[test]
    fn the_header() {
        let (block, messages) = parse("/// doc\n pub(crate) graph Digits<T, const B: usize, const H: usize,> { }");
        assert_eq!(messages, Vec::<String>::new());
        let block = block.expect("a graph");
        assert_eq!((block.docs.len(), block.name.to_string().as_str()), (1, "Digits"));
        assert_eq!(block.generics.scalar.expect("a scalar type"), "T");
        assert_eq!(block.generics.sizes, ["B", "H"]);
        let (block, messages) = parse("graph Digits<> { }");
        assert!(messages.is_empty() && block.is_some_and(|block| block.generics.scalar.is_none()));
    }
}

/// Functions and layers.
mod definitions {
    use super::*;

    #[test]
    fn functions() {
        check_definitions("fn swish(v) { v * sigmoid(v) }", &["fn swish(v) { (v * sigmoid(v)) }"]);
        check_definitions(
            "graph G { fn split<N, C>(v: [N, C], w: [_, 2]) -> ([N, C], scalar) { let a = v @ w; (a, sum(a)) } }",
            &["fn split[Ident(N), Ident(C)](v: [N, C], w: [_, 2]) -> [N, C], [1, 1] { let a = (v @ w); a, sum(a) }"],
        );
        check_definitions("fn f() { let (a, b) = g(); a + (b) }", &["fn f() { let (a, b) = g(); (a + b) }"]);
        check_definitions("fn f(v) { (v) }", &["fn f(v) { v }"]);
    }

    #[test]
    fn layers() {
        check_definitions(
            "layer Dense<I, O>(x: [_, I]) -> [_, O] { param w: [I, O] = he_normal; param b: [O] = zeros; x @ w + b }",
            &[
                "layer Dense[Ident(I), Ident(O)](x: [_, I]) -> [_, O] { param w: [I, O] = he_normal; param b: [1, O] = zeros; \
               ((x @ w) + b) }",
            ],
        );
        check_definitions(
            "layer Two(x) { layer a = Dense<2, 3>; layer b = Norm; b(a(x)) } graph G { }",
            &["layer Two(x) { layer a = Dense<2, 3>; layer b = Norm; b(a(x)) }"],
        );
        check(
            "layer l1 = Dense<784, config::WIDTH>; layer n = Norm;",
            &["layer l1 = Dense<784, config::WIDTH>", "layer n = Norm"],
        );
    }

    #[test]
    fn they_stand_anywhere() {
        let (block, messages) =
            parse_block("fn f(v) { v } graph G { fn g(v) { v } output x; fn h(v) { v } } layer L(v) { v }");
        assert_eq!(messages, Vec::<String>::new());
        let block = block.expect("a block");
        let names: Vec<String> = block.definitions.iter().map(|definition| definition.name.to_string()).collect();
        assert_eq!(names, ["f", "g", "h", "L"]);
        assert_eq!(block.graph.map(|graph| graph.statements.len()), Some(1));
        assert!(parse_block("layer L(v) { v }").0.is_some_and(|block| block.graph.is_none()));
    }
}

mod limits {
    use super::*;

    #[test]
    fn nesting_is_limited() {
        let nested = |depth: usize| format!("graph G {{ let a = {}x{}; }}", "(".repeat(depth), ")".repeat(depth));
        assert_eq!(parse(&nested(100)).1, Vec::<String>::new());
        check_block(&nested(10_000), "parentheses are nested more than 128 deep", "give an inner expression a name");
    }

    #[test]
    fn chains_are_long_before_they_are_too_long() {
        let chain = |length: usize| format!("graph G {{ let a = x{}; }}", " + x".repeat(length));
        assert_eq!(parse(&chain(4_000)).1, Vec::<String>::new());
        check_block(&chain(10_000), "this expression has more than 4096 operations", "give parts of it names");
        for repeated in ["- ".repeat(10_000) + "x", "x".to_owned() + &".T".repeat(10_000)] {
            check_block(
                &format!("graph G {{ let a = {repeated}; }}"),
                "signs and transposes are stacked more than 128 high",
                "leave out those that cancel each other",
            );
        }
    }

    #[test]
    fn reading_is_linear() {
        let statements = "let a = relu(x @ w + b); ".repeat(5_000);
        let (block, messages) = parse(&format!("graph G {{ {statements} }}"));
        assert_eq!((messages.len(), block.map(|block| block.statements.len())), (0, Some(5_000)));
    }
}

/// No input makes the parser panic, and it is never silent about what it does not read. The whole compiler is fed worse
/// in `robustness.rs`.
mod soup {
    use super::*;

    /// Marsaglia's xorshift: the same soup in every run.
    struct Random(u64);

    impl Random {
        fn below(&mut self, bound: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 % bound as u64).expect("below a usize")
        }
    }

    const WORDS: &str = "fn layer return L f graph G < > T const usize : ; , input target param let output loss scalar = x w relu [ ] ( ) \
        { } 2 0.5 0 \"s\" 'a # ! grad frozen + - * / @ . .T ** :: -> & pub where r#type type _ é 1e999 mut | ~ $";

    fn swallow(words: &[&str]) {
        if let Ok(tokens) = words.join(" ").parse() {
            let mut errors = Errors::default();
            let block = super::super::parse(tokens, &mut errors);
            assert!(block.is_some() || !errors.is_empty(), "nothing read, nothing said: {}", words.join(" "));
        }
    }

    #[test]
    fn random_words() {
        let vocabulary: Vec<&str> = WORDS.split(' ').collect();
        let mut random = Random(0x1234_5678_9abc_def1);
        for _ in 0..3_000 {
            let length = random.below(24);
            let mut words: Vec<&str> = (0..length).map(|_| vocabulary[random.below(vocabulary.len())]).collect();
            swallow(&words);
            words.retain(|word| !matches!(*word, "(" | ")" | "[" | "]" | "{" | "}"));
            let words = [&["graph", "G", "{"], words.as_slice(), &["}"]].concat();
            swallow(&words);
        }
    }
}

#[test]
fn formulas_are_expressions() {
    let formula = super::parse_formula("dC @ B.T - size(A)").expect("a formula");
    assert_eq!(print(&formula), "((dC @ B.T) - size(A))");
    assert!(super::parse_formula("dC @").is_none() && super::parse_formula("A; B").is_none());
}
