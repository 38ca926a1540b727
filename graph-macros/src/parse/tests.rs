//! Small graphs in, the tree or the messages out.

use super::syntax::{DimKind, Expr, ExprKind, GraphBlock, ShapeSyntax, Statement};
use crate::diagnostics::Errors;

fn parse(source: &str) -> (Option<GraphBlock>, Vec<String>) {
    let mut errors = Errors::default();
    let block = super::parse(source.parse().expect("tokens"), &mut errors);
    let messages = errors.messages();
    (block, messages)
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
        Statement::Let(definition) => {
            let shape = definition.shape.as_ref().map(|shape| format!(": {}", print_shape(shape)));
            format!("let {}{} = {}", definition.name, shape.unwrap_or_default(), print(&definition.value))
        }
        Statement::Output(output) => {
            let value = output.value.as_ref().map(|value| format!(" = {}", print(value)));
            format!("output {}{}", output.name, value.unwrap_or_default())
        }
        Statement::Loss(loss) => format!("loss = {}", print(&loss.value)),
    }
}

fn print_shape(shape: &ShapeSyntax) -> String {
    let dimension = |kind: &DimKind| match kind {
        DimKind::Literal(size) => size.to_string(),
        DimKind::Path { text, .. } => text.clone(),
    };
    let guessed = if shape.guessed { "?" } else { "" };
    format!("[{}, {}]{guessed}", dimension(&shape.rows.kind), dimension(&shape.columns.kind))
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
        ExprKind::Error => "?".into(),
    }
}

mod sound {
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
                "this expression has more than 4096 operations",
                "give parts of it names",
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

mod mistakes {
    use super::*;

    #[test]
    fn keywords() {
        check_error("parm w: [2] = zeros;", "`parm` is not a keyword of the graph language", "write `param`");
        check_error("inputs x: [2];", "`inputs` is not a keyword of the graph language", "write `input`");
        check_error("labels y: [2];", "`labels` is not a keyword of the graph language", "write `target`");
        check_error("weight w: [2] = zeros;", "`weight` is not a keyword of the graph language", "write `param`");
        check_error("var h = x;", "`var` is not a keyword of the graph language", "write `let`");
        check_error("return h;", "`return` is not a keyword of the graph language", "write `output`");
        check_error("frobnicate h = x;", "`frobnicate` is not a keyword of the graph language", "a statement begins");
        check_error("const N: usize = 3;", "`const`: constants are declared outside of the graph", "move it");
        check_error("static N: usize = 3;", "`static`: constants are declared outside of the graph", "move it");
        check_error("fn f(v) { v }", "`fn`: a graph cannot hold functions in this version", "write the expression out");
        check_error(
            "pub input x: [2];",
            "`pub`: what a graph declares is seen by whoever sees the graph",
            "leave `pub`",
        );
        check_error("x: [B, 64];", "`x` is declared without saying what it is", "write `input x: [B, 64];` if");
        check_error("w: [2] = zeros;", "`w` stands where a keyword is expected", "write `param w: [2] = …;`");
        check_error("h: [2] = x @ w;", "`h` stands where a keyword is expected", "write `let h: [2] = …;`");
        check_error("h = relu(x);", "`h` stands where a keyword is expected", "write `let h = …;`");
        check_error("relu(x);", "the value of this expression goes nowhere", "give it a name: `let h = relu(x);`");
        check_error("h += 1;", "`+=`: the values of a graph never change", "write `let NAME = h + …;`");
        check_error("h;", "`h` alone is not a statement", "write `output h;`");
        check_error(";", "this `;` ends nothing", "leave it out");
    }

