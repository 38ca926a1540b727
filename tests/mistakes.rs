//! Wrong programs, one mistake each, and what the compiler says about them.
//!
//! Every message is compared with the `.stderr` beside its program. After a wording has been changed on purpose,
//! `TRYBUILD=overwrite cargo test -p keisan-tests --test mistakes` writes them anew: read the difference.

#[test]
fn every_mistake_is_explained() {
    let cases = trybuild::TestCases::new();
    for kind in [
        "syntax",
        "declarations",
        "names",
        "dimensions",
        "labels",
        "custom",
        "shapes",
        "loss",
        "operations",
        "gradients",
        "modes",
        "budget",
        "unused",
        "functions",
        "layers",
        "imports",
        "rust",
        "several",
    ] {
        cases.compile_fail(format!("ui/{kind}/*.rs"));
    }
}

/// What depends on a const generic shows when the graph is used, in a build and not in a check: so one of the programs is
/// built and run.
#[test]
fn a_batch_that_is_too_large_for_the_budget_is_explained() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/budget_of_a_batch/large_enough.rs");
    cases.compile_fail("ui/budget_of_a_batch/too_small.rs");
    cases.compile_fail("ui/budget_of_a_batch/too_small_to_be_made.rs");
}
