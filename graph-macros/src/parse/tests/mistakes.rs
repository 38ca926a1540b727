//! Each mistake's message, and that what stands around it is read all the same.

use super::*;

#[test]
fn keywords() {
    check_error("parm w: [2] = zeros;", "`parm` is not a keyword of the graph language", "write `param`");
    check_error("inputs x: [2];", "`inputs` is not a keyword of the graph language", "write `input`");
    check_error("label y: [2] in 3;", "`label` is not a keyword of the graph language", "write `labels`");
    check_error(
        "labels y: [2];",
        "the labels `y` do not say how many classes there are",
        "write `labels y: [2] in 10;`",
    );
    check_error(
        "labels y: [B, 10];",
        "labels are one class for each row, written as `[rows] in classes`",
        "write `labels y: [B] in 10;`",
    );
    check_error("labels y: [B] in 0;", "a dimension of 0: such a matrix holds nothing", "write at least 1");
    check_error("labels y: [B] in [10];", "expected a dimension, found `[`", "write a number");
    check_error("labels y;", "the labels `y` have no shape", "write `labels y: [R] in 10;`");
    check_error("#[grad] labels y: [B] in 3;", "`#[grad]` belongs on an `input`, this is `labels`", "leave it out");
    check_error("labels y: [B] in 3 = 0;", "`labels` have no initial value: the caller gives them", "leave the value");
    check_error("hyper rate: [2, 2];", "a `hyper` is one number, found `[2, 2]`", "write `hyper rate: scalar;`");
    check_error("hyper rate;", "the hyper `rate` has no shape", "write `hyper rate: scalar;`");
    check_error("hyper rate: scalar = 0.1;", "a `hyper` has no initial value: the caller gives it", "leave the value");
    check_error("weight w: [2] = zeros;", "`weight` is not a keyword of the graph language", "write `param`");
    check_error("var h = x;", "`var` is not a keyword of the graph language", "write `let`");
    check_error("return h;", "`return` is not a keyword of the graph language", "write `output`");
    check_error("frobnicate h = x;", "`frobnicate` is not a keyword of the graph language", "a statement begins");
    check_error("const N: usize = 3;", "`const`: constants are declared outside of the graph", "move it");
    check_error("static N: usize = 3;", "`static`: constants are declared outside of the graph", "move it");
    check_error("pub input x: [2];", "`pub`: what a graph declares is seen by whoever sees the graph", "leave `pub`");
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
fn definitions() {
    check_error("fn f(v) { }", "the function `f` has no result", "write it as the last line, without `;`: `fn swish");
    check_error("fn f(v) { let h = v; }", "the function `f` has no result", "write `h` behind the last `;`");
    check_error("fn f(v) { v; }", "the last expression is the result, and ends without `;`", "leave `;` out");
    check_error("fn f(v) { v; v }", "the value of this expression goes nowhere", "give it a name: `let h = v;`");
    check_error(
        "fn f(v) { return v }",
        "there is no `return`: the last expression is the result",
        "leave `return` out",
    );
    check_error("fn f(v) { v, v }", "the function ends with one result, found `,`", "write `(v, …)` for a tuple");
    check_error("fn f(v) { (v,) }", "a tuple of one value", "leave the `,` out");
    check_error(
        "fn f(v) { v let h = v; }",
        "the result stands last, but behind it is `let`",
        "give it a name: `let h = v;`",
    );
    check_error(
        "fn f(v) { input x: [2]; v }",
        "`input` cannot stand in a function",
        "write it between the parentheses",
    );
    check_error("fn f(v) { param w: [2] = zeros; v }", "`param` cannot stand in a function", "make it a `layer`");
    check_error("fn f(v) { output o = v; v }", "`output` cannot stand in a function", "write the value as the last");
    check_error("layer L(v) { loss = v; v }", "`loss` cannot stand in a layer", "write the value as the last");
    check_error("fn f(v) { fn g(w) { w } v }", "`fn` cannot stand in a function", "define it outside");
    check_error("fn f(v) { if v { v } }", "`if`: a graph has no control flow", "decide outside");
    check_error("fn (v) { v }", "expected a name, found `(`", "write `fn swish(v)");
    check_error("fn f { v }", "expected the operands of `f` in parentheses, found `{`", "write `fn f(v) { … }`");
    check_error("fn f(v) v;", "expected the body of `f` in braces, found `v`", "write `fn f(…) { … }`");
    check_error("fn f(v) = v;", "the body of `f` stands in braces, found `=`", "write `fn f(…) { … }`");
    check_error("fn f(v): [2] { v }", "the shape of the result stands behind `->`, found `:`", "write `->`");
    check_error("fn f(v v) { v }", "expected `,` or `)`, found `v`", "write `,` between two operands");
    check_error("fn f(v, v) { v }", "`f` has two operands of the name `v`", "give one of them another name");
    check_error("fn f(v: [2]) -> { v }", "the shape of the result is missing behind `->`", "write it, or leave");
    check_error("fn f(v) -> () { v }", "there is no result without a shape", "leave `-> ()` out");
    check_error("fn f<const N>(v: [N]) { v }", "dimensions are declared without `const`", "write `fn f<N>(…)`");
    check_error("fn f<n>(v: [n]) { v }", "`n`: dimensions have UPPER_CASE names", "write `N`");
    check_error("fn f<N, N>(v: [N]) { v }", "`N` is declared twice", "give one of them another name");
    check_error("fn f<N(v) { v }", "expected `,` or `>`, found `(`", "write `fn f<N, C>(…)`");
    check_error("#[grad] fn f(v) { v }", "a function has no attributes", "leave it out");
    check_error("def f(v) { v }", "`def` is not a keyword of the graph language", "write `fn`, as in");
    check_error("layer dense(v) { v }", "`dense`: layers have UpperCamelCase names, as types do", "write `Dense`");
    check_error("layer l1 = ;", "expected the name of a layer, found `;`", "write `layer l1 = Dense<784, 128>;`");
    check_error("layer l1: Dense<2>;", "expected `=`, found `:`", "write `=`");
    check_error(
        "layer l1 = Dense[2];",
        "the dimensions of a layer stand in `<` and `>`, found `[`",
        "write `Dense<2>`",
    );
    check_error("layer l1 = Dense<2, ;", "this list of dimensions is not closed", "write `>`");
    check_error(
        "layer l1 = Dense<2>(x);",
        "a layer is declared first and called then",
        "write `layer l1 = Dense<…>;`, and",
    );
    check_error("let (p) = f(a);", "a tuple of 1 name", "write `let p = …;`");
    check_error("let (p q) = f(a);", "expected `,` or `)`, found `q`", "write `let (p, q) = f(x);`");
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
    check_error("output;", "expected a name, found `;`", "write `output probs = softmax(h);`");
    check_error("output softmax(h);", "this output has no name", "write `output y = softmax(h);`");
    check_error("output h + 1;", "this output has no name", "write `output y = h + 1;`");
    check_error("output h, g;", "an `output` statement hands out one value", "write an `output` statement for each");
    check_error("output loss;", "`loss` is a keyword and cannot be an output", "leave this out: `pass.loss()`");
    check_error("loss l = x;", "the loss has no name of its own, found `l`", "write `loss = …;`");
    check_error("loss: scalar = x;", "the loss is always a scalar, and its shape is not written", "write `loss = …;`");
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
        ("[B, 2 * ]", "[B, 1]?"),
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
    check_error("#[grad] param w: [2] = zeros;", "`#[grad]` belongs on an `input`, this is a `param`", "leave it out");
    check_error("#[grad] target y: [2];", "`#[grad]` belongs on an `input`, this is a `target`", "declare the value");
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
    check_error("input x: [{ 2 * H }, 2];", "a dimension stands in no braces", "write `2 * H`");
    check_error("input x: [B, H % 2];", "dimensions are not computed with `%`", "write them with `+`");
    check_error("input x: [B, 2 ** H];", "dimensions are not computed with `**`", "write them with `+`");
    check_error("input x: [B, 2 *];", "a dimension is missing here", "write a number");
    check_error("input x: [B, 2 * ()];", "a dimension is missing between these parentheses", "write one");
    check_error(
        "input x: [B, (H + 1 2)];",
        "expected an operator or the end of the dimension, found `2`",
        "dimensions are",
    );
    check_error("input x: [B, H * -1];", "a dimension cannot be negative", "write at least 1");
    check_error(
        &format!("input x: [{}1];", "1 + ".repeat(65)),
        "this dimension has more than 64 operations",
        "compute it in a constant",
    );
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
        (
            "a && b",
            "`&&`: there are no logical operators",
            "where both have to hold write the product of the two masks: `a * b`",
        ),
        ("a < b == c", "`==`: comparisons do not chain", "where both have to hold write `(a < b) * (b == c)`"),
        (
            "a > b + 1 >= 2 * c",
            "`>=`: comparisons do not chain",
            "where both have to hold write `(a > b + 1) * (b + 1 >= 2)`",
        ),
        (
            "a > 0 || b > 0",
            "`||`: there are no logical operators",
            "where one has to hold write the larger of the two masks: `maximum((…), (…))`",
        ),
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
        ("1e999", "`1e999` is too large", "the largest number is about 3.4e38 in `f32`"),
        ("3.5e38", "`3.5e38` is too large", "the largest number is about 3.4e38 in `f32`"),
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
    check_block("input x: [2];", "expected `graph`, found the statement `input …`", "put the statements into a graph");
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
    check_block(
        "graph G {};",
        "only functions and layers may follow the graph's closing `}`, found `;`",
        "leave it out",
    );
    check_block("pub(crat) graph G {}", "`pub(crat)` is not a visibility", "write `pub`");
    check_block("graph G<'a> {}", "a graph has no lifetimes of its own: it owns its values", "leave the lifetime out");
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
    check_block("graph G<const B: usize, const B: usize> {}", "`B` is declared twice", "give one of them another name");
    check_block("graph G<T const B: usize> { input x: [B]; }", "expected `,` or `>`, found `const`", "write `,`");
    check_block("graph G<T, const const B: usize> {}", "expected a generic, found `const`", "write `const N: usize`");
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
    let (block, messages) = parse_block(
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
    let printed: Vec<String> = block.graph.iter().flat_map(|graph| &graph.statements).map(print_statement).collect();
    assert_eq!(printed, ["Input x: [B, 1]?", "param w: [1, 2] = zeros[]", "let h = (? + ?)", "let g = ?", "output g"]);
    assert!(block.mentioned.iter().any(|name| name == "x") && block.mentioned.iter().any(|name| name == "w"));
}
