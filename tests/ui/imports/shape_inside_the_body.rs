use keisan::graph;

mod nets {
    keisan::graph! {
        fn product(v, w) { v @ w }
        pub layer Dense<I, O>(x) {
            param w: [I, O] = he_normal;
            product(x, w)
        }
    }
}

graph! {
    use nets::Dense;
    pub graph G<const B: usize> {
        input x: [B, 4];
        layer l1 = Dense<5, 3>;
        output y = l1(x);
    }
}

fn main() {}
