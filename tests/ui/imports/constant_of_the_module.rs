mod nets {
    /// The width.
    pub const WIDTH: usize = 3;
    keisan::graph! {
        pub layer Dense<I>(x: [_, I]) {
            param w: [I, WIDTH] = he_normal;
            x @ w
        }
    }
}

fn main() {}
