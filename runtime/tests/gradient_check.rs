//! `check_gradients` finds a wrong gradient and says where it is.

mod support;

use keisan::{Parameters, check_gradients};
use support::{Net, Weights};

fn weights() -> Weights<f64> {
    let mut weights = Weights::filled(0.0);
    for (index, w) in weights.as_mut_slice().iter_mut().enumerate() {
        *w = 0.3 * f64::from(u8::try_from(index).unwrap()) - 1.0;
    }
    weights
}

#[test]
fn right_gradients_pass() {
    let report = check_gradients(&mut Net { mistake: 0.0 }, &weights(), ());
    assert!(report.is_within(1e-7), "{report}");
    assert_eq!(report.checked, 9, "the frozen parameter has no gradient");
}

#[test]
fn a_wrong_gradient_is_named() {
    let report = check_gradients(&mut Net { mistake: 0.01 }, &weights(), ());
    assert!(!report.is_within(1e-4));
    let worst = report.worst.unwrap();
    assert_eq!((worst.name, worst.row, worst.column), ("w", 1, 2));
    assert!((worst.analytic - worst.numeric - 0.01).abs() < 1e-6);
    assert!(report.to_string().contains("w[1, 2]"), "{report}");
}

#[test]
fn nan_is_the_worst_of_all() {
    let report = check_gradients(&mut Net { mistake: f64::NAN }, &weights(), ());
    assert!(report.error().is_nan());
    assert!(!report.is_within(f64::INFINITY));
    assert_eq!(report.worst.unwrap().name, "w");
}

#[test]
fn parameters_come_back_as_they_were() {
    let weights = weights();
    let before = weights.clone();
    check_gradients(&mut Net { mistake: 0.0 }, &weights, ());
    assert_eq!(weights.as_slice(), before.as_slice());
}