    #[test]
    fn endings() {
        check_error("let h = relu(x)", "expected `;`, found `let`", "write `;` here");
        check_error("let h = x input y: [2];", "expected `;`, found `input`", "write `;` here");
        check_error("input x: [2]", "expected `;`, found `let`", "write `;` here");
        check_error("param w: [2] = zeros", "expected `;`, found `let`", "write `;` here");
        check_error("output h", "expected `;`, found `let`", "write `;` here");
        check_error("input x: [2],", "statements end with `;`, found `,`", "write `;`");
        check_error("input x: [2] [3];", "expected `;`, found `[`", "end the statement");
        check_block("graph G { let h = x }", "expected `;`, found the graph's closing `}`", "write `;` here");
        check_block("graph G { let h = x #[grad] input y: [2]; }", "expected `;`, found `#`", "write `;` here");
        check_block(
            "graph G { let h = x; /// nothing\n }",
            "this stands in front of nothing: no statement follows it",
            "leave it out",
        );
    }

    #[test]
    fn declarations() {
        check_error("input : [2];", "expected a name, found `:`", "write `input x: [B, 64];`");
        check_error("input x;", "the input `x` has no shape", "write `input x: [R, C];`");
        check_error("param w = zeros;", "the param `w` has no shape", "write `param w: [R, C] = he_normal;`");
        check_error("input x = [2, 3];", "a shape stands after `:`, found `=`", "write `:`");
        check_error("input x [2, 3];", "expected `:` before the shape, found `[`", "write `input x: …`");
        check_error("input x: [2] = zeros;", "an `input` has no initial value: the caller gives it", "leave the value");
        check_error("input x, y: [2];", "a statement declares one name", "write `input x: …;`");
        check_error("param w: [2, 3];", "a param needs an initialiser", "write `param w: [2, 3] = zeros;`; the init");
        check_error("param w: [2, 3] =;", "the initialiser is missing", "write `param w: [2, 3] = zeros;`");
        check_error("param w: [2] zeros;", "expected `=`, found `zeros`", "write `param w: [2] = zeros;`");
        check_error("param w: [2] = 0;", "expected an initialiser, found `0`", "write `param w: [2] = zeros;`");
        check_error(
            "param w: [2] = -0.5;",
            "expected an initialiser, found `-0.5`",
            "write `param w: [2] = constant(-0.5);`",
        );
        check_error("param w: [2] = \"ones\";", "an initialiser is not a string", "write `param w: [2] = ones;`");
        check_error(
            "param w: [2] = uniform(-a, 1);",
            "the arguments of `uniform` are numbers, found `a`",
            "write a number",
        );
        check_error("let h;", "`let h` has no value", "write `let h = …;`");
        check_error("let h relu(x);", "expected `=`, found `relu`", "write `let h = …;`");
        check_error("let h := x;", "expected `=`, found `:=`", "write `let h = …;`");
        check_error("let mut h = x;", "the values of a graph never change", "leave `mut` out");
        check_error("let (h, g) = x;", "a `let` defines one value", "write a `let` for each");
        check_error("output;", "expected a name, found `;`", "write `output probs = softmax(h);`");
        check_error("output softmax(h);", "this output has no name", "write `output y = softmax(h);`");
        check_error("output h + 1;", "this output has no name", "write `output y = h + 1;`");
        check_error(
            "output h, g;",
            "an `output` statement hands out one value",
            "write an `output` statement for each",
        );
        check_error("output loss;", "`loss` is a keyword and cannot be an output", "leave this out: `pass.loss()`");
        check_error("loss l = x;", "the loss has no name of its own, found `l`", "write `loss = …;`");
        check_error(
            "loss: scalar = x;",
            "the loss is always a scalar, and its shape is not written",
            "write `loss = …;`",
        );
        check_error("loss mean(x);", "expected `=`, found `mean`", "write `loss = …;`");
        check_error("let loss = x;", "the loss is not a `let`", "write `loss = …;`");
    }

    #[test]
    fn what_was_meant_is_declared_all_the_same() {
        let (block, _) =
            parse("graph G { input x, y: [2]; param w, b: [3] = ones; let h = x; h; output relu(h); output y, b; }");
        let printed: Vec<String> = block.expect("a graph").statements.iter().map(print_statement).collect();
        let inputs = ["Input x: [1, 2]", "Input y: [1, 2]", "param w: [1, 3] = ones[]", "param b: [1, 3] = ones[]"];
        let outputs = ["let h = x", "output h", "output _output_6 = ?", "output y", "output b"];
        assert_eq!(printed, [inputs.as_slice(), outputs.as_slice()].concat());
    }

