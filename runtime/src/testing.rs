//! Tests of graphs that must not compile.
//!
//! That two layers do not fit, or that a target cannot reach an output, is worth a test when a crate's users
//! write graphs of their own, or when a shape is part of an interface. There are two ways to
//! write one. `examples/bad_graphs/` in the repository is a small crate that has both.
//!
//! # What the graph itself is told
//!
//! [`mistakes!`](crate::mistakes!) takes what [`graph!`](crate::graph!) takes and is a value: the messages. The test is an
//! ordinary one: no files, no second run of the compiler, and it names the words that matter, so that it
//! does not break where another version of keisan explains the same mistake better.
//!
//! ```
//! # macro_rules! shown { (#[test] $function:item) => { $function } }
//! # shown! {
//! #[test]
//! fn the_target_has_a_row_for_each_image() {
//!     keisan::mistakes! {
//!         graph Digits<const B: usize> {
//!             input x: [B, 64];
//!             target y: [10];
//!             param w: [64, 10] = he_normal;
//!             loss = mean(cross_entropy(softmax(x @ w), y));
//!         }
//!     }
//!     .assert_only(&["the shapes differ", "`y` is [1, 10]"]);
//! }
//! # }
//! # the_target_has_a_row_for_each_image();
//! ```
//!
//! The test fails if the graph is sound, if it is wrong for another reason, and if it has a second mistake.
//! [`Mistakes::messages`] hands out the messages for any other question.
//!
//! What only rustc can know is not among them: the value of a constant that a shape mentions, and everything around the
//! graph. That is for the second way.
//!
//! # What a program around the graph is told
//!
//! [trybuild](https://docs.rs/trybuild) compiles small programs and compares everything that the compiler
//! says with a file. In the crate's `Cargo.toml`:
//!
//! ```toml
//! [dev-dependencies]
//! trybuild = "1"
//! ```
//!
//! `tests/bad_graphs.rs` names the programs, one mistake each:
//!
//! ```no_run
//! # mod trybuild {
//! #     pub struct TestCases;
//! #     impl TestCases {
//! #         pub fn new() -> Self { Self }
//! #         pub fn compile_fail(&self, _: &str) {}
//! #     }
//! # }
//! # #[allow(unused)]
//! #[test]
//! fn bad_graphs() {
//!     let cases = trybuild::TestCases::new();
//!     cases.compile_fail("tests/bad_graphs/*.rs");
//! }
//! # fn main() {}
//! ```
//!
//! `tests/bad_graphs/batch_of_another_size.rs` is one of them; what it uses is the crate itself:
//!
//! ```compile_fail,E0308
//! # mod digits {
//! #     keisan::graph! {
//! #         /// A classifier.
//! #         pub graph Digits<const B: usize> {
//! #             input x: [B, 64];
//! #             target y: [B, 10];
//! #             param w: [64, 10] = he_normal;
//! #             output probs = softmax(x @ w);
//! #             loss = mean(cross_entropy(probs, y));
//! #         }
//! #     }
//! # }
//! use digits::{Digits, DigitsInputs, DigitsParams};
//! use keisan::SMatrix;
//!
//! fn main() {
//!     let params = DigitsParams::zeros();
//!     let (x, y) = (SMatrix::<f32, 32, 64>::zeros(), SMatrix::<f32, 16, 10>::zeros());
//!     Digits::<32>::boxed().forward(&params, DigitsInputs { x: &x, y: &y });
//! }
//! ```
//!
//! Beside it stands `batch_of_another_size.stderr`, which is what the test compares with. `TRYBUILD=overwrite cargo test` writes it: read it,
//! and keep it if it says what your users should be told. The test fails if the program compiles, and
//! if it is refused with other words, those of another version of the compiler included: pin the versions
//! that your CI runs it with, or use the first way where it will do.

#![expect(clippy::test_attr_in_doctest, reason = "the examples show how a test is written")]

use core::fmt;

/// The messages that [`graph!`](crate::graph!) has for one graph: what [`mistakes!`](crate::mistakes!) evaluates to.
///
/// A message is the one that rustc shows, without the place: a headline with what is wrong, then where it
/// comes from, then lines that begin with `help:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "mistakes are there to be looked at: `assert_only` says which are expected"]
pub struct Mistakes {
    messages: &'static [&'static str],
}

impl Mistakes {
    #[doc(hidden)]
    pub const fn new(messages: &'static [&'static str]) -> Self {
        Self { messages }
    }

    /// One message for each mistake, in the order in which the compiler found them; none for a sound graph.
    #[must_use]
    pub const fn messages(&self) -> &'static [&'static str] {
        self.messages
    }

    /// Asserts that there is one mistake and that its message has all of these words in it.
    ///
    /// # Panics
    ///
    /// If the graph is sound, if it is wrong for another reason, or if it has more than one mistake; the panic says which,
    /// with the messages.
    #[track_caller]
    pub fn assert_only(&self, words: &[&str]) {
        match self.messages {
            [] => panic!("the graph is sound, but should have a mistake that says {words:?}"),
            [message] => {
                for word in words {
                    assert!(message.contains(word), "the mistake should say {word:?}, but it is another one:\n{self}");
                }
            }
            messages => {
                panic!("the graph should have one mistake, which says {words:?}, but has {}:\n{self}", messages.len())
            }
        }
    }
}

/// The messages as rustc shows them, without the places.
impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for message in self.messages {
            let mut lines = message.lines();
            writeln!(f, "error: {}", lines.next().unwrap_or_default())?;
            for line in lines {
                writeln!(f, "       {line}")?;
            }
        }
        Ok(())
    }
}
