use keisan::graph;

mod nets {
    keisan::graph! {
        layer Dense<I, O>(x: [_, I]) -> [_, O] {
            param w: [I, O] = he_normal;
            x @ w
        }
    }
}

graph! {
    use nets::Dense;
    pub graph G<const B: usize> {
        input x: [B, 4];
        layer l1 = Dense<4, 3>;
        output y = l1(x);
    }
}

fn main() {}
