//! `keisan::math` in double precision, against what mpmath says: `fixtures/elementary/make.py`. Single precision is held against double
//! precision where the functions are.

use std::collections::BTreeMap;

use keisan::math;

/// The most that a result may be off, in units in the last place.
const BOUND: f64 = 2.0;

/// A point, the nearest double to the function's value there, and what is left of it.
type Row = [f64; 3];

fn function(name: &str) -> fn(f64) -> f64 {
    match name {
        "exp" => math::exp,
        "expm1" => math::expm1,
        "ln" => math::ln,
        "log1p" => math::log1p,
        "tanh" => math::tanh,
        "sigmoid" => math::sigmoid,
        "softplus" => math::softplus,
        "erf" => math::erf,
        "sin" => math::sin,
        "cos" => math::cos,
        "atan" => math::atan,
        _ => panic!("there is no function {name}"),
    }
}

#[test]
fn double_precision_is_within_two_units() {
    let text = include_str!("fixtures/elementary/values.json");
    let values: BTreeMap<String, Vec<Row>> = serde_json::from_str(text).expect("the fixture is JSON");
    assert_eq!(values.len(), 11);
    for (name, rows) in values {
        assert!(rows.len() > 100, "{name} has points");
        for [x, nearest, left] in rows {
            let found = function(&name)(x);
            // The gap between the numbers, which are normal, around the exact value is a unit.
            let size = nearest.abs();
            let unit = if left * nearest < 0.0 { size - size.next_down() } else { size.next_up() - size };
            let error = ((found - nearest) - left).abs() / unit;
            assert!(error <= BOUND, "{name} of {x:e} is {found:e}, {error:.2} units off");
        }
    }
}
