//! Algebra that holds for every matrix, NaN and infinity included: an equation a line, left side to right side.
//!
//! Not here, and why: `A * 0 → 0` and `A - A → 0` would hide a NaN; `A / A → 1` would hide a NaN at 0; `(A @ B).T → B.T
//! @ A.T` would compute the product a second time where the untransposed one is used too.

use super::rewrite::Equation;

#[rustfmt::skip]
pub const RULES: &[Equation] = &[
    // It has done its work when everything is differentiated.
    ("custom_gradient(A, B)", "A"),

    // Neutral elements.
    ("A + 0",             "A"),
    ("0 + A",             "A"),
    ("A - 0",             "A"),
    ("0 - A",             "-A"),
    ("A * 1",             "A"),
    ("1 * A",             "A"),
    ("A / 1",             "A"),

    // Signs.
    ("--A",               "A"),
    ("A + -B",            "A - B"),
    ("-A + B",            "B - A"),
    ("A - -B",            "A + B"),
    ("A * -B",            "-(A * B)"),
    ("-A * B",            "-(A * B)"),
    ("-A / B",            "-(A / B)"),

    ("-1 * A",            "-A"),

    // Numbers come first, and come together.
    ("A * n",             "n * A"),
    ("n * (m * A)",       "(n * m) * A"),
    ("(n * A) * B",       "n * (A * B)"),
    ("A * (n * B)",       "n * (A * B)"),
    ("n * (A / m)",       "(n / m) * A"),

    // A product with labels picks rows.
    ("one_hot(Y) @ B",           "embedding(B, Y)"),
    ("matmul_tn(one_hot(Y), B)", "scatter_rows(Y, B)"),

    // Quotients.
    ("(1 / A) * B",       "B / A"),
    ("B * (1 / A)",       "B / A"),
    ("(n / A) * B",       "n * (B / A)"),
    ("B * (n / A)",       "n * (B / A)"),

    // Powers.
    ("powi(A, 1)",        "A"),
    ("powi(A, 2)",        "square(A)"),

    // A transpose beside a product is a flag of the product.
    ("A.T.T",             "A"),
    ("A.T @ B",           "matmul_tn(A, B)"),
    ("A @ B.T",           "matmul_nt(A, B)"),
    ("matmul_tn(A.T, B)", "A @ B"),
    ("matmul_tn(A, B.T)", "matmul_tt(A, B)"),
    ("matmul_nt(A.T, B)", "matmul_tt(A, B)"),
    ("matmul_nt(A, B.T)", "A @ B"),
    ("matmul_tt(A.T, B)", "matmul_nt(A, B)"),
    ("matmul_tt(A, B.T)", "matmul_tn(A, B)"),
];
