//! What `graph!` generates for editors alone is dropped from every other compilation. Here it is kept, and has to compile: this
//! crate stands in for keisan, with a `__for_editors!` of its own. `ask.py` asks rust-analyzer what it makes of it.

extern crate self as keisan;

// In front of the macros, so that it gets them by their path.
#[cfg(test)]
#[path = "../forms.rs"]
mod forms;

pub use keisan_itself::*;

/// `keisan::graph!`, whose generated code names this crate.
#[macro_export]
macro_rules! graph {
    ($($tokens:tt)*) => {
        $crate::__graph! { $crate $($tokens)* }
    };
}

/// Emits its items, as under rust-analyzer, where nothing calls them either.
#[macro_export]
macro_rules! __for_editors {
    ($($items:item)*) => { $(#[allow(dead_code)] $items)* };
}