    #[test]
    fn shapes_are_guessed_after_a_mistake() {
        let guesses = [
            ("[B, 64.0]", "[B, 64]"),
            ("[B; 64usize]", "[B, 64]"),
            ("(B, 64)", "[B, 64]"),
            ("64", "[1, 64]"),
            ("f32", "[1, 1]"),
            ("[B 64]", "[B, 64]"),
            ("[B, -1]", "[B, 1]?"),
            ("[B, 2 * H]", "[B, 2]?"),
            ("[B, 28, 28]", "[B, 28]?"),
            ("[_, 64]", "[1, 64]?"),
            ("[]", "[1, 1]?"),
            ("nonsense everywhere", "[1, 1]?"),
        ];
        for (written, guess) in guesses {
            let (block, messages) = parse(&format!("graph G {{ input x: {written}; param w: {written} = zeros; }}"));
            let printed: Vec<String> = block.expect("a graph").statements.iter().map(print_statement).collect();
            assert_eq!(printed, [format!("Input x: {guess}"), format!("param w: {guess} = zeros[]")], "{messages:?}");
        }
    }

    #[test]
    fn attributes() {
        check_error(
            "#[grad] param w: [2] = zeros;",
            "`#[grad]` belongs on an `input`, this is a `param`",
            "leave it out",
        );
        check_error(
            "#[grad] target y: [2];",
            "`#[grad]` belongs on an `input`, this is a `target`",
            "declare the value",
        );
        check_error("#[grad] let y = x;", "`#[grad]` belongs on an `input`, this is a `let`", "write it in front");
        check_error("#[frozen] input x: [2];", "`#[frozen]` belongs on a `param`, this is an `input`", "leave it out");
        check_error("#[frozen] loss = x;", "`#[frozen]` belongs on a `param`, this is the loss", "write it in front");
        check_error("#[gard] input x: [2];", "`#[gard]` is not an attribute of the graph language", "write `#[grad]`");
        check_error(
            "#[freeze] input x: [2];",
            "`#[freeze]` is not an attribute of the graph language",
            "write `#[frozen]`",
        );
        check_error(
            "#[cfg(a)] input x: [2];",
            "`#[cfg(a)]` is not an attribute of the graph language",
            "a statement takes",
        );
        check_error("#[grad(x)] input x: [2];", "`#[grad]` takes no arguments", "write `#[grad]`");
        check_error("#[grad] #[grad] input x: [2];", "`#[grad]` stands here twice", "leave one of them out");
        check_error(
            "//! inner\n input x: [2];",
            "this doc comment is of the kind that stands inside what it describes",
            "write `///`",
        );
        check_block("#[derive(Debug)] graph G {}", "`#[derive(Debug)]` is not an attribute of the graph language", "");
        check_block("#[grad] graph G {}", "this belongs on a statement inside of the graph", "move it");
    }

    #[test]
    fn names() {
        check_error("input W1: [2];", "`W1`: values have snake_case names", "write `w1`");
        check_error("let camelCase = x;", "`camelCase`: values have snake_case names", "write `camel_case`");
        check_error(
            "input type: [2]; let b = type @ type;",
            "`type` is a keyword of Rust and cannot name a value",
            "choose another name: `type_`",
        );
        check_error(
            "input r#type: [2]; let b = r#type;",
            "`r#type`: raw names are not accepted",
            "choose another name: `type_`",
        );
        check_error(
            "input target: [2]; let b = target;",
            "`target` is a keyword of the graph language and cannot name a value",
            "choose",
        );
        check_error(
            "let b = x + loss;",
            "`loss` is a keyword and not a value: nothing can be computed from the loss",
            "write",
        );
        check_error(
            "let b = if x { 1 } else { 2 };",
            "expected an expression, found the Rust keyword `if`",
            "a graph has no control flow",
        );
        check_block("graph digits {}", "`digits`: graphs have UpperCamelCase names, as types do", "write `Digits`");
        check_block("graph G<const b: usize> {}", "`b`: constants have UPPER_CASE names", "write `B`");
    }

