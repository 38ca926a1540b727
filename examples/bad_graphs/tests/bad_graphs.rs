//! Graphs and programs that must not compile, and why.

use keisan::mistakes;

/// The first way: what the graph itself is told, by the words that matter.
#[test]
fn a_layer_that_does_not_fit_the_next() {
    mistakes! {
        graph Digits<const B: usize> {
            input x: [B, 64];
            param w1: [64, 16] = he_normal;
            param w2: [32, 10] = he_normal;
            let h = relu(x @ w1);
            output probs = softmax(h @ w2);
        }
    }
    .assert_only(&["`h @ w2`: inner dimensions differ", "`h` is [B, 16]", "`w2` is [32, 10]"]);
}

#[test]
fn a_target_that_leaks_into_an_output() {
    mistakes! {
        graph Digits<const B: usize> {
            input x: [B, 10];
            target y: [B, 10];
            output probs = softmax(x + y);
            loss = mean(cross_entropy(probs, y));
        }
    }
    .assert_only(&["output `probs` depends on target `y`"]);
}

#[test]
fn each_mistake_has_a_message() {
    let mistakes = mistakes! {
        graph Digits<const B: usize> {
            input x: [B, 64];
            param w: [64, 10] = he_norm;
            output probs = softmx(x @ w);
        }
    };
    let headlines: Vec<_> = mistakes.messages().iter().filter_map(|message| message.lines().next()).collect();
    assert_eq!(headlines, ["unknown function `softmx`", "unknown initialiser `he_norm`"]);
}

/// The second way: what a program around the graph is told, to the letter.
#[test]
fn programs_that_must_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/bad_graphs/*.rs");
}
