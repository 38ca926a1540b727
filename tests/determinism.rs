//! Debug and release builds give the same bits, and so does a second run.
//!
//! On one machine, that is: which kernel multiplies two matrices depends on the CPU, and kernels add
//! up in different orders.

use std::path::Path;
use std::process::Command;

/// `fingerprint.rs` in the profile that this test is built in.
const FINGERPRINT: &str = env!("CARGO_BIN_EXE_fingerprint");

fn output(command: &mut Command) -> String {
    let output = command.output().expect("the command starts");
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {message}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_second_run_gives_the_same_bits() {
    assert_eq!(output(&mut Command::new(FINGERPRINT)), output(&mut Command::new(FINGERPRINT)));
}

#[test]
fn debug_and_release_give_the_same_bits() {
    let target = Path::new(FINGERPRINT).ancestors().nth(2).expect("target, profile, binary");
    let other = if cfg!(debug_assertions) { "release" } else { "dev" };
    let mut build = Command::new(env!("CARGO"));
    build.args(["run", "--quiet", "--locked", "--package", "keisan-tests", "--bin", "fingerprint"]);
    build.args(["--profile", other, "--target-dir"]).arg(target);

    let (here, there) = (output(&mut Command::new(FINGERPRINT)), output(&mut build));
    assert!(here.lines().count() > 20, "something was compared");
    for (here, there) in here.lines().zip(there.lines()) {
        assert_eq!(here, there, "this profile, then {other}");
    }
    assert_eq!(here, there);
}