    #[test]
    fn dimensions() {
        check_error("input x: [];", "this shape has no dimensions", "write `scalar`");
        check_error(
            "input x: [2, 3, 4];",
            "`[2, 3, 4]` has more than two dimensions, but every value is a matrix",
            "write rows",
        );
        check_error("input x: [B, 0];", "a dimension of 0: such a matrix holds nothing", "write at least 1");
        check_error("input x: [B, -1];", "a dimension cannot be negative", "write at least 1");
        check_error(
            "input x: [B, 2 * H];",
            "`2 * H`: dimensions cannot be computed in this version",
            "write `const N: usize = 2 * H;`",
        );
        check_error("input x: [H + 1];", "`H + 1`: dimensions cannot be computed in this version", "write `const N");
        check_error("input x: [{ H }, 2];", "`{H}`: dimensions cannot be computed in this version", "");
        check_error("input x: [B, 64.0];", "`64.0`: a dimension is a whole number", "write `64`");
        check_error("input x: [B, 64usize];", "`64usize`: a dimension is a plain decimal number", "write `64`");
        check_error("input x: [B, 0x40];", "`0x40`: a dimension is a plain decimal number", "write `64`");
        check_error("input x: [B; 64];", "dimensions are separated by `,`", "write `[B, 64]`");
        check_error("input x: [B 64];", "expected `,`, found `64`", "write `,` between");
        check_error("input x: [, 64];", "a dimension is missing before this `,`", "write a number");
        check_error("input x: [_, 64];", "a dimension cannot be left open", "write a number");
        check_error("input x: [?, 64];", "a dimension cannot be left open", "write a number");
        check_error("input x: [\"B\", 64];", "expected a dimension, found `\"B\"`", "write a number");
        check_error("input x: [[B, 64]; 3];", "arrays of matrices are not part of this version", "write a matrix");
        check_error("input x: (B, 64);", "a shape stands in square brackets", "write `[B, 64]`");
        check_error("input x: 64;", "a shape stands in square brackets", "write `[64]` for one row");
        check_error("input x: f32;", "`f32` is not a shape", "write `scalar`");
        check_error("input x: ;", "expected a shape, found `;`", "write `[R, C]`");
        check_error("let h: [B, 0] = x;", "a dimension of 0: such a matrix holds nothing", "write at least 1");
        check_error(
            "input x: [99999999999999999999];",
            "`99999999999999999999` is too large for a dimension",
            "the largest",
        );
    }

