use keisan::graph;

const WIDTH: usize = 5;

mod nets {
    keisan::graph! {
        pub layer Dense<O>(x) {
            param w: [4, O] = he_normal;
            x @ w
        }
    }
}

graph! {
    use nets::Dense;
    pub graph G<const B: usize> {
        input x: [B, WIDTH];
        layer l1 = Dense<3>;
        output y = l1(x);
    }
}

fn main() {}
