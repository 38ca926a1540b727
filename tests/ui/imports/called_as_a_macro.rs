mod nets {
    keisan::graph! {
        pub layer Dense<I, O>(x: [_, I]) -> [_, O] {
            param w: [I, O] = he_normal;
            param b: [O] = zeros;
            x @ w + b
        }
    }
    /// No layer.
    pub const WIDTH: usize = 3;
    /// No layer either.
    pub struct Norm;
}

nets::Dense! { 4, 3 }

fn main() {}