    #[test]
    fn expressions() {
        let operator_cases = [
            ("a ** 2", "`**`: there is no operator for powers", "write `square(a)`"),
            ("a ^ 2", "`^`: there is no operator for powers", "write `square(a)`"),
            ("a % b", "`%`: there is no remainder", "write `a @ b`"),
            ("a && b", "`&&`: there are no logical operators", "write `a * b`"),
            ("a == b", "`==`: values cannot be compared", "give the comparison's outcome"),
            ("a > b", "`>`: values cannot be compared", "give the comparison's outcome"),
            ("a += b", "`+=`: the values of a graph never change", "write `a + b`"),
            ("a = b", "a second `=` in one statement", "write a `let` for each name"),
            ("softmax(a, axis = 1)", "arguments have no names", "write the value alone, in its place: `1`"),
            ("a.t()", "`.t()`: values have no methods", "write `a.T`"),
            ("a.T()", "`.T()`: values have no methods", "write `a.T`"),
            ("a.transpose() @ b", "`.transpose()`: values have no methods", "write `a.T`"),
            ("a.dot(b)", "`.dot()`: values have no methods", "write `a @ b`"),
            ("a.relu()", "`.relu()`: values have no methods", "write `relu(a)`"),
            ("a.leaky(0.1)", "`.leaky()`: values have no methods", "write `leaky(a, 0.1)`"),
            ("a.rows", "`.rows`: values have no fields", "write `a.T` for the transpose"),
            ("a'", "a transpose is written `.T`", "write `a.T`"),
            ("a[0]", "values cannot be indexed or sliced in this version", "compute"),
            ("relu!(a)", "`relu!`: functions of the graph language are not macros", "leave `!` out"),
            ("math::relu(a)", "`math::`: functions and values have plain names", "write `relu`"),
            ("a |> relu", "`|>` is not an operator of the graph language", "write the call: `relu(a)`"),
            ("2 a", "expected an operator or `;` behind `2`, found `a`", "write the product out: `2 * a`"),
            ("a b", "expected an operator or `;` behind `a`, found `b`", "write `a(b)` if `a` is a function"),
            ("(a)(b)", "expected an operator behind `(a)`, found `(`", "write the product out"),
            ("a as f64", "values are not converted: all are of the graph's scalar type", "leave"),
            ("a @", "expected an expression, found `;`", "write a name"),
            ("", "expected an expression, found `;`", "write a name"),
            ("()", "expected an expression, found `)`", "write a name"),
            ("relu(,)", "expected an expression, found `,`", "write a name"),
            ("a * / b", "the operand before `/` is missing", "write an expression on both sides"),
            ("* a", "the operand before `*` is missing", "write an expression on both sides"),
            ("+a", "there is no unary `+`", "leave it out"),
            ("!a", "there is no unary `!`", "write `1 - a`"),
            ("&a", "values are not borrowed here", "write `a`"),
            ("[1, 2]", "matrices cannot be written out in this version", "declare"),
            ("{ a }", "a block cannot stand in an expression", "write the expression itself"),
            ("(a, b)", "a value is one matrix, not a tuple", "write a `let` for each"),
            ("|a| a", "a graph has no closures", "write the expression out"),
            ("1.0f32", "`1.0f32`: numbers have no suffix, their type is the graph's", "write `1.0`"),
            ("1e999", "`1e999` is too large", "the largest number"),
            ("0x10", "`0x10`: numbers are decimal", "write `16`"),
            ("\"2\"", "expected a number, found the string `\"2\"`", "write `2`"),
            ("'c'", "expected a number, found the character `'c'`", "write a number"),
            ("true", "expected an expression, found the Rust keyword `true`", "write the number 1 or 0"),
            ("relu(a): [2]", "a shape stands behind the name, not behind the value", "write `let NAME: [R, C] = …;`"),
        ];
        for (expression, headline, help) in operator_cases {
            // A quotation mark alone is a lifetime only in front of a letter, in Rust as here.
            let expression = expression.replace("a'", "a 'T");
            check_error(&format!("let h = {expression};"), headline, help);
        }
    }

    #[test]
    fn headers() {
        check_block("", "there is no graph in this block", "write `pub graph Name");
        check_block("pub struct Digits {}", "expected `graph`, found `struct`", "write `graph`");
        check_block("pub grahp Digits {}", "expected `graph`, found `grahp`", "write `graph`");
        check_block("pub Digits {}", "expected `graph`, found `Digits`", "write `graph Digits …`");
        check_block(
            "input x: [2];",
            "expected `graph`, found the statement `input …`",
            "put the statements into a graph",
        );
        check_block("graph { }", "expected the graph's name, found `{`", "write `pub graph Name");
        check_block("graph G;", "expected the graph's statements in braces, found `;`", "write `graph G { … }`");
        check_block(
            "graph G",
            "expected the graph's statements in braces, found the end of the block",
            "write `graph G { … }`",
        );
        check_block("graph G {} graph H {}", "a `graph!` block holds one graph", "write a `graph!` block for each");
        check_block(
            "graph G {} /// doc\n pub graph H {}",
            "a `graph!` block holds one graph",
            "write a `graph!` block for each",
        );
        check_block("graph G {};", "nothing may follow the graph's closing `}`, found `;`", "leave it out");
        check_block("pub(crat) graph G {}", "`pub(crat)` is not a visibility", "write `pub`");
        check_block(
            "graph G<'a> {}",
            "a graph has no lifetimes of its own: it owns its values",
            "leave the lifetime out",
        );
        check_block("graph G<T: Float> {}", "the scalar type has no bounds: it is always `f32` or `f64`", "write `T`");
        check_block("graph G<T = f32> {}", "a graph's generics have no defaults", "write `T`");
        check_block(
            "graph G<T, B> {}",
            "`B` is a second type parameter, but a graph has one scalar type",
            "write `const B: usize`",
        );
        check_block(
            "graph G<B: usize> {}",
            "`B: usize` is a type parameter with a bound, not a number",
            "write `const B: usize`",
        );
        check_block("graph G<const B: usize, T> {}", "the scalar type stands first", "write `<T, const B: usize…>`");
        check_block(
            "graph G<const B: u32> {}",
            "a graph's const generics are dimensions, of type `usize`, found `u32`",
            "write `const B: usize`",
        );
        check_block("graph G<const B> {}", "the const generic `B` has no type", "write `const B: usize`");
        check_block("graph G<const B: usize = 3> {}", "a graph's generics have no defaults", "write `const B: usize`");
        check_block(
            "graph G<T> where T: Float {}",
            "a graph has no `where` clause: its scalar type is `f32` or `f64`, its generics are dimensions",
            "leave it out",
        );
        check_block("graph G<T {}", "this `<` is not closed", "write `>`");
        check_block("graph G<Vec<T>> {}", "expected `,` or `>`, found `<`", "write `,` between");
    }

