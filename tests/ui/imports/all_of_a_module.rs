use keisan::graph;

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

graph! {
    use nets::*;
    pub graph G<const B: usize> {
        input x: [B, 4];
        layer l1 = Dense<4, 3>;
        output y = l1(x);
    }
}

fn main() {}
