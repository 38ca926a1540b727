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
