//! The kit with which users test graphs that must not compile: `keisan::testing`.

use keisan::mistakes;
use keisan::testing::Mistakes;

fn wrong() -> Mistakes {
    mistakes! {
        graph G<const B: usize> {
            input x: [B, 4];
            param w: [5, 2] = zeros;
            output h = x @ w;
        }
    }
}

fn sound() -> Mistakes {
    mistakes! {
        graph G<const B: usize> {
            input x: [B, 4];
            param w: [4, 2] = zeros;
            output h = x @ w;
        }
    }
}

#[test]
fn a_graph_that_is_wrong_as_expected() {
    wrong().assert_only(&["`x @ w`: inner dimensions differ", "`w` is [5, 2]"]);
    assert!(sound().messages().is_empty());
}

#[test]
#[should_panic(expected = "the graph is sound, but should have a mistake that says [\"inner dimensions differ\"]")]
fn a_graph_that_is_sound() {
    sound().assert_only(&["inner dimensions differ"]);
}

#[test]
#[should_panic(expected = "the mistake should say \"rows differ\", but it is another one:\nerror: `x @ w`: inner dim")]
fn a_graph_that_is_wrong_for_another_reason() {
    wrong().assert_only(&["`x @ w`", "rows differ"]);
}

#[test]
#[should_panic(expected = "should have one mistake, which says [\"unknown name `z`\"], but has 2:\nerror: ")]
fn a_graph_with_a_second_mistake() {
    mistakes! {
        graph G {
            input x: [4];
            output h = x + z;
            output h2 = reluu(x);
        }
    }
    .assert_only(&["unknown name `z`"]);
}

/// What goes wrong in each stage of the compiler is there: before there is a graph, in its text, in its names, as a whole.
#[test]
fn mistakes_of_every_stage() {
    mistakes! { struct G { input x: [4]; output x; } }.assert_only(&["expected `graph`, found `struct`"]);
    mistakes! { graph G { input x: [4] output h = x; } }.assert_only(&["expected `;`"]);
    mistakes! { graph G { input x: [4]; output h = y; } }.assert_only(&["unknown name `y`"]);
    mistakes! { graph G { input x: [4]; loss = relu(x); } }.assert_only(&["has to be a scalar", "mean(relu(x))"]);
    mistakes! { graph G { param w: scalar = ones; param v: scalar = ones; let _u = w; loss = v; } }
        .assert_only(&["`w`", "loss"]);
}

#[test]
fn shown_as_rustc_shows_them() {
    let shown = wrong().to_string();
    assert!(shown.starts_with("error: `x @ w`: inner dimensions differ: "), "{shown}");
    assert!(shown.contains("\n       `x` has 4 columns (declared as `[B, 4]`)"), "{shown}");
}