    #[test]
    fn each_mistake_is_reported() {
        let (block, messages) = parse(
            "graph G {
                input x: [B, 0];
                parm w: [2] = zeros;
                let h = relu(x ** 2) + tanh(w ^ 2);
                let g = h % x
                output g;
            }",
        );
        let headlines: Vec<&str> = messages.iter().filter_map(|message| message.lines().next()).collect();
        assert_eq!(
            headlines,
            [
                "a dimension of 0: such a matrix holds nothing",
                "`parm` is not a keyword of the graph language",
                "`**`: there is no operator for powers",
                "`^`: there is no operator for powers",
                "`%`: there is no remainder",
            ]
        );
        let block = block.expect("a graph");
        let printed: Vec<String> = block.statements.iter().map(print_statement).collect();
        assert_eq!(
            printed,
            ["Input x: [B, 1]?", "param w: [1, 2] = zeros[]", "let h = (? + ?)", "let g = ?", "output g"]
        );
        assert!(block.mentioned.iter().any(|name| name == "x") && block.mentioned.iter().any(|name| name == "w"));
    }
}

/// No input makes the parser panic: random words, and sound graphs with words left out, doubled, swapped or replaced.
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

    const WORDS: &str = "graph G < > T const usize : ; , input target param let output loss scalar = x w relu [ ] ( ) \
        { } 2 0.5 0 \"s\" 'a # ! grad frozen + - * / @ . .T ** :: -> & pub where r#type type _ é 1e999 mut | ~ $";

    const SOUND: &str = "pub graph G < T , const B : usize > { input x : [ B , 64 ] ; # [ grad ] input v : scalar ; \
        target y : [ B ] ; # [ frozen ] param w : [ 64 , 32 ] = uniform ( - 0.1 , 0.1 ) ; \
        let h : [ B , 32 ] = relu ( x @ w . T + - 2 ) ; output p = h ; output h ; loss = mean ( ( h - y ) * v ) ; }";

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

    #[test]
    fn broken_graphs() {
        let mut random = Random(0x0fed_cba9_8765_4321);
        let vocabulary: Vec<&str> = WORDS.split(' ').collect();
        let sound: Vec<&str> = SOUND.split(' ').collect();
        swallow(&sound);
        for _ in 0..3_000 {
            let mut words = sound.clone();
            for _ in 0..=random.below(4) {
                let (here, there) = (random.below(words.len()), random.below(words.len()));
                match random.below(4) {
                    0 => drop(words.remove(here)),
                    1 => words.insert(here, words[there]),
                    2 => words.swap(here, there),
                    _ => words[here] = vocabulary[random.below(vocabulary.len())],
                }
            }
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
